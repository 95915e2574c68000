import ReleaseModel

/// Every scalar of a YAML text as a value that can be edited; comments, anchors, styles and indentation stay, since only
/// the scalar's own bytes are replaced.
///
/// Keys are paths (``ValuePath``); where a file has several documents they begin with the document's number, from 0:
/// `[1].image.tag`. What an alias stands for is listed once, where its anchor is. Scalars over several lines, and those
/// with escapes, are listed and can't be edited.
package func scannedYAML(file: String, bytes: [UInt8]) -> ScannedFile {
    var scanned = ScannedFile(file: file, bytes: bytes)
    do throws(UnreadableInput) {
        let documents = try yamlDocuments(bytes, file: file)
        for (index, document) in documents.enumerated() {
            let path = documents.count > 1 ? ValuePath([.index(index)]) : ValuePath()
            collectScalars(of: document.root, at: path, in: bytes, to: &scanned.values)
        }
    } catch {
        scanned.diagnostics = error.diagnostics
    }
    return scanned
}

private func collectScalars(of node: YAMLNode, at path: ValuePath, in bytes: [UInt8], to values: inout [ScannedValue]) {
    switch node.content {
    case .alias: break
    case .mapping(let entries):
        for entry in entries {
            collectScalars(of: entry.value, at: path.appending(entry.key.text), in: bytes, to: &values)
        }
    case .sequence(let items):
        for (index, item) in items.enumerated() {
            collectScalars(of: item, at: path.appending(index: index), in: bytes, to: &values)
        }
    case .scalar(let scalar):
        values.append(
            ScannedValue(
                key: path.description, text: scalar.text, range: node.textRange,
                kind: scalar.value(tag: node.tag).kindName))
    }
}

extension YAMLNode {
    /// The bytes of a scalar's text, without quotes.
    package var textRange: Range<Int> {
        switch resolved.scalar?.style {
        case .singleQuoted,
            .doubleQuoted where range.count >= 2:
            (range.lowerBound + 1)..<(range.upperBound - 1)
        default: range
        }
    }
}

extension YAMLValue {
    /// What kind of scalar it is; an edit never changes it.
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
