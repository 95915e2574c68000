import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Removes branches that jobs left which were killed while the forge made a commit for them.
///
/// A branch is removed only if it is Slipway's and no job can be at work on it: its commit is in its place already, or it
/// is older than any job takes.
struct LeftCandidates {
    let git: any SourceControl
    let forge: any Forge
    let name: ForgeRepository
    let repository: ObservedRepository
    /// What release branches are at.
    let placed: Set<CommitID>
    let now: Date

    /// How long a job may be at work on one: it takes a few requests.
    private static let patience: TimeInterval = 3600

    /// - Returns: What people should know; nothing fails for this.
    func remove() async -> [String] {
        guard let remote = repository.remote, let base = repository.head else { return [] }
        let prefix = ForgeMadeCommit.prefix
        do {
            let query = RemoteQuery(branches: [], tags: [], branchPrefixes: [prefix])
            let found = try await git.remoteReferences(query, of: repository.folder, remote: remote).branches
            for (branch, tip) in found.sorted(by: { $0.key < $1.key }) where branch.hasPrefix(prefix) {
                guard try await isLeft(branch.dropFirst(prefix.count), at: tip, base: base, remote) else { continue }
                try await forge.remove(branch: branch, in: name)
            }
            return []
        } catch let error as any UserFacingError {
            return ["What an earlier job left in \(name) was not removed: \(error.summary)"]
        } catch { return [] }
    }

    /// - Parameter candidate: The digits in the branch's name.
    private func isLeft(
        _ candidate: Substring, at tip: CommitID, base: CommitID, _ remote: String
    ) async throws -> Bool {
        if placed.contains(tip) { return true }
        // Brings the commit.
        if try await git.isAncestor(tip, of: base, in: repository.folder, remote: remote) {
            // Nothing was made on it yet. Who began on an earlier commit of the base has given up.
            guard tip != base else { return false }
            return try await isOld(base)
        }
        _ = try await git.isAncestor(base, of: tip, in: repository.folder, remote: remote)
        let query = HistoryQuery(head: tip, paths: .none, limit: 1)
        guard let commit = try await git.commits(query, in: repository.folder).first,
            let named = ForgeCandidate.commit(in: commit.message), named.short == candidate
        else { return false }
        return try await isOld(tip)
    }

    private func isOld(_ commit: CommitID) async throws -> Bool {
        let query = HistoryQuery(head: commit, paths: .none, limit: 1)
        guard let signature = try await git.signatures(query, in: repository.folder, remote: nil).first else {
            return false
        }
        return now.timeIntervalSince(signature.date) > LeftCandidates.patience
    }
}
