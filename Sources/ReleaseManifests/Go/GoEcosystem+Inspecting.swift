package import ReleaseModel
import ReleaseText

extension GoEcosystem {
    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] {
        files.keys.contains { RepositoryPath.name(of: $0) == "go.work" } ? inspect(files, paths: Array(files.keys)) : []
    }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        unlockedGoRequirements(in: files, of: self)
    }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["go.mod"])
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == "go.sum" ? "go mod tidy" : nil
    }

    /// A `go.sum` needs the hash of every version that is required; that of a module in a folder is never needed.
    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] {
        let manifests = Set(edits.map(\.file)).filter { RepositoryPath.name(of: $0) == "go.mod" }
        // Nor is one of a workspace that the repository keeps.
        let works = files.filter { RepositoryPath.name(of: $0.key) == "go.work" }
        let used = works.flatMap { path, bytes in
            GoModuleFile(file: path, bytes: bytes).uses.map {
                RepositoryPath.joined(RepositoryPath.joined(RepositoryPath.folder(of: path), $0), "go.mod")
            }
        }
        let members = Set(
            used.compactMap { path in files[path].flatMap { GoModuleFile(file: path, bytes: $0).module?.text } })
        return manifests.sorted().compactMap { file in
            let lock = RepositoryPath.joined(RepositoryPath.folder(of: file), "go.sum")
            guard let bytes = files[file], let sums = files[lock] else { return nil }
            let read = GoModuleFile(file: file, bytes: bytes)
            let folders = Set(read.replacements.filter { $0.value == nil }.map(\.module))
            let edited = Set(edits.filter { $0.file == file }.map(\.key))
            let isMissing = read.requirements.contains { one in
                let value = read.values[one.value]
                return edited.contains(value.key) && !folders.contains(one.module)
                    && !(members.contains(one.module) && used.contains(file))
                    && !sums.holds(Array("\(one.module) \(value.text) h1:".utf8))
            }
            return isMissing ? lock : nil
        }
    }

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
