import ReleaseModel
import ReleaseText

/// Modules that a `go.mod` requires and of which the `go.sum` beside it has no hash, so that `go build` refuses.
///
/// A module in a folder needs none. What a `go.work` of the repository uses may have its hashes in `go.work.sum`.
func unlockedGoRequirements(in files: [String: [UInt8]], of ecosystem: GoEcosystem) -> [UnlockedRequirement] {
    let used = files.filter { RepositoryPath.name(of: $0.key) == "go.work" }.flatMap { path, bytes in
        GoModuleFile(file: path, bytes: bytes).uses.map { RepositoryPath.joined(RepositoryPath.folder(of: path), $0) }
    }
    return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [UnlockedRequirement] in
        let folder = RepositoryPath.folder(of: path)
        let lock = RepositoryPath.joined(folder, "go.sum")
        guard RepositoryPath.name(of: path) == "go.mod", ecosystem.isManifest(path: path), !used.contains(folder),
            let sums = files[lock]
        else { return [] }
        let module = GoModuleFile(file: path, bytes: bytes)
        guard module.diagnostics.isEmpty else { return [] }
        let known = Set(
            String(decoding: sums, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line -> String? in
                let words = line.split(separator: " ")
                guard words.count == 3 else { return nil }
                return "\(words[0]) \(words[1].hasSuffix("/go.mod") ? words[1].dropLast("/go.mod".count) : words[1])"
            })
        return module.requirements.compactMap { one -> UnlockedRequirement? in
            let value = module.values[one.value]
            let isReplaced = module.replacements.contains {
                $0.module == one.module && ($0.version == nil || $0.version == value.text)
            }
            guard !isReplaced, !known.contains("\(one.module) \(value.text)") else { return nil }
            return UnlockedRequirement(
                lock: Place(file: lock, line: 1, column: 1), place: module.place(at: one.offset), package: one.module,
                requirement: value.text)
        }
    }
}
