package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// What a release commit has become on its branch; nil: it is not there.
///
/// A signature, or a forge that makes the commit, gives it another id than its candidate has. It is recognised by what else
/// makes it up: its parent, its files, its message with the candidate's id, and its author.
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
    }
    return nil
}
