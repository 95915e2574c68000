package import ReleaseModel

extension GoEcosystem {
    /// Folders that a `go.work` uses and that hold no module.
    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        let folders = Set(paths.filter { RepositoryPath.name(of: $0) == "go.mod" }.map(RepositoryPath.folder))
        return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard RepositoryPath.name(of: path) == "go.work", !liesInSampleFolder(path: path) else { return [] }
            let work = GoModuleFile(file: path, bytes: bytes)
            return work.usedFolders.filter { word in
                !folders.contains(RepositoryPath.joined(RepositoryPath.folder(of: path), word.text))
            }
            .map { word in
                Diagnostic(
                    code: "go.missing-member", place: work.place(at: word.range.lowerBound),
                    message: "The folder '\(word.text)' holds no module.",
                    suggestion: "Remove it from the list, or add its go.mod.")
            }
        }
    }
}
