import ReleaseModel

/// Every scalar of a YAML text as a value that can be edited; comments, anchors, styles and indentation stay, since only
/// the scalar's own bytes are replaced.
///
/// Keys are paths (``ValuePath``); where a file has several documents they begin with the document's number, from 0:
/// `[1].image.tag`. What an alias stands for is listed once, where its anchor is. Scalars over several lines, and those
/// with escapes, are listed and can't be edited. What can't be read is in the diagnostics.
package func scannedYAML(file: String, bytes: [UInt8]) -> ScannedFile {
    var scanned = ScannedFile(file: file, bytes: bytes)
    do throws(UnreadableInput) {
        let documents = try yamlDocuments(bytes, file: file)
        for (index, document) in documents.enumerated() {
            addScalars(of: document.root, at: documents.count > 1 ? "[\(index)]" : "", to: &scanned.values)
        }
    } catch {
        scanned.diagnostics = error.diagnostics
    }
    return scanned
}

/// Bytes of a path; what lies deeper has no name, so no edit.
private let pathLimit = 4_096

/// Adds the scalars below a node; the reader bounds how deep that is.
package func addScalars(of node: YAMLNode, at path: String, to values: inout [ScannedValue]) {
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
        let kind = scalar.value(tag: node.tag).kindName
        values.append(ScannedValue(key: path, text: scalar.text, range: node.textRange, kind: kind))
    case .alias: break
    }
}

extension YAMLNode {
    /// The bytes of a scalar's text, without quotes.
    package var textRange: Range<Int> { unquoted(range, style: resolved.scalar?.style ?? .plain) }
}

/// The bytes between the quotes, where there are some.
package func unquoted(_ range: Range<Int>, style: YAMLScalar.Style) -> Range<Int> {
    guard style == .singleQuoted || style == .doubleQuoted, range.count >= 2 else { return range }
    return (range.lowerBound + 1)..<(range.upperBound - 1)
}

extension YAMLValue {
    /// What kind of scalar it is; an edit never turns a string into another type.
    var kindName: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .integer: "integer"
        case .float: "float"
        case .string: "text"
        }
    }
}
