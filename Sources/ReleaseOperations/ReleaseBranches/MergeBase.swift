import ReleaseModel
import ReleasePlanning
import ReleasePlease
import ReleasePorts

/// The branch that releases are merged into, and its location: only its commits are tagged.
struct MergeBase {
    var branch: String
    var head: CommitID
    /// Whose branch it is; nil: the clone's own.
    var remote: String?

    /// - Parameters:
    ///   - branch: nil: the remote's default branch; where no one says one `main` or `master`, else the one that is checked
    ///     out.
    ///   - remote: The remote to ask; nil: only the clone.
    ///   - references: What the remote has now.
    /// - Throws: ``ReleaseBranchError/noBase(_:remote:folder:)``,
    ///   ``ReleaseBranchError/onReleaseBranch(_:base:folder:)``.
    init(
        _ branch: String?, of repository: ObservedRepository, remote: String?, references: RemoteReferences?,
        git: any SourceControl
    ) async throws {
        self.remote = remote
        if let branch { try refuseReleaseBranch(branch, in: repository.folder) }
        if let references, let remote {
            let usual = ["main", "master"].first { references.branches[$0] != nil }
            let name = branch ?? references.defaultBranch ?? usual ?? repository.branch ?? "main"
            guard let head = references.branches[name] else {
                let own = try await git.resolve("refs/heads/\(name)", in: repository.folder)
                throw ReleaseBranchError.noBase(
                    name, remote: remote, folder: repository.folder, isHere: own != nil)
            }
            (self.branch, self.head) = (name, head)
            return
        }
        let folder = repository.folder
        for name in branch.map({ [$0] }) ?? ["main", "master", repository.branch].compactMap(\.self) {
            var head = try await git.resolve("refs/heads/\(name)", in: folder)
            if head == nil, let origin = repository.remote {
                head = try await git.resolve("refs/remotes/\(origin)/\(name)", in: folder)
            }
            guard let head else { continue }
            (self.branch, self.head) = (name, head)
            return
        }
        throw ReleaseBranchError.noBase(branch ?? "main", remote: nil, folder: folder)
    }

    /// Refuses, all at once, what the base does not have.
    func check(_ merged: [MergedRelease], in folder: String, git: any SourceControl) async throws {
        var missing: [MergedRelease] = []
        for release in merged {
            let isThere = try await git.isAncestor(release.commit, of: head, in: folder, remote: remote)
            if !isThere { missing.append(release) }
        }
        guard !missing.isEmpty else { return }
        throw ReleaseBranchError.unmerged(
            missing.map(\.tag), commits: missing.map(\.commit), base: branch, remote: remote, folder: folder)
    }
}

/// Nothing is released from a branch that only exists to be merged.
func refuseReleaseBranch(_ branch: String?, in folder: String) throws {
    // The oldest form names no target and may as well be a maintenance branch: `release-v1.2.0`.
    guard let branch, let base = ReleaseBranchName(branch)?.target else { return }
    throw ReleaseBranchError.onReleaseBranch(branch, base: base, folder: folder)
}
