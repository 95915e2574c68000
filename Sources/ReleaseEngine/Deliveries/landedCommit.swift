package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// What a release commit has become on its branch; nil: it is not there.
///
/// A signature, or a forge that makes the commit, gives it another id than its candidate has, and so does another date: a
/// job that begins again on an empty disk makes its plan at a later moment. It is recognised by what else makes it up: its
/// parent, its files, its message and its author.
///
/// - Parameters:
///   - head: What the branch is at now.
///   - work: Where the commit belongs.
package func landedCommit(
    _ candidate: CommitID, of work: PushWork, on head: CommitID?, _ clone: RunEnvironment.Clone,
    _ git: any SourceControl
) async throws -> CommitID? {
    guard let head, head != work.base else { return nil }
    if head == candidate { return head }
    if try await git.isAncestor(candidate, of: head, in: clone.folder, remote: clone.remote) { return candidate }
    guard try await git.isAncestor(work.base, of: head, in: clone.folder, remote: clone.remote) else { return nil }
    let query = HistoryQuery(head: head, excluding: [work.base], paths: .none)
    for commit in try await git.commits(query, in: clone.folder) where commit.parents == [work.base] {
        if ForgeCandidate.commit(in: commit.message) == candidate {
            if try await git.haveSameFiles(commit.id, candidate, in: clone.folder) { return commit.id }
        } else if try await git.unsigned(commit.id, in: clone.folder) == candidate {
            return commit.id
        }
        if try await git.haveSameFiles(commit.id, candidate, in: clone.folder),
            try await isOfSameRelease(commit, candidate, clone, git)
        {
            return commit.id
        }
    }
    return nil
}

/// Whether a commit says what a candidate says, and is of the same author: of an earlier run that was lost with its disk, or
/// of another job with the same release.
///
/// - Parameter onlyOurs: Whether a commit counts only if Slipway committed it itself: whoever amends one is its committer.
func isOfSameRelease(
    _ commit: ObservedCommit, _ candidate: CommitID, onlyOurs: Bool = false, _ clone: RunEnvironment.Clone,
    _ git: any SourceControl
) async throws -> Bool {
    func signature(_ id: CommitID) async throws -> CommitSignature? {
        try await git.signatures(HistoryQuery(head: id, paths: .none, limit: 1), in: clone.folder, remote: nil).first
    }
    let query = HistoryQuery(head: candidate, paths: .none, limit: 1)
    guard let own = try await git.commits(query, in: clone.folder).first,
        ForgeCandidate.text(of: commit.message) == ForgeCandidate.text(of: own.message),
        let found = try await signature(commit.id), let ours = try await signature(candidate)
    else { return false }
    // A forge writes the name of the account that asked it.
    if ForgeCandidate.isForge(found.committer), ForgeCandidate.commit(in: commit.message) != nil { return true }
    return found.author == ours.author && (!onlyOurs || found.committer == ours.committer)
}
