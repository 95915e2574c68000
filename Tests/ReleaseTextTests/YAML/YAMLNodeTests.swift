import ReleaseModel
import ReleaseText
import Testing

@Suite("YAML nodes")
struct YAMLNodeTests {
    private func root(_ text: String) throws -> YAMLNode { try yamlDocument(Array(text.utf8), file: "t.yaml").root }

    @Test(
        "A plain scalar has the core schema's type",
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("nUll", .string("nUll")), ("true", .boolean(true)),
            ("FALSE", .boolean(false)), ("yes", .string("yes")), ("on", .string("on")), ("0", .integer(0)),
            ("-12", .integer(-12)), ("+3", .integer(3)), ("0o17", .integer(15)), ("0x1F", .integer(31)),
            ("0x", .string("0x")), ("0xg", .string("0xg")), ("012", .integer(12)), ("1_000", .string("1_000")),
            ("1.5", .float(1.5)), ("1.", .float(1)), (".5", .float(0.5)), ("-.5e3", .float(-500)),
            ("1e3", .float(1000)),
            ("1e", .string("1e")), (".", .string(".")), ("-.inf", .float(-.infinity)), ("1.2.3", .string("1.2.3")),
            ("12e03", .float(12000)), ("nan", .string("nan")), ("99999999999999999999", .float(1e20)),
            ("1:30", .string("1:30")), ("2001-01-01", .string("2001-01-01")), ("0b1", .string("0b1")),
        ] as [(String, YAMLValue)])
    func core(text: String, value: YAMLValue) throws {
        #expect(try root("a: \(text)\n")["a"]?.value == value)
    }

    @Test("A quoted or tagged scalar is a string", arguments: ["'1'", "\"true\"", "!!str 1", "! 1", "|-\n  1"])
    func texts(text: String) throws {
        guard case .string = try root("a: \(text)\n")["a"]?.value else { return #expect(Bool(false)) }
    }

    @Test(
        "A node's bytes are the ones it was written in",
        arguments: [
            ("a: b # c\n", "b"), ("a:  'b''c'  \n", "'b''c'"), ("a: \"é\\n\"\n", "\"é\\n\""), ("a: &x !!str b\n", "b"),
            ("a: [1,\n  2]\n", "[1,\n  2]"), ("a: {b: c} # d\n", "{b: c}"), ("a: |\n  x\n  y\n\nb: 1\n", "|\n  x\n  y"),
            ("a:\n- x\n- y: 1\nb: 1\n", "- x\n- y: 1"), ("a:\n  b: c\n  d: e # f\n", "b: c\n  d: e"),
            ("a:\nb: 1\n", ""),
            ("\u{FEFF}a: é\r\nb: c\r\n", "é"), ("a: x\n  y\nb: 1", "x\n  y"),
            ("a: *x\n".replacing("*x", with: "x*"), "x*"),
        ])
    func ranges(text: String, expected: String) throws {
        let node = try #require(try root(text)["a"])
        #expect(String(decoding: Array(text.utf8)[node.range], as: UTF8.self) == expected)
    }

    @Test("A missing value is located right after its key's colon")
    func emptyPlace() throws {
        #expect(try root("a:\nbc:   # x\n")["bc"]?.place == Place(file: "t.yaml", line: 2, column: 4))
    }

    @Test("Locations count characters, from 1, after a byte order mark")
    func places() throws {
        let node = try root("\u{FEFF}é: ü\r\nß:   [日, 本]\r\n")
        #expect(node["é"]?.place == Place(file: "t.yaml", line: 1, column: 4))
        #expect(node["ß"]?.items?.last?.place == Place(file: "t.yaml", line: 2, column: 10))
    }

    @Test("A carriage return alone ends a line")
    func carriageReturn() throws {
        #expect(try root("a: 1\rb: 2\r")["b"]?.place.line == 2)
    }

    @Test("A mapping's own keys override merged ones, and earlier merged mappings override later ones")
    func merge() throws {
        let text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n"
        let node = try #require(try root(text)["z"])
        #expect(["a", "b", "c"].map { node[$0]?.scalar?.text } == ["3", "1", "2"])
    }

    @Test("A quoted `<<` is a key like any other")
    func quotedMerge() throws {
        #expect(try root("\"<<\": {a: 1}\n")["a"] == nil)
    }

    @Test("Each document of a text is read, with its own anchors")
    func documents() throws {
        let documents = try yamlDocuments(Array("%YAML 1.2\n---\na: 1\n...\n---\nb\n---\n".utf8), file: "t")
        #expect(documents.map { PlainTree($0.root) } == [.mapping(["a": .text("1")]), .text("b"), .text("")])
    }

    @Test("Two escapes of surrogates are one character, as in JSON")
    func surrogates() throws {
        #expect(try root("a: \"\\ud83d\\ude00\"")["a"]?.scalar?.text == "😀")
    }

    @Test("A tab may separate a value from its key")
    func tabs() throws {
        #expect(try root("a:\t1\t# x\n")["a"]?.value == .integer(1))
    }
}
