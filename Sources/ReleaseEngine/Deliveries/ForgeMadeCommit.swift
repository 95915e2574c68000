package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// Makes a commit at a forge, which signs it, on a branch beside the one that it is for.
///
/// The branch that it is for moves once, to a commit that was looked at: it never stands at a state between.
package struct ForgeMadeCommit {
    let forge: any Forge
    /// As the forge spells it.
    let repository: ForgeRepository
    let git: any SourceControl
    /// The clone, and its remote.
    let folder: String
    let remote: String?
    /// The commit that git made of the same content.
    let candidate: CommitID
    let base: CommitID

    package init(
        _ candidate: CommitID, on base: CommitID, at forge: any Forge, _ repository: ForgeRepository,
        git: any SourceControl, folder: String, remote: String?
    ) {
        self.forge = forge
        self.repository = repository
        self.git = git
        self.folder = folder
        self.remote = remote
        self.candidate = candidate
        self.base = base
    }

    /// How the names of branches beside begin; what a killed attempt left is found by it.
    package static let prefix = "slipway--candidate-"
    private var side: String { ForgeMadeCommit.prefix + candidate.short }

    /// Removes the branch beside, if a killed attempt left it when the commit was in its place.
    package func removeLeft() async throws {
        guard let remote else { return }
        let found = try await git.remoteReferences(.branch(side), of: folder, remote: remote).branches
        if found[side] != nil { try await forge.remove(branch: side, in: repository) }
    }

    /// Makes it, and lets it be put into place.
    ///
    /// - Parameters:
    ///   - message: Without the trailers that are added.
    ///   - inputs: What it was made from, for a trailer; empty: none.
    ///   - place: Moves a branch to it.
    /// - Returns: nil where the forge can't make this commit: it has a link or a mode that the forge can't keep, or a rule
    ///   forbids the branch beside. Nothing is left there.
    package func make<Answer>(
        _ message: String, inputs: String = "", files: [String: [UInt8]], removed: Set<String>,
        place: (CommitID) async throws -> Answer
    ) async throws -> Answer? {
        do {
            let commit = ForgeCommit(
                branch: side, parent: base,
                message: ForgeCandidate.message(message, of: candidate, inputs: inputs), files: files,
                removed: removed.sorted())
            let made = try await made(commit)
            try await fetch(made)
            let isSame = try await git.haveSameFiles(made, candidate, in: folder)
            let answer = isSame ? try await place(made) : nil
            try await forge.remove(branch: side, in: repository)
            return answer
        } catch {
            // It must not stay behind; what failed is reported.
            try? await forge.remove(branch: side, in: repository)
            // A rule that allows only some branches allows the one that it is for: git makes the commit there.
            if let error = error as? ForgeError, case .rule(let request, _) = error, request.purpose.contains(side) {
                return nil
            }
            throw error
        }
    }

    /// Makes the commit on its branch, or finds what an earlier attempt made there.
    private func made(_ commit: ForgeCommit) async throws -> CommitID {
        do throws(ForgeError) { try await forge.create(branch: commit.branch, at: base, in: repository) } catch {
            guard case .exists = error else { throw error }
        }
        do throws(ForgeError) { return try await forge.commit(commit, in: repository) } catch {
            // The answer may be lost, or an earlier attempt was here.
            guard let tip = try await forge.head(of: commit.branch, in: repository), tip != base,
                try await isMade(tip)
            else { throw error }
            return tip
        }
    }

    /// Whether a commit is this one, made by the forge.
    package func isMade(_ tip: CommitID) async throws -> Bool {
        try await fetch(tip)
        let query = HistoryQuery(head: tip, paths: .none, limit: 1)
        guard let commit = try await git.commits(query, in: folder).first else { return false }
        return commit.parents == [base] && ForgeCandidate.commit(in: commit.message) == candidate
    }

    private func fetch(_ commit: CommitID) async throws {
        _ = try await git.isAncestor(base, of: commit, in: folder, remote: remote)
    }
}
