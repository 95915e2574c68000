import ReleaseModel
import ReleaseText

/// A value with the place where it was written.
struct Written<Value: Sendable>: Sendable {
    let value: Value
    let place: Place
}

/// Answers what a node says, and nil where it says nothing or something else: that the schema's check has reported.
extension YAMLNode {
    func written<Value>(_ key: String, _ read: (YAMLNode) -> Value?) -> Written<Value>? {
        guard let node = self[key]?.resolved, let value = read(node) else { return nil }
        return Written(value: value, place: node.place)
    }

    /// The text of a scalar as written; nil for null.
    var text: String? {
        guard let scalar, value != .null else { return nil }
        return scalar.text
    }

    var boolean: Bool? { if case .boolean(let value) = value { value } else { nil } }
    var integer: Int? { if case .integer(let value) = value { value } else { nil } }
    var texts: [String]? { items?.compactMap(\.text) }
    var duration: Int? { text.flatMap(seconds) }

    var writtenTexts: [Written<String>]? {
        items?.compactMap { item in item.text.map { Written(value: $0, place: item.place) } }
    }

    var textsByKey: [String: String]? {
        effectiveEntries.map { entries in
            Dictionary(entries.compactMap { one in one.value.text.map { (one.key.text, $0) } }) { first, _ in first }
        }
    }

    var listsByKey: [String: [String]]? {
        effectiveEntries.map { entries in
            Dictionary(entries.compactMap { one in one.value.texts.map { (one.key.text, $0) } }) { first, _ in first }
        }
    }

    func choice<Kind: RawRepresentable<String>>(_ kind: Kind.Type) -> Kind? { text.flatMap(Kind.init(rawValue:)) }
}
