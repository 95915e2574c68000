import ReleaseModel
import ReleaseText

/// Packages that a workspace lists and its lock does not have in that folder: new ones, and those that moved.
func missingNpmMembers(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
    let locks = files.keys.filter { NpmEcosystem.isManifest($0) }.sorted()
    return locks.flatMap { path -> [UnlockedRequirement] in
        guard let bytes = files[path], let locked = npmLock(file: path, bytes: bytes)?.members else { return [] }
        let patterns = npmMemberPatterns(ofLock: path, in: files)
        guard !patterns.isEmpty else { return [] }
        let lockName = RepositoryPath.name(of: path)
        return files.keys.sorted().compactMap { file -> UnlockedRequirement? in
            let folder = RepositoryPath.folder(of: file)
            guard RepositoryPath.name(of: file) == "package.json", NpmEcosystem.isManifest(file),
                !locked.contains(folder), NpmWorkspaces.isListed(folder, by: patterns),
                // Members may have locks of their own.
                files[RepositoryPath.joined(folder, String(lockName))] == nil, let manifest = files[file]
            else { return nil }
            let document = JSONDocument(file: file, bytes: manifest)
            guard let name = document.root?["name"], let text = name.string else { return nil }
            return .member(text, at: document.place(of: name), missingIn: path)
        }
    }
}

/// What the workspace that a lock is of lists, relative to the repository: pnpm has a file of its own for that.
private func npmMemberPatterns(ofLock path: String, in files: [String: [UInt8]]) -> [String] {
    let folder = RepositoryPath.folder(of: path)
    let list = RepositoryPath.name(of: path) == "pnpm-lock.yaml" ? "pnpm-workspace.yaml" : "package.json"
    let file = RepositoryPath.joined(folder, list)
    guard let bytes = files[file] else { return [] }
    return list == "package.json"
        ? NpmManifest(file: file, bytes: bytes).members : PnpmWorkspace(file: file, bytes: bytes).members
}
