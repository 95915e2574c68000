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
    /// The clone's.
    package var folder: String
    /// nil: the remote has no such branch.
    package var there: CommitID?

    package init(kind: Kind, branch: String, remote: String, here: CommitID, there: CommitID?, folder: String) {
        self.folder = folder
        self.kind = kind
        self.branch = branch
        self.remote = remote
        self.here = here
        self.there = there
    }

    func sentence(of repository: RepositoryID) -> String {
        let places = "\(branch) at \(remote) is at \(there?.short ?? "no commit"), in the clone at \(here.short)"
        return switch kind {
        case .behind: "\(repository): the clone is behind its remote: \(places)."
        case .unpushed where there == nil: "\(repository): \(remote) has no branch \(branch)."
        case .unpushed: "\(repository): the clone has commits that are not pushed: \(places)."
        case .diverged: "\(repository): the clone and its remote have diverged: \(places)."
        }
    }

    var remedy: String {
        switch kind {
        case .behind: "Bring the clone up to date: \(gitCommand("pull --ff-only \(remote) \(branch)", in: folder))"
        case .unpushed: "Push the commits: \(gitCommand("push \(remote) \(branch)", in: folder))"
        case .diverged:
            "Combine both, then push: \(gitCommand("pull --rebase \(remote) \(branch)", in: folder)) && "
                + gitCommand("push \(remote) \(branch)", in: folder)
        }
    }
}

extension SourceControl {
    /// nil where the remote's branch is at the same commit as the clone's.
    func baseDifference(
        of branch: String, at here: CommitID, in folder: String, remote: String
    ) async throws -> BaseDifference? {
        let there = try await remoteReferences(.branch(branch), of: folder, remote: remote).branches[branch]
        return try await baseDifference(of: branch, at: here, from: there, in: folder, remote: remote)
    }

    /// The same, where the remote's branch is known already.
    func baseDifference(
        of branch: String, at here: CommitID, from there: CommitID?, in folder: String, remote: String
    ) async throws -> BaseDifference? {
        guard there != here else { return nil }
        let kind: BaseDifference.Kind =
            if let there, try await isAncestor(here, of: there, in: folder, remote: remote) {
                .behind
            } else if let there, try await !isAncestor(there, of: here, in: folder, remote: nil) {
                .diverged
            } else {
                .unpushed
            }
        return BaseDifference(kind: kind, branch: branch, remote: remote, here: here, there: there, folder: folder)
    }
}
