import Foundation
import ReleaseModel
import ReleaseObservation
import ReleasePorts
import Synchronization

/// Keeps the clones of a served workspace at what their remotes have: their branches move forward, never aside.
final class ClonesInForce: Sendable {
    private let workspace: Workspace
    /// When each clone was last brought up to date, by folder.
    private let updated = Mutex<[String: Date]>([:])

    /// Whether the clones are a server's own.
    private let areServed: Bool

    init(_ workspace: Workspace, areServed: Bool = true) {
        self.workspace = workspace
        self.areServed = areServed
    }

    /// Brings every clone to a state that is not older than a moment; those that are need no request.
    ///
    /// - Throws: The remote's error, or ``StaleCloneError`` where a clone can't follow.
    func update(since moment: Date) async throws {
        let world = try await workspace.observeRepositories()
        let known = updated.withLock { $0 }
        let old = world.repositories.filter { one in
            one.remote != nil && one.head != nil && known[one.folder].map { $0 < moment } ?? true
        }
        _ = try await boundedMap(old, atMost: Workspace.remotesAtOnce) { try await self.update($0) }
    }

    private func update(_ repository: ObservedRepository) async throws {
        guard let remote = repository.remote, let branch = repository.branch else { return }
        let git = workspace.sourceControl
        let began = workspace.now()
        try await git.followAll(in: repository.folder, remote: remote)
        guard let wanted = try await git.resolve("refs/remotes/\(remote)/\(branch)", in: repository.folder) else {
            throw StaleCloneError(
                id: repository.id, branch: branch, remote: remote, folder: repository.folder, isServed: areServed)
        }
        if wanted != repository.head {
            guard try await git.fastForward(branch, to: wanted, in: repository.folder) else {
                throw StaleCloneError(
                    id: repository.id, branch: branch, remote: remote, folder: repository.folder, isServed: areServed)
            }
        }
        updated.withLock { $0[repository.folder] = began }
    }
}

/// A clone can't follow its remote.
struct StaleCloneError: UserFacingError {
    var id: RepositoryID
    var branch: String
    var remote: String
    var folder: String
    /// Whether the clone is a server's own.
    var isServed: Bool

    var code: String { isServed ? "serve.stale-clone" : "channel.stale-clone" }
    var summary: String { "The clone of \(id) can't follow \(remote)/\(branch)." }
    var reasons: [String] {
        ["It has commits or changes of its own, or the branch is gone at the remote: \(folder)"]
    }
    var suggestions: [String] {
        guard isServed else {
            return [
                "See what it has: \(gitCommand("status", in: folder))",
                "Push its commits: \(gitCommand("push \(remote) \(branch)", in: folder)); or build in a clone of its own.",
            ]
        }
        return [
            "See what it has: \(gitCommand("status", in: folder))",
            "A server's clones are its own: \(gitCommand("reset --hard \(remote)/\(branch)", in: folder)) discards what is there.",
        ]
    }
    var exitCode: ExitCode { .incomplete }
}
