import Foundation
import ReleaseModel
import ReleaseText

/// A YAML value without places and styles, to compare with what others read.
indirect enum PlainTree: Equatable, CustomStringConvertible {
    case mapping([String: PlainTree])
    case sequence([PlainTree])
    case text(String)

    init(_ node: YAMLNode) {
        if let entries = node.entries {
            self = .mapping(Dictionary(entries.map { ($0.key.text, PlainTree($0.value)) }) { first, _ in first })
        } else if let items = node.items {
            self = .sequence(items.map(PlainTree.init))
        } else {
            self = .text(node.scalar?.text ?? "")
        }
    }

    /// From what `JSONSerialization` answers.
    init(json: Any) {
        switch json {
        case let object as [String: Any]: self = .mapping(object.mapValues(PlainTree.init(json:)))
        case let array as [Any]: self = .sequence(array.map(PlainTree.init(json:)))
        default: self = .text(json as? String ?? "")
        }
    }

    var description: String {
        switch self {
        case .mapping(let entries):
            "{"
                + entries.sorted { $0.key < $1.key }.map { "\($0.key.debugDescription): \($0.value)" }
                .joined(separator: ", ") + "}"
        case .sequence(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .text(let text): text.debugDescription
        }
    }
}

/// What our reader makes of a text, or its errors as `line:column code`.
func read(_ text: String) -> Result<PlainTree, Findings> {
    read(Array(text.utf8))
}

func read(_ bytes: [UInt8]) -> Result<PlainTree, Findings> {
    do {
        return .success(PlainTree(try yamlDocument(bytes, file: "t.yaml").root))
    } catch {
        return .failure(
            Findings(lines: error.diagnostics.map { "\($0.place.line):\($0.place.column) \($0.code)" }))
    }
}

struct Findings: Error, Equatable {
    let lines: [String]
}
