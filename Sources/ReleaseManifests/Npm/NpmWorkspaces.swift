import ReleaseModel

/// The manifests of one repository, joined: who is listed by which workspace, what its catalogs say, and which version
/// Lerna keeps for all.
struct NpmWorkspaces {
    private var manifests: [NpmManifest] = []
    private var workspaces: [PnpmWorkspace] = []
    private var lernas: [LernaProject] = []
    /// The lists of members, each relative to the repository.
    private var lists: [[String]] = []
    private var diagnostics: [Diagnostic] = []

    static func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var joined = NpmWorkspaces()
        for (path, bytes) in files where NpmEcosystem.isManifest(path) {
            switch RepositoryPath.name(of: path) {
            case "package.json": joined.manifests.append(NpmManifest(file: path, bytes: bytes))
            case "pnpm-workspace.yaml": joined.workspaces.append(PnpmWorkspace(file: path, bytes: bytes))
            case let name where LernaProject.files.contains(name):
                joined.lernas.append(LernaProject(file: path, bytes: bytes))
            default: joined.diagnostics += npmLock(file: path, bytes: bytes)?.diagnostics ?? []
            }
        }
        // In a folder with a file of its own Lerna reads no other.
        let folders = Set(joined.lernas.map(\.folder))
        joined.lernas += joined.manifests.filter { !folders.contains($0.folder) }.compactMap(LernaProject.init)
        joined.lists = joined.manifests.map(\.members) + joined.workspaces.map(\.members)
        joined.lists += joined.lernas.map(joined.members)
        joined.lists.removeAll(where: \.isEmpty)
        return joined.reading()
    }

    private func reading() -> ManifestReading {
        let listed = Set(manifests.map(\.folder).filter(isListed))
        var packages = manifests.compactMap(package)
        markSamples(&packages) { listed.contains($0.path) }
        let unversioned = Set(manifests.filter(\.isUnversioned).map(\.folder))
        for index in packages.indices {
            let path = packages[index].path
            if unversioned.contains(path), !listed.contains(path) { packages[index].isSample = true }
        }
        markRoots(&packages)
        for lerna in lernas {
            let members = members(of: lerna)
            lerna.addVersion(
                to: &packages,
                packages.indices.filter { NpmWorkspaces.isListed(packages[$0].path, by: members) })
        }
        let found =
            diagnostics + manifests.flatMap(\.diagnostics) + workspaces.flatMap(\.diagnostics)
            + lernas.flatMap(\.diagnostics)
        return ManifestReading(
            packages: packages.sorted { ($0.path, $0.name) < ($1.path, $1.name) },
            diagnostics: found.map { softened($0, listed: listed) }.sorted { $0.place < $1.place })
    }

    /// The root of a workspace holds scripts and tools for its members; one that offers nothing is not published.
    private func markRoots(_ packages: inout [FoundPackage]) {
        let listing =
            manifests.filter { !$0.members.isEmpty }.map(\.folder)
            + workspaces.filter { !$0.members.isEmpty }.map(\.folder) + lernas.map(\.folder)
        let roots = Set(listing).intersection(manifests.filter { !$0.isOffered }.map(\.folder))
        for index in packages.indices where roots.contains(packages[index].path) {
            packages[index].unpublishedBy =
                packages[index].unpublishedBy ?? "the root of a workspace: it has neither main, exports, bin nor files"
        }
    }

    /// The patterns of the packages that Lerna keeps.
    private func members(of lerna: LernaProject) -> [String] {
        let listed =
            workspaces.filter { $0.folder == lerna.folder }.map(\.members)
            + manifests.filter { $0.folder == lerna.folder }.map(\.members)
        return lerna.members(besides: listed.first { !$0.isEmpty } ?? [])
    }

    /// Below folders for tests and templates a fault is only a warning, unless a workspace lists the package.
    private func softened(_ one: Diagnostic, listed: Set<String>) -> Diagnostic {
        guard liesInSampleFolder(path: one.place.file), !listed.contains(RepositoryPath.folder(of: one.place.file))
        else { return one }
        var warning = one
        warning.severity = .warning
        return warning
    }

    /// In pnpm and npm alike the last pattern that fits decides.
    private func isListed(_ folder: String) -> Bool { lists.contains { NpmWorkspaces.isListed(folder, by: $0) } }

    static func isListed(_ folder: String, by patterns: [String]) -> Bool {
        var isListed = false
        for pattern in patterns {
            if pattern.hasPrefix("!") {
                if RepositoryPath.matches(folder, pattern: String(pattern.dropFirst())) { isListed = false }
            } else if RepositoryPath.matches(folder, pattern: pattern) {
                isListed = true
            }
        }
        return isListed
    }

    /// With what the catalogs of the nearest workspace above say.
    private func package(of manifest: NpmManifest) -> FoundPackage? {
        guard var package = manifest.package else { return nil }
        let above = workspaces.filter { RepositoryPath.isInside(manifest.folder, folder: $0.folder) }
        let workspace = above.max { $0.folder.utf8.count < $1.folder.utf8.count }
        for (requirement, catalog) in manifest.catalogued {
            package.requirements.append(workspace?.resolved(requirement, catalog: catalog) ?? requirement)
        }
        return package
    }
}
