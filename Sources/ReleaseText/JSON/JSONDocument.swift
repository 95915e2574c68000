package import ReleaseModel

/// A JSON text, every value with the bytes that spell it ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).
///
/// Strict: what JavaScript's and Python's own readers refuse is an error here. A byte order mark at the start is read
/// over and kept. Keys that stand twice in one object are a warning.
package struct JSONDocument: Sendable {
    package let file: String
    package let bytes: [UInt8]
    /// nil where the text has an error.
    package let root: JSONNode?
    package let diagnostics: [Diagnostic]
    private let places: TextPlaces
    /// Bytes of a path; what lies deeper has no name, so no edit.
    private static let pathLimit = 4_096

    package init(file: String, bytes: [UInt8], allowsTrailingCommas: Bool = false) {
        self.file = file
        self.bytes = bytes
        var parser = JSONParser(bytes: bytes, allowsTrailingCommas: allowsTrailingCommas)
        let root = parser.document()
        let places = TextPlaces(file: file, bytes: bytes)
        self.places = places
        self.root = parser.faults.allSatisfy(\.isWarning) ? root : nil
        diagnostics = parser.faults.sorted { $0.offset < $1.offset }.map { fault in
            Diagnostic(
                fault.isWarning ? .warning : .error, code: "json." + fault.code, place: places.place(at: fault.offset),
                message: fault.message, excerpt: places.excerpt(at: fault.offset), suggestion: fault.suggestion)
        }
    }

    package func place(of node: JSONNode) -> Place { places.place(at: node.range.lowerBound) }
    package func place(of entry: JSONEntry) -> Place { places.place(at: entry.key.range.lowerBound) }
    package func place(at offset: Int) -> Place { places.place(at: offset) }
    package func excerpt(at offset: Int) -> String { places.excerpt(at: offset) }

    /// Every scalar with its bytes; each is called by its ``ValuePath``, `dependencies.'@scope/x'` or `workspaces[1]`.
    package var scanned: ScannedFile {
        var scanned = ScannedFile(file: file, bytes: bytes, diagnostics: diagnostics)
        if let root { addScalars(of: root, at: "", to: &scanned.values) }
        return scanned
    }

    private func addScalars(of node: JSONNode, at path: String, to values: inout [ScannedValue]) {
        switch node.content {
        case .object(let entries):
            let prefix = path.isEmpty ? "" : path + "."
            for entry in entries {
                // Endless keys would make the paths of all that lies below them endless too.
                let isShort = prefix.utf8.count + entry.key.range.count < JSONDocument.pathLimit
                let inner = isShort ? prefix + ValuePath.quoted(entry.key.text) : "…"
                addScalars(of: entry.value, at: inner, to: &values)
            }
        case .array(let items):
            for (index, item) in items.enumerated() { addScalars(of: item, at: "\(path)[\(index)]", to: &values) }
        case .string(let text): values.append(ScannedValue(key: path, text: text.text, range: text.range))
        case .number, .boolean, .null:
            let text = String(decoding: bytes[node.range], as: UTF8.self)
            values.append(ScannedValue(key: path, text: text, range: node.range))
        }
    }
}
