import ReleaseManifests
import ReleaseModel
import ReleasePorts

/// Finds packages that a repository had at a release and has no more. What changed in them is not another component's
/// change, although it lies in that component's folder, or the repository has only that one now.
struct FormerPackages: Sendable {
    let sourceControl: any CloneReader
    let moves: FolderMoves
    let isManifestPath: @Sendable (String) -> Bool

    /// How many manifests are read, at most.
    private static let limit = 400

    /// The packages in folders below the root that are deleted with all that they were: a package that lives on under its
    /// name, whose folder is still there, or whose files went into another one, is not among them.
    func packages(
        at release: CommitID, before head: CommitID, _ components: [Component], of repository: ObservedRepository
    ) async throws -> [Component] {
        let gone = try await sourceControl.paths(in: repository.folder, at: release).map(\.path).filter { path in
            RepositoryPath.folder(of: path) != "." && repository.files[path] == nil && isManifestPath(path)
                && !liesInSampleFolder(path: path) && !liesInSkippedFolder(path: path)
        }.prefix(FormerPackages.limit)
        guard !gone.isEmpty else { return [] }
        let alive = try await sourceControl.paths(in: repository.folder, at: head).map(\.path)
        let contents = try await sourceControl.read(
            gone.map { FileAtCommit(commit: release, path: $0) }, in: repository.folder)
        var found: [Component] = []
        for (path, bytes) in zip(gone, contents) {
            let folder = RepositoryPath.folder(of: path)
            guard let bytes, let name = moves.packageName(path, bytes),
                !components.contains(where: { $0.isCalled(name) || $0.path == folder }),
                !found.contains(where: { $0.path == folder }),
                !alive.contains(where: { RepositoryPath.isInside($0, folder: folder) }),
                try await isDeleted(path, before: head, in: repository.folder)
            else { continue }
            let source = VersionSource(
                ecosystem: .formerPackage, place: Place(file: path, line: 1, column: 1), key: "", value: "")
            found.append(
                Component(
                    id: ComponentID("\(folder): \(name)"), repository: repository.id, path: folder, package: name,
                    versionSources: [source]))
        }
        return found
    }

    /// Whether the commit that removed a manifest also removed most of what lay beside it. What git sees in a folder whose
    /// own manifest came from elsewhere is that package's.
    private func isDeleted(_ manifest: String, before head: CommitID, in clone: String) async throws -> Bool {
        guard let last = try await sourceControl.changes(of: [manifest], before: head, in: clone).last else {
            return false
        }
        let folder = RepositoryPath.folder(of: manifest)
        let here = try await sourceControl.commits(HistoryQuery(head: last.commit, limit: 1), in: clone).first
        let left = here?.paths.filter { RepositoryPath.isInside($0, folder: folder) && !isManifestPath($0) } ?? []
        let renames = try await sourceControl.renames(by: last.commit, in: clone)
        let arrived = renames.filter { isManifestPath($0.to) && !RepositoryPath.isInside($0.from, folder: folder) }
            .map { RepositoryPath.folder(of: $0.to) }
        let moved = renames.filter { one in
            RepositoryPath.isInside(one.from, folder: folder) && !isManifestPath(one.from)
                && !RepositoryPath.isInside(one.to, folder: folder)
                && !arrived.contains { RepositoryPath.isInside(one.to, folder: $0) }
        }
        return moved.count * 2 < max(1, left.count)
    }
}

extension EcosystemName {
    /// Of what stands for a package that a repository has no more; it is never read or edited.
    fileprivate static let formerPackage: EcosystemName = "former"
}
