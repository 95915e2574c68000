import ReleaseModel

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
