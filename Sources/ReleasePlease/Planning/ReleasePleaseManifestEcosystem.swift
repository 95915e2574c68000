import ReleaseManifests
package import ReleaseModel
import ReleasePlanning
import ReleaseText

/// `.release-please-manifest.json`: the last released version by package path.
///
/// An edit's key is the path as written there (`.`, `packages/core`); what is added stands at the end, in the order of
/// the paths.
package struct ReleasePleaseManifestEcosystem: EditingEcosystem {
    package let name = EcosystemName.releasePleaseManifest

    package init() {}

    package func makes(file: String) -> Bool { true }

    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        try form(of: file).find(ValuePath(keys: key).description, in: file, bytes: bytes)
    }

    private func form(of file: String) -> ValueForm { .scanned { JSONDocument(file: file, bytes: $0).scanned } }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        if let stray = edits.first(where: { $0.file != file }) { throw .notFound(file: file, key: stray.key) }
        let isEmpty = bytes.allSatisfy(\.isSpace)
        let start = isEmpty ? Array("{}\n".utf8) : bytes
        let before = try entries(of: start, in: file)
        var added: [String: String] = [:]
        var replacing: [FileEdit] = []
        for var edit in edits {
            if case .add(let text) = edit.change {
                guard let old = before[edit.key] else {
                    guard added.updateValue(text, forKey: edit.key) ?? text == text else {
                        throw .unsupported(
                            place: Place(file: file, line: 1, column: 1), key: edit.key,
                            why: "two edits want different things of it")
                    }
                    continue
                }
                if old == text { continue }
                // An empty text counts as nothing; any other one is unexpected.
                edit.change = .set(from: "", to: text)
            }
            edit.key = ValuePath(keys: edit.key).description
            replacing.append(edit)
        }
        let replaced = try form(of: file).apply(replacing, to: file, bytes: start)
        guard !added.isEmpty else { return replaced }
        let result = adding(added, to: replaced, file)
        try verify(result, in: file, says: try entries(of: replaced, in: file).merging(added) { $1 })
        return result
    }

    /// The texts by path.
    private func entries(of bytes: [UInt8], in file: String) throws(EditError) -> [String: String] {
        guard let root = try jsonRoot(file, in: [file: bytes]) else { return [:] }
        guard let entries = root.entries else {
            throw .unsupported(
                place: Place(file: file, line: 1, column: 1), key: "",
                why: "the file is \(root.kindName), not an object")
        }
        return Dictionary(entries.map { ($0.key.text, $0.value.string ?? "") }) { $1 }
    }

    /// New entries look like the last one: on lines of their own with its indentation, or on its line.
    private func adding(_ added: [String: String], to bytes: [UInt8], _ file: String) -> [UInt8] {
        guard let root = JSONDocument(file: file, bytes: bytes).root else { return bytes }
        let lineEnd: [UInt8] = bytes.contains(0x0D) ? [0x0D, 0x0A] : [0x0A]
        let last = root.entries?.last
        var gap = lineEnd + [0x20, 0x20]
        if let last {
            let key = last.key.range.lowerBound - 1
            let indent = bytes[..<key].reversed().prefix { $0 == 0x20 || $0 == 0x09 }
            let isOnOwnLine = key > indent.count && bytes[key - indent.count - 1] == 0x0A
            gap = isOnOwnLine ? lineEnd + indent.reversed() : [0x20]
        }
        let texts = added.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { gap + quoted($0.key) + Array(": ".utf8) + quoted($0.value) }
        let list = Array(texts.joined(separator: [UInt8(ascii: ",")]))
        guard let last else {
            return bytes[..<root.range.lowerBound] + Array("{".utf8) + list + lineEnd + Array("}".utf8)
                + bytes[root.range.upperBound...]
        }
        let end = last.value.range.upperBound
        return bytes[..<end] + [UInt8(ascii: ",")] + list + bytes[end...]
    }

    /// A text as JSON writes it.
    private func quoted(_ text: String) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            if byte < 0x20 {
                let digits = String(byte, radix: 16)
                result += Array(("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8)
            } else {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
                result.append(byte)
            }
        }
        return result + [UInt8(ascii: "\"")]
    }

    private func verify(
        _ bytes: [UInt8], in file: String, says wanted: [String: String]
    ) throws(EditError) {
        guard try entries(of: bytes, in: file) == wanted else {
            throw .notVerified(file: file, key: wanted.keys.sorted().joined(separator: ", "), why: "an entry differs")
        }
    }
}

extension EcosystemName {
    package static let releasePleaseManifest: EcosystemName = "release-please-manifest"
}
