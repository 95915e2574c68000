package import ReleaseModel
import ReleaseText

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

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        missingNpmMembers(in: files) + locks(in: files).flatMap { $0.unlocked(in: files) }
    }

    package func lockCommand(for file: String) -> String? {
        switch RepositoryPath.name(of: file) {
        case "package-lock.json", "npm-shrinkwrap.json": "npm install --package-lock-only"
        case "pnpm-lock.yaml": "pnpm install --lockfile-only"
        case "yarn.lock": "yarn install"
        case "bun.lock", NpmEcosystem.binaryLock: "bun install --lockfile-only"
        default: nil
        }
    }

    /// A binary lock repeats the requirements of every manifest below it, and nothing here can read or write it.
    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] {
        let changed = edits.filter { edit in
            guard RepositoryPath.name(of: edit.file) == "package.json", let path = ValuePath(edit.key),
                case .key(let section) = path.steps.first
            else { return false }
            return NpmManifest.sections.contains(section)
        }
        return files.keys.filter { path in
            RepositoryPath.name(of: path) == NpmEcosystem.binaryLock && isManifest(path: path)
                && changed.contains { RepositoryPath.isInside($0.file, folder: RepositoryPath.folder(of: path)) }
        }.sorted()
    }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        let folders = Set(paths.filter { RepositoryPath.name(of: $0) == "package.json" }.map(RepositoryPath.folder))
        let binary = files.keys.sorted().filter {
            RepositoryPath.name(of: $0) == NpmEcosystem.binaryLock && isManifest(path: $0)
                && !liesInSampleFolder(path: $0)
        }.map { path in
            Diagnostic(
                .warning, code: "npm.binary-lock", place: Place(file: path, line: 1, column: 1),
                message: "The lock is binary, so it can't be checked or edited.",
                suggestion: "Turn it into text, and commit bun.lock: bun install --save-text-lockfile")
        }
        return binary
            + files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
                let name = RepositoryPath.name(of: path)
                guard name == "package.json" || name == "lerna.json", isManifest(path: path),
                    !liesInSampleFolder(path: path)
                else { return [] }
                let document = JSONDocument(file: path, bytes: bytes)
                guard let root = document.root else { return [] }
                if name == "lerna.json" {
                    return missingMembers(root["packages"]?.items ?? [], in: document, folders: folders)
                }
                let workspaces = root["workspaces"]
                let members = workspaces?.items ?? workspaces?["packages"]?.items ?? []
                return names(of: root, in: document) + missingMembers(members, in: document, folders: folders)
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
        _ members: [JSONNode], in document: JSONDocument, folders: Set<String>
    ) -> [Diagnostic] {
        members.compactMap { member in
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
