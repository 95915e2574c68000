package import ReleaseModel

/// A manifest in YAML: reads values of expected kinds, notes others, and knows what edits call each value.
package struct YAMLReader {
    package let file: String
    /// Empty where the file can't be parsed.
    package private(set) var documents: [YAMLDocument] = []
    package private(set) var diagnostics: [Diagnostic] = []
    /// The prefix of the codes: `helm`.
    private let area: String
    /// By the offset of a scalar's text.
    private let keys: [Int: String]

    package var folder: String { RepositoryPath.folder(of: file) }
    /// The first document's; nil where the file can't be parsed or holds nothing.
    package var root: YAMLNode? { documents.first?.root }

    package init(file: String, bytes: [UInt8], area: String) {
        self.file = file
        self.area = area
        do throws(UnreadableInput) {
            documents = try yamlDocuments(bytes, file: file)
        } catch {
            diagnostics = error.diagnostics
        }
        let values = diagnostics.isEmpty ? scannedYAML(file: file, bytes: bytes).values : []
        keys = Dictionary(values.map { ($0.range.lowerBound, $0.key) }, uniquingKeysWith: { first, _ in first })
    }

    /// What edits call a scalar, also one that an alias stands for.
    package func key(of node: YAMLNode) -> String? { keys[node.resolved.textRange.lowerBound] }

    /// A scalar that is not empty, with its text as written; nil where there is none, or something else.
    package mutating func text(_ key: String, in node: YAMLNode) -> (text: String, node: YAMLNode)? {
        guard let value = node[key], value.value != .null else { return nil }
        guard let scalar = value.scalar else {
            note(
                "wrong-type", at: value,
                "'\(key)' must be a string, and this is \(value.items == nil ? "a mapping" : "a list").",
                suggestion: "Write one text, or remove the key.")
            return nil
        }
        return scalar.text.isEmpty ? nil : (scalar.text, value)
    }

    /// The items of a list; nothing where there is none.
    package mutating func items(_ key: String, in node: YAMLNode) -> [YAMLNode] {
        guard let value = node[key], value.value != .null else { return [] }
        guard let items = value.items else {
            note("wrong-type", at: value, "'\(key)' must be a list.", suggestion: "Write a list, or remove the key.")
            return []
        }
        return items
    }

    package mutating func note(
        _ code: String, at node: YAMLNode, _ message: String, severity: Diagnostic.Severity = .error,
        suggestion: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code: "\(area).\(code)", place: node.place, message: message,
                excerpt: documents.first?.source.excerpt(line: node.place.line) ?? "", suggestion: suggestion))
    }
}
