package import ReleaseModel

/// The files with these edits made; removed files are left alone.
///
/// Each edit is parsed and read back by its ecosystem. Where edits of several ecosystems reach one value, the first
/// changes it and the others find it done (``EditsInTurn``). Plans rehearse with it what runs perform.
///
/// - Parameter files: By path; at least those that are edited and exist.
package func performed(
    _ edits: [FileEdit], on files: [String: [UInt8]], ecosystems: [EcosystemName: any Ecosystem]
) throws(EditError) -> [String: [UInt8]] {
    var files = files
    let edits = edits.filter { !$0.removesFile }
    for (file, edits) in Dictionary(grouping: edits, by: \.file).sorted(by: { $0.key < $1.key }) {
        var turns = EditsInTurn(files[file] ?? [])
        for (name, edits) in Dictionary(grouping: edits, by: \.ecosystem).sorted(by: { $0.key < $1.key }) {
            guard let ecosystem = ecosystems[name] else { throw EditError.unknownEcosystem(name, file: file) }
            guard files[file] != nil || ecosystem.makes(file: file) else {
                throw EditError.notFound(file: file, key: edits[0].key)
            }
            try turns.make(edits) { edits, bytes throws(EditError) in
                try ecosystem.apply(edits, to: file, bytes: bytes)
            } reading: { key, bytes throws(EditError) in
                try ecosystem.find(key, in: file, bytes: bytes)
            }
            files[file] = turns.bytes
        }
    }
    return files
}
