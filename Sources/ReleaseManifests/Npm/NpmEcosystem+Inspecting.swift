package import ReleaseModel

/// What npm and its registry would refuse, as far as files tell.
extension NpmEcosystem {
    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        locks(in: files).flatMap(\.lockedPackages)
    }

    package func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink] { locks(in: files).flatMap(\.links) }

    private func locks(in files: [String: [UInt8]]) -> [any NpmLockFile] {
        files.sorted { $0.key < $1.key }.compactMap { path, bytes in
            isManifest(path: path) ? npmLock(file: path, bytes: bytes) : nil
        }
    }

    package func lockCommand(for file: String) -> String? {
        switch RepositoryPath.name(of: file) {
        case "package-lock.json", "npm-shrinkwrap.json": "npm install --package-lock-only"
        case "pnpm-lock.yaml": "pnpm install --lockfile-only"
        case "yarn.lock": "yarn install"
        case "bun.lock": "bun install --lockfile-only"
        default: nil
        }
    }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        let folders = Set(paths.filter { RepositoryPath.name(of: $0) == "package.json" }.map(RepositoryPath.folder))
        return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard RepositoryPath.name(of: path) == "package.json", isManifest(path: path),
                !liesInSampleFolder(path: path)
            else { return [] }
            let document = JSONDocument(file: path, bytes: bytes)
            guard let root = document.root else { return [] }
            return names(of: root, in: document) + missingMembers(of: root, in: document, folders: folders)
        }
    }

    private func names(of root: JSONNode, in document: JSONDocument) -> [Diagnostic] {
        guard root["private"]?.boolean != true, let name = root["name"], let text = name.string else { return [] }
        return npmNameFaults(text).map { fault in
            Diagnostic(
                code: "npm.name", place: document.place(of: name), message: "'\(text.prefix(80))': \(fault)",
                excerpt: document.excerpt(at: name.range.lowerBound),
                suggestion: "Rename the package, or mark it as private.")
        }
    }

    private func missingMembers(
        of root: JSONNode, in document: JSONDocument, folders: Set<String>
    ) -> [Diagnostic] {
        let workspaces = root["workspaces"]
        return (workspaces?.items ?? workspaces?["packages"]?.items ?? []).compactMap { member in
            guard let text = member.string, !text.hasPrefix("!"), !text.contains("{") else { return nil }
            let pattern = RepositoryPath.joined(RepositoryPath.folder(of: document.file), text)
            guard !folders.contains(where: { RepositoryPath.matches($0, pattern: pattern) }) else { return nil }
            return Diagnostic(
                code: "npm.missing-member", place: document.place(of: member),
                message: "The workspace member '\(text)' is not there.",
                excerpt: document.excerpt(at: member.range.lowerBound),
                suggestion: "Remove it from the list, or add its package.json.")
        }
    }
}
