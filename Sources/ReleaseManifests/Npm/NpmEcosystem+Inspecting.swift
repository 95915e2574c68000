package import ReleaseModel

/// What npm and its registry would refuse, as far as files tell.
extension NpmEcosystem {
    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [LockedPackage] in
            guard ["package-lock.json", "npm-shrinkwrap.json"].contains(RepositoryPath.name(of: path)),
                isManifest(path: path)
            else { return [] }
            let document = JSONDocument(file: path, bytes: bytes)
            return (document.root?["packages"]?.entries ?? []).compactMap { entry in
                lockedPackage(entry, in: document)
            }
        }
    }

    /// Folders of the workspace bear their path, what is installed its place below `node_modules`.
    private func lockedPackage(_ entry: JSONEntry, in document: JSONDocument) -> LockedPackage? {
        let path = entry.key.text
        guard let version = entry.value["version"], let text = version.string else { return nil }
        let isInstalled = path.contains("node_modules/")
        let installed = path.components(behindLast: "node_modules/")
        let own = path.isEmpty ? document.root?["name"]?.string ?? "" : String(RepositoryPath.name(of: path))
        let name = entry.value["name"]?.string ?? (isInstalled ? installed : own)
        return LockedPackage(package: name, version: text, place: document.place(of: version), isLocal: !isInstalled)
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

extension String {
    /// What stands behind the last place of a text; all of it where that does not occur.
    fileprivate func components(behindLast text: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).last.map(String.init) ?? self
    }
}
