import ReleaseModel
import ReleasePorts

/// Finds the folders that commits moved packages from, since the older commits of a package touch its former folder.
///
/// A package is known by the name in its manifest: before the commit another folder's manifest has the name, and after
/// it the new folder's. For one that got another name with its other folder, git's detection of renamed files counts.
struct FolderMoves: Sendable {
    let sourceControl: any CloneReader
    /// The name in a manifest; nil where it says none, or the file is not a manifest.
    let packageName: @Sendable (_ path: String, _ bytes: [UInt8]) -> String?

    /// A component whose manifest a commit changed, together with manifests of the same file name elsewhere.
    struct Question: Sendable {
        var component: ComponentID
        var folder: String
        /// The manifest's file name.
        var name: String
        /// Where the package may have been before.
        var candidates: [String]
        /// How many files of ``folder`` the commit changed.
        var count: Int

        func manifest(in folder: String) -> String { RepositoryPath.joined(folder, name) }
    }

    struct Move: Sendable, Hashable {
        var component: ComponentID
        var from: String
        var to: String
        /// The manifest's file name.
        var name: String
        /// Whether another package was in the new folder before.
        var isReplacing = false
    }

    func moves(_ questions: [Question], in commit: ObservedCommit, of clone: String) async throws -> [Move] {
        guard !questions.isEmpty, commit.parents.count == 1, let parent = commit.parents.first else { return [] }
        let paths = Set(questions.flatMap { one in ([one.folder] + one.candidates).map(one.manifest) }).sorted()
        let then = try await manifests(paths, at: parent, in: clone)
        let now = try await manifests(paths, at: commit.id, in: clone)
        var moves: [Move] = []
        var open: [Question] = []
        for one in questions {
            let own = now[one.manifest(in: one.folder)]?.name
            let before = then[one.manifest(in: one.folder)]
            guard let own, before?.name != own else {
                if before == nil { open.append(one) }
                continue
            }
            let source = one.candidates.first { folder in
                then[one.manifest(in: folder)]?.name == own && now[one.manifest(in: folder)]?.name != own
            }
            if let source {
                let move = Move(
                    component: one.component, from: source, to: one.folder, name: one.name,
                    isReplacing: before?.name != nil)
                if !moves.contains(move) { moves.append(move) }
            } else if before == nil {
                open.append(one)
            }
        }
        // What one package has left was not another one's.
        let left = Set(moves.map(\.from))
        open.removeAll { one in moves.contains { $0.component == one.component && $0.to == one.folder } }
        open = open.map { one in
            var rest = one
            rest.candidates = one.candidates.filter { !left.contains($0) && now[one.manifest(in: $0)]?.name == nil }
            return rest
        }.filter { !$0.candidates.isEmpty }
        guard !open.isEmpty else { return moves }
        let renames = try await sourceControl.renames(by: commit.id, in: clone)
        return moves + open.compactMap { one in FolderMoves.source(of: one, renames) }
    }

    /// The candidate from which git sees most of a folder's files come, if it is at least half of them.
    private static func source(of question: Question, _ renames: [FileRename]) -> Move? {
        let arrived = renames.filter { RepositoryPath.isInside($0.to, folder: question.folder) }
        let counts = question.candidates.map { folder in
            (folder: folder, count: arrived.count { RepositoryPath.isInside($0.from, folder: folder) })
        }
        // Of equals the deeper one: the root holds what every folder holds.
        guard let most = counts.max(by: { ($0.count, $0.folder.utf8.count) < ($1.count, $1.folder.utf8.count) }),
            most.count > 0, most.count * 2 >= question.count
        else { return nil }
        return Move(component: question.component, from: most.folder, to: question.folder, name: question.name)
    }

    private struct Manifest {
        /// nil where it names no package.
        var name: String?
    }

    private func manifests(
        _ paths: [String], at commit: CommitID, in clone: String
    ) async throws -> [String: Manifest] {
        let contents = try await sourceControl.read(
            paths.map { FileAtCommit(commit: commit, path: $0) }, in: clone)
        var found: [String: Manifest] = [:]
        for (path, bytes) in zip(paths, contents) {
            if let bytes { found[path] = Manifest(name: packageName(path, bytes)) }
        }
        return found
    }
}

extension [any Ecosystem] {
    /// The name of the package that a manifest declares; nil where it declares none.
    func packageName(in bytes: [UInt8], at path: String) -> String? {
        lazy.filter { $0.isManifest(path: path) }.compactMap { ecosystem in
            ecosystem.read([path: bytes]).packages.first { !$0.name.isEmpty && $0.manifest.file == path }?.name
        }.first
    }
}
