/// Documents on the edges of TOML's grammar.
enum TOMLSamples {
    static let tricky: [String] = [
        "", "\n", "# only", "a=1", "a = 1 # c", "a\n", "= 1", "a = ", "a == 1", "a = 1 b = 2", "\"\" = 1", "'' = 1",
        "1 = 2",
        "1.2 = 3", "a.b.c = 1\na.b.d = 2", "a . b = 1", "a..b = 1", ".a = 1", "a. = 1", "\"a\".'b' = 1",
        "\"\"\"a\"\"\" = 1",
        // Tables
        "[a]\n[a.b]\n[a.c]", "[a.b]\n[a]", "[a]\nb = 1\n[a.b]", "[a]\n[a]", "[a.b]\n[a]\nb = 1", "[a.b]\n[a]\nb.c = 1",
        "[a.b.c]\n[a]\nb.d = 1", "[a.b.c]\n[a]\nb.c.d = 1", "[a]\nb.c = 1\n[a.b]", "[a]\nb.c = 1\n[a.b.d]",
        "a.b = 1\n[a]",
        "a.b = 1\n[a.c]", "a.b.c = 1\n[a.d]\n[a.b.e]", "[a]\nb.c = 1\n[d]\n[a.b.e]\nf = 1", "[ a . b ]", "[]", "[a.]",
        "[a",
        "[a]]", "[[a]", "[a] b = 1", "[\"a.b\"]\n[a.b]", "[a]#c", "[a\n]", "[a.b]\n[a.c]\n[a]\nd = 1",
        "[a.b]\nx = 1\n[a]\nb.y = 1", "a = 1\na.b = 2", "a.b = 1\na.b.c = 2", "a = {}\n[a]", "a = {}\n[a.b]",
        "a = {}\na.b = 1",
        "a = []\n[[a]]", "[[a]]\n[[a]]\nb = 1", "[[a]]\n[a.b]\n[[a]]\n[a.b]", "[[a]]\n[a]", "[a]\n[[a]]",
        "[[a.b]]\n[a]",
        "[[a.b]]\n[a]\nb.c = 1", "[[a.b]]\n[a.b.c]\n[[a.b]]\n[[a.b.c]]\n", "[a.b]\n[[a]]",
        "[[a]]\nb.c = 1\n[[a]]\nb.c = 2",
        "[[a]]\n[[a.b]]\n[a.b.c]\n[a.b.c]", "a.b = []\n[[a.b]]", "[[a]]\n[a.b.c]\n[a.b]", "[a.b]\nc = 1\n[a.b.c]",
        // Inline tables
        "a = {}", "a = { }", "a = {b=1}", "a = {b=1,}", "a = {,}", "a = {b=1 c=2}", "a = {b=1,\nc=2}",
        "a = {b=[\n1,\n]}",
        "a = {b=1,b=2}", "a = {b.c=1,b.d=2}", "a = {b={},b.c=1}", "a = {b.c=1,b={}}", "a = {b.c=1}\na.b.d=1",
        "a = {\"b\"=1,'c'=2}",
        "a = {b=1}}", "a = {b", "a = {b=", "a = {b=1 # c\n}", "a = {b = {c = {}}}", "a = [{b=1},{b=2}]\n[[a]]",
        "a = {b=[{}],b=1}",
        // Arrays
        "a = []", "a = [,]", "a = [1,]", "a = [1,,2]", "a = [1 2]", "a = [\n# c\n1 # d\n, # e\n2,\n]",
        "a = [[1],['x',[]]]", "a = [1",
        "a = [1]]", "a = [1, 'x', 2.5, {b=1}, 1979-05-27]", "a = [\r\n1\r\n]", "a = [#\n]",
        // Strings
        "a = ''", "a = \"\"", "a = '''''' ", "a = \"\"\"\"\"\"", "a = \"\"\"\"\"\"\"", "a = '''a''''", "a = '''a'''''",
        "a = '''a''''''",
        "a = \"\"\"\"a\"\"\"\"", "a = \"\"\"\na\"\"\"", "a = \"\"\"\r\na\r\n\"\"\"", "a = \"\"\"a \\\n   \n  b\"\"\"",
        "a = \"\"\"a \\   \n b\"\"\"", "a = \"\"\"a \\ b\"\"\"", "a = \"\"\"\\\"\"\"\"",
        "a = \"\\b\\t\\n\\f\\r\\\"\\\\\"", "a = \"\\e\"",
        "a = \"\\u00e9\\U0001F600\"", "a = \"\\uD800\"", "a = \"\\U00110000\"", "a = \"\\u12\"", "a = \"\\u+123\"",
        "a = \"a\nb\"",
        "a = 'a\nb'", "a = \"a", "a = 'a", "a = \"\"\"a", "a = '''a", "a = \"a\tb\"", "a = 'a\u{1}b'", "a = \"\u{7F}\"",
        "# \u{7F}",
        "# \u{0}", "a = '\\'", "a = \"\\\"", "a = 'é漢😀'", "é = 1", "\"é\" = 1", "a = \"\"\"\\\n\"\"\"",
        "a = \"\"\"a\\\r\n  b\"\"\"",
        "a = \"a\" \"b\"", "a = 'a''b'", "a = \"\"\"a\rb\"\"\"", "a = 1\r", "a = 1\rb = 2", "\r\n", "a = '''\\\n'''",
        // Numbers
        "a = 0", "a = +0", "a = -0", "a = 00", "a = 01", "a = -01", "a = +1", "a = 1_0", "a = _1", "a = 1_", "a = 1__0",
        "a = 0x", "a = 0xG",
        "a = 0xdeadBEEF", "a = 0xdead_beef", "a = 0x_1", "a = 0x1_", "a = 0o17", "a = 0o8", "a = 0b10", "a = 0b2",
        "a = 0X1", "a = -0x1",
        "a = +0b1", "a = 9223372036854775807", "a = -9223372036854775808", "a = 1.0", "a = 1.", "a = .1", "a = 1.e1",
        "a = 1e1",
        "a = 1E+06", "a = 1e-6", "a = 1e", "a = 1e+", "a = 1.5_0", "a = 1._5", "a = 1_.5", "a = 1e1_0", "a = 1e_1",
        "a = 0e0", "a = 0.0",
        "a = -0.0", "a = 01.5", "a = 1e400", "a = 5e-324", "a = inf", "a = +inf", "a = -inf", "a = nan", "a = +nan",
        "a = Inf", "a = NaN",
        "a = 1.2.3", "a = 1e1.5", "a = --1", "a = + 1", "a = 1 2", "a = 0x1.5", "a = 1f", "a = 3.14159265358979323846",
        // Booleans and words
        "a = true", "a = false", "a = True", "a = truee", "a = true1", "a = yes", "a = null", "true = false",
        "inf = nan",
        // Dates
        "a = 1979-05-27", "a = 1979-5-27", "a = 1979-13-01", "a = 1979-02-29", "a = 2000-02-29", "a = 1900-02-29",
        "a = 1979-05-27T07:32:00",
        "a = 1979-05-27 07:32:00", "a = 1979-05-27t07:32:00z", "a = 1979-05-27T07:32:00Z",
        "a = 1979-05-27T07:32:00.5-07:00",
        "a = 1979-05-27T07:32:00.123456789Z", "a = 1979-05-27T24:00:00", "a = 1979-05-27T07:32", "a = 07:32:00",
        "a = 07:32",
        "a = 07:32:00.999999", "a = 25:00:00", "a = 1979-05-27T", "a = 1979-05-27 ", "a = 1979-05-27 # c",
        "a = 1979-05-27  07:32:00",
        "a = 1979-05-27T07:32:00+25:00", "a = 1979-05-27T07:32:00.Z", "a = 1979-05-27T07:32:00+0700", "a = 07:32:00Z",
        "a = [1979-05-27,07:32:00]", "a = 1979-05-27T07:32:00 Z", "a = 1979-05-27 x", "a = 1979-05-27 07",
        "a = 19790-05-27", "a = 7:32:00",
    ]

    /// Mostly valid, with keys and tables that often meet each other.
    static func random(using random: inout some RandomNumberGenerator) -> String {
        var lines: [String] = []
        for _ in 0..<Int.random(in: 1...7, using: &random) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1: lines.append("[\(key(using: &random))]")
            case 2: lines.append("[[\(key(using: &random))]]")
            default: lines.append("\(key(using: &random)) = \(value(depth: 0, using: &random))")
            }
        }
        return lines.joined(separator: Bool.random(using: &random) ? "\n" : "\r\n")
    }

    private static func key(using random: inout some RandomNumberGenerator) -> String {
        let parts = ["a", "b", "c", "\"a\"", "'b'", "\"\\u0061\"", "a-b", "1"]
        return (0..<Int.random(in: 1...3, using: &random)).map { _ in parts.randomElement(using: &random) ?? "a" }
            .joined(separator: Int.random(in: 0..<6, using: &random) == 0 ? " . " : ".")
    }

    private static func value(depth: Int, using random: inout some RandomNumberGenerator) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &random) {
        case 5, 6:
            let elements = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                value(depth: depth + 1, using: &random)
            }
            return "[" + elements.joined(separator: [", ", ",\n", " ,"].randomElement(using: &random) ?? ",") + "]"
        case 7:
            let entries = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                "\(key(using: &random)) = \(value(depth: depth + 1, using: &random))"
            }
            return "{" + entries.joined(separator: ", ") + "}"
        default:
            let scalars = [
                "1", "-2_0", "0x1F", "1.5", "-1e3", "nan", "true", "'x'", "\"\\u00e9\\n\"", "\"\"\"x\n\\\n y\"\"\"",
                "'''\nx'''",
                "2020-01-01", "2020-01-01 10:00:00", "2020-01-01T10:00:00.5Z", "10:00:00",
            ]
            return scalars.randomElement(using: &random) ?? "1"
        }
    }

    /// With a few characters taken out, put in or exchanged.
    static func damaged(_ text: String, using random: inout some RandomNumberGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        let strange = Array("[]{}=.,#\"'\\\n\r\t -_+:TZ01ae\u{0}\u{7F}é".unicodeScalars)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let position = Int.random(in: 0...scalars.count, using: &random)
            let scalar = strange.randomElement(using: &random) ?? "x"
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where position < scalars.count: scalars.remove(at: position)
            case 1 where position < scalars.count: scalars[position] = scalar
            case 2 where position < scalars.count:
                let end = min(scalars.count, position + Int.random(in: 1...8, using: &random))
                scalars.insert(contentsOf: scalars[position..<end], at: position)
            default: scalars.insert(scalar, at: position)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
