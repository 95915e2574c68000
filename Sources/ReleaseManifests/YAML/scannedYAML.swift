import ReleaseModel

/// The scalars of a YAML text, each called by its ``ValuePath``; aliases are left out.
///
/// One in quotes is its text without them. What can't be read is in the diagnostics.
func scannedYAML(file: String, bytes: [UInt8]) -> ScannedFile {
    var scanned = ScannedFile(file: file, bytes: bytes)
    do throws(UnreadableInput) {
        for document in try yamlDocuments(bytes, file: file) {
            addScalars(of: document.root, at: "", to: &scanned.values)
        }
    } catch {
        scanned.diagnostics = error.diagnostics
    }
    return scanned
}

/// Bytes of a path; what lies deeper has no name, so no edit.
private let pathLimit = 4_096

/// Adds the scalars below a node; the reader bounds how deep that is.
func addScalars(of node: YAMLNode, at path: String, to values: inout [ScannedValue]) {
    switch node.content {
    case .mapping(let entries):
        let prefix = path.isEmpty ? "" : path + "."
        for entry in entries {
            let isShort = prefix.utf8.count + entry.key.text.utf8.count < pathLimit
            addScalars(of: entry.value, at: isShort ? prefix + ValuePath.quoted(entry.key.text) : "…", to: &values)
        }
    case .sequence(let items):
        for (index, item) in items.enumerated() { addScalars(of: item, at: "\(path)[\(index)]", to: &values) }
    case .scalar(let scalar):
        let range = unquoted(node.range, style: scalar.style)
        values.append(ScannedValue(key: path, text: scalar.text, range: range))
    case .alias: break
    }
}

/// The bytes between the quotes, where there are some.
func unquoted(_ range: Range<Int>, style: YAMLScalar.Style) -> Range<Int> {
    guard style == .singleQuoted || style == .doubleQuoted, range.count >= 2 else { return range }
    return (range.lowerBound + 1)..<(range.upperBound - 1)
}
