import ReleaseModel
import ReleaseText

/// A package's options over the top level's: the first that says something counts; a null says nothing.
struct ReleasePleaseScope {
    private let layers: [[String: JSONNode]]

    /// - Parameter options: Objects, the strongest first; anything else says nothing.
    init(_ options: [[String: JSONNode]]) { layers = options }

    init(_ options: JSONNode...) { layers = options.map(\.values) }

    func value<Value>(_ key: String, _ read: (JSONNode) -> Value?) -> Value? {
        for layer in layers {
            if let node = layer[key], let value = read(node) { return value }
        }
        return nil
    }

    func text(_ key: String) -> String? { value(key, \.string) }
    func flag(_ key: String) -> Bool? { value(key, \.boolean) }
    func count(_ key: String) -> Int? { value(key) { $0.number.flatMap(wholeNumber) } }
    func texts(_ key: String) -> [String]? { value(key, \.texts) }

    /// Labels, from an array or between commas; blanks around them don't count.
    func labels(_ key: String) -> [String]? {
        value(key) { node in
            let parts = node.texts ?? node.string?.split(separator: ",").map(String.init)
            return parts?.map(trimmed).filter { !$0.isEmpty }
        }
    }

    /// The text, or nil for an empty one.
    func filledText(_ key: String) -> String? { text(key).flatMap { $0.isEmpty ? nil : $0 } }

    /// A text that is one of a kind's values.
    func choice<Kind: RawRepresentable<String>>(_ key: String) -> Kind? {
        value(key) { $0.string.flatMap(Kind.init(rawValue:)) }
    }
}

extension JSONNode {
    /// The values of an object by key, of two with one key the last; empty for anything else.
    var values: [String: JSONNode] {
        Dictionary((entries ?? []).map { ($0.key.text, $0.value) }) { _, last in last }
    }

    /// The texts of an array; nil for anything else.
    var texts: [String]? { items?.compactMap(\.string) }
}

private func trimmed(_ text: String) -> String {
    let isBlank = { (character: Character) in character.isWhitespace }
    let start = text.drop(while: isBlank)
    return String(start.reversed().drop(while: isBlank).reversed())
}
