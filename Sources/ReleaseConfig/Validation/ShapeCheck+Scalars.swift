import ReleaseModel
import ReleaseText

extension ShapeCheck {
    mutating func wrongType(_ node: YAMLNode, _ expected: String, _ suggestion: String? = nil) {
        let found =
            switch node.content {
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .alias: "an alias"
            case .scalar:
                switch node.value {
                case .null: "nothing"
                case .boolean: "`\(node.scalar?.text ?? "")`, which is true or false"
                case .integer, .float: "a number"
                default: "a string"
                }
            }
        report(
            "config.wrong-type", node.place, "Expected \(expected) here, found \(found).",
            suggestion ?? "Write \(expected).")
    }

    /// A text, or a number as it was written.
    mutating func text(_ node: YAMLNode, expected: String) -> String? {
        guard let scalar = node.scalar else {
            wrongType(node, expected)
            return nil
        }
        switch node.value {
        case .string, .integer, .float: return scalar.text
        case .boolean:
            wrongType(node, expected, "Quote it if it is meant as a string: `'\(scalar.text)'`.")
            return nil
        default:
            wrongType(node, expected)
            return nil
        }
    }

    mutating func argument(_ node: YAMLNode) {
        guard node.scalar != nil else { return wrongType(node, "a string") }
        if node.value == .null { wrongType(node, "a string", "Write `''` for an empty one.") }
        if node.scalar?.text.contains("\0") == true {
            report("config.text", node.place, "A program can't be given a text with a null character.")
        }
    }

    mutating func check(_ text: String, _ rule: TextRule, _ place: Place) {
        if case .versionOrNothing = rule, text.isEmpty { return }
        if text.isEmpty || text.unicodeScalars.contains(where: { $0.value == 0 }) {
            report("config.text", place, "This text must not be empty, nor contain a null character.")
            return
        }
        let problem: (message: String, suggestion: String?)?
        var code = "config.path"
        switch rule {
        case .name, .anywhere: problem = nil
        case .stepName:
            code = "config.step-name"
            let safe = String(text.map { "/[]".contains($0) ? "-" : $0 })
            problem =
                safe == text
                ? nil
                : (
                    "`\(text)` can't be a name here: `/`, `[` and `]` separate the parts of a step's id.",
                    "Write one such as `\(safe)`."
                )
        case .variable:
            code = "config.variable"
            problem = isVariable(text) ? nil : ("`\(text)` is not a name of letters, digits and `_`.", nil)
        case .variablePattern:
            code = "config.variable"
            let name = text.hasSuffix("*") ? String(text.dropLast()) : text
            problem =
                isVariable(name)
                ? nil
                : (
                    "`\(text)` is not a name of letters, digits and `_`, perhaps with a `*` at its end.",
                    "Name each variable; everything at once can't be passed on."
                )
        case .inside: problem = pathProblem(text)
        case .insideRepository: problem = pathProblem(text.hasPrefix("/") ? String(text.dropFirst()) : text)
        case .relative: problem = pathProblem(text, mayLeave: true)
        case .version, .versionOrNothing:
            code = "config.version-number"
            problem = Version(text) == nil ? ("`\(text)` is not a valid version.", "Write one such as `1.2.3`.") : nil
        case .line:
            code = "config.release-line"
            problem =
                ReleaseLine(text) == nil ? ("`\(text)` is not a line of versions.", "Write `1.x` or `1.4.x`.") : nil
        case .commit:
            code = "config.commit"
            problem = isCommit(text) ? nil : ("`\(text)` is not a commit id.", "Write 7 to 64 hexadecimal digits.")
        case .address:
            code = "config.address"
            problem = addressProblem(text)
        case .connectionString:
            // Without the line at fault, which may hold a password.
            if let wrong = connectionStringProblem(text) {
                report("config.connection-string", place, wrong.message, wrong.suggestion, showsLine: false)
            }
            problem = nil
        case .calendarFormat:
            code = "config.calendar-format"
            problem = calendarFormatProblem(text)
        case .template(let fields, let required):
            code = "config.template"
            problem = templateProblem(text, fields: fields, requires: required)
        case .pathTemplate(let fields):
            if let wrong = templateProblem(text, fields: fields, requires: []) {
                code = "config.template"
                problem = wrong
            } else {
                problem = pathProblem(text)
            }
        }
        if let problem { report(code, place, problem.message, problem.suggestion) }
    }

    private func addressProblem(_ text: String) -> (String, String?)? {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return ("`\(text)` is not an address.", "Write one that begins with `https://`.") }
        let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        if host.contains("@") {
            return (
                "An address holds no credentials.",
                "Name the variables that hold them: `username-from` and `password-from`."
            )
        }
        if text.contains("?") || text.contains("#") {
            return (
                "An address has nothing after `?` or `#`: it is shown in plans and journals, which must not contain a token.",
                "Name the variables that hold credentials: `username-from` and `password-from`."
            )
        }
        return host.isEmpty ? ("`\(text)` names no host.", nil) : nil
    }

    private func isCommit(_ text: String) -> Bool {
        (7...64).contains(text.utf8.count) && text.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    private func isVariable(_ text: String) -> Bool {
        text.utf8.first.map { !$0.isDigit } == true
            && text.utf8.allSatisfy(\.isWord)
    }

    mutating func checkChoice(_ node: YAMLNode, _ values: [String]) {
        let list = values.map { "`\($0)`" }.joined(separator: ", ")
        let expected = values.count == 1 ? list : "one of \(list)"
        guard let text = text(node, expected: expected), !values.contains(text) else { return }
        let suggestion =
            meant(by: node, among: values).map { "Write `\($0)`." }
            ?? nearestName(to: text, among: values).map { "Did you mean `\($0)`?" } ?? "Write \(expected)."
        report(
            "config.unknown-value", node.place, "`\(text)` is not known here; supported: \(list).", suggestion)
    }

    /// What `false` and `true` most likely mean where there are more than two possibilities.
    private func meant(by node: YAMLNode, among values: [String]) -> String? {
        guard case .boolean(let isOn) = node.value else { return nil }
        return (isOn ? ["required", "always", "allow"] : ["none", "never", "refuse", "disabled"]).first(
            where: values.contains)
    }

    mutating func checkBoolean(_ node: YAMLNode) {
        if case .boolean = node.value { return }
        let meant: String? =
            switch node.scalar?.text.lowercased() {
            case "yes", "on", "y", "true", "1": "Write `true`."
            case "no", "off", "n", "false", "0": "Write `false`."
            default: nil
            }
        wrongType(node, "`true` or `false`", meant)
    }

    mutating func checkNumber(_ node: YAMLNode, from least: Int) {
        guard case .integer(let number) = node.value else { return wrongType(node, "a whole number") }
        if number < least { report("config.number", node.place, "`\(number)` is too small; the least is \(least).") }
    }
}

/// How long `90`, `90s`, `10m` or `1h` is, in seconds; nil for anything else.
func seconds(_ text: String) -> Int? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = text.last.flatMap { units[$0] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard digits.utf8.allSatisfy(\.isDigit), let number = Int(digits), number > 0 else { return nil }
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1)
    return isTooLarge ? nil : product
}

/// A text as a YAML scalar in quotes.
func yamlQuoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
        return "'" + text.replacing("'", with: "''") + "'"
    }
    return JSONText.quoted(text)
}
