package import ReleaseModel
import ReleasePorts

/// How a clone's base branch differs from the remote's current one.
package struct BaseDifference: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// The remote has commits that the clone lacks.
        case behind
        /// The clone has commits that the remote lacks, or the remote lacks the branch.
        case unpushed
        /// Both have commits that the other lacks.
        case diverged
    }

    package var kind: Kind
    package var branch: String
    package var remote: String
    package var here: CommitID
    /// nil: the remote has no such branch.
    package var there: CommitID?

    package init(kind: Kind, branch: String, remote: String, here: CommitID, there: CommitID?) {
        self.kind = kind
        self.branch = branch
        self.remote = remote
        self.here = here
        self.there = there
    }

    func sentence(of repository: RepositoryID) -> String {
        let places = "\(remote) is at \(there?.short ?? "no commit"), the clone at \(here.short)"
        return switch kind {
        case .behind: "\(repository): the clone is behind \(branch): \(places)."
        case .unpushed: "\(repository): \(branch) is not pushed: \(places)."
        case .diverged: "\(repository): \(branch) went different ways: \(places)."
        }
    }

    var remedy: String {
        switch kind {
        case .behind: "Bring the clone up to date: git pull --ff-only"
        case .unpushed: "Push first: git push \(remote) \(branch)"
        case .diverged: "Bring the clone up to date, then push: git pull --rebase, git push \(remote) \(branch)"
        }
    }
}

extension SourceControl {
    /// nil where the remote's branch is at the same commit as the clone's.
    func baseDifference(
        of branch: String, at here: CommitID, in folder: String, remote: String
    ) async throws -> BaseDifference? {
        let there = try await remoteReferences(.branch(branch), of: folder, remote: remote).branches[branch]
        guard there != here else { return nil }
        let kind: BaseDifference.Kind =
            if let there, try await isAncestor(here, of: there, in: folder, remote: remote) {
                .behind
            } else if let there, try await !isAncestor(there, of: here, in: folder, remote: nil) {
                .diverged
            } else {
                .unpushed
            }
        return BaseDifference(kind: kind, branch: branch, remote: remote, here: here, there: there)
    }
}
