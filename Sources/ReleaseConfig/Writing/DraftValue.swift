/// A value of a new `slipway.yaml`.
package indirect enum DraftValue: Sendable, Hashable {
    case text(String)
    case flag(Bool)
    case number(Int)
    case list([DraftValue])
    case mapping([DraftEntry])

    package static func texts(_ texts: [String]) -> DraftValue { .list(texts.map(DraftValue.text)) }

    /// On one line, `{ type: feat, hidden: true }`.
    var flowText: String {
        switch self {
        case .text(let text): yamlText(text)
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .list(let items): "[" + items.map(\.flowText).joined(separator: ", ") + "]"
        case .mapping(let entries) where entries.isEmpty: "{}"
        case .mapping(let entries):
            "{ " + entries.map { "\(yamlText($0.key)): \($0.value.flowText)" }.joined(separator: ", ") + " }"
        }
    }

    /// Whether it has a line for each of its parts.
    fileprivate var isTall: Bool {
        switch self {
        case .mapping(let entries): !entries.isEmpty
        case .list(let items): items.contains { if case .mapping = $0 { true } else { false } }
        default: false
        }
    }
}

/// A key with its value.
package struct DraftEntry: Sendable, Hashable {
    package var key: String
    package var value: DraftValue

    package init(_ key: String, _ value: DraftValue) {
        self.key = key
        self.value = value
    }

    /// Its lines in a mapping, each behind the indentation.
    func lines(indentation: String) -> [String] {
        guard value.isTall else { return ["\(indentation)\(yamlText(key)): \(value.flowText)"] }
        let inner = indentation + "  "
        let below: [String] =
            switch value {
            case .mapping(let entries): entries.flatMap { $0.lines(indentation: inner) }
            case .list(let items): items.map { "\(inner)- \($0.flowText)" }
            default: []
            }
        return ["\(indentation)\(yamlText(key)):"] + below
    }
}

/// A text as YAML: plain where every reader takes it for the same text, in double quotes otherwise.
func yamlText(_ text: String) -> String {
    let isPlain =
        text.unicodeScalars.first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } == true
        && text.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || "-_./".unicodeScalars.contains(scalar)
        }
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case "\n": quoted += "\\n"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            let digits = String(scalar.value, radix: 16)
            quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
