package import ReleaseModel

/// Reads values of expected kinds from one manifest and notes the ones that are of another kind.
package struct JSONReader {
    package let document: JSONDocument
    /// The prefix of the codes: `npm`.
    package let area: String
    package private(set) var diagnostics: [Diagnostic] = []
    /// A problem that occurs a hundred times has one cause.
    private static let limit = 100

    package init(document: JSONDocument, area: String) {
        self.document = document
        self.area = area
    }

    /// A text with the value that holds it; nil where there is none, or something else.
    package mutating func string(_ key: String, in object: JSONNode) -> (text: String, value: JSONNode)? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else {
            expected("a string", at: value, key)
            return nil
        }
        return (text, value)
    }

    package mutating func entries(_ key: String, in object: JSONNode) -> [JSONEntry] {
        guard let value = object[key] else { return [] }
        guard let entries = value.entries else {
            expected("an object", at: value, key)
            return []
        }
        return entries
    }

    /// The texts of an array; elements of another kind are noted and left out.
    package mutating func strings(_ value: JSONNode, _ key: String) -> [String] {
        guard let items = value.items else {
            expected("an array", at: value, key)
            return []
        }
        return items.compactMap { item in
            if item.string == nil { expected("a string", at: item, key) }
            return item.string
        }
    }

    package mutating func expected(_ kind: String, at value: JSONNode, _ key: String) {
        note(
            "wrong-type", at: value, "'\(ValuePath.quoted(key))' must be \(kind), and this is \(value.kindName).",
            suggestion: "Write \(kind), or remove the key.")
    }

    package mutating func note(
        _ code: String, at value: JSONNode, _ message: String, severity: Diagnostic.Severity = .error,
        suggestion: String? = nil
    ) {
        guard diagnostics.count < JSONReader.limit else { return }
        diagnostics.append(
            Diagnostic(
                severity, code: "\(area).\(code)", place: document.place(of: value), message: message,
                excerpt: document.excerpt(at: value.range.lowerBound), suggestion: suggestion))
    }
}
