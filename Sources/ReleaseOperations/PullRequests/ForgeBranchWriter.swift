import ReleaseModel
import ReleasePorts

/// Writes a release branch with a commit that the forge makes and signs.
///
/// The commit is made on a branch beside it and put into place by one move: a release branch that stood at its base for a
/// moment would let the forge close the pull request.
struct ForgeBranchWriter {
    let forge: any Forge
    let repository: ForgeRepository
    let writer: ReleaseBranchWriter
    /// What the pull request was made from, for the commit's trailer.
    let inputs: String

    enum Written {
        case unchanged(CommitID)
        case created(CommitID)
        case updated(CommitID)
        /// The forge can't make this commit: a mode, a link. Nothing was changed.
        case impossible
    }

    func write(_ target: ReleaseBranchWriter.Target) async throws -> Written {
        if let tip = target.there, try await isStanding(target) { return .unchanged(tip) }
        let side = "slipway--candidate-\(target.commit.short)"
        do {
            let written = try await write(target, beside: side)
            try await forge.remove(branch: side, in: repository)
            return written
        } catch {
            // It must not stay behind; what failed is reported.
            try? await forge.remove(branch: side, in: repository)
            // A rule that allows only some branches allows the release branch: git makes the commit there.
            if let error = error as? ForgeError, case .rule(let request, _) = error, request.purpose.contains(side) {
                return .impossible
            }
            throw error
        }
    }

    /// Whether the branch has this content already.
    func isStanding(_ target: ReleaseBranchWriter.Target) async throws -> Bool {
        guard let tip = target.there else { return false }
        return try await isCandidate(target.commit, at: tip)
    }

    private func write(_ target: ReleaseBranchWriter.Target, beside side: String) async throws -> Written {
        let made = try await commit(target, on: side)
        guard try await hasSameFiles(made, as: target.commit) else { return .impossible }
        guard let tip = target.there else {
            try await forge.create(branch: target.name, at: made, in: repository)
            return .created(made)
        }
        try await forge.move(branch: target.name, from: tip, to: made, in: repository)
        return .updated(made)
    }

    /// Makes the commit on a branch of its own, or finds what an earlier attempt made there.
    private func commit(_ target: ReleaseBranchWriter.Target, on side: String) async throws -> CommitID {
        let base = writer.base
        do throws(ForgeError) { try await forge.create(branch: side, at: base, in: repository) } catch {
            guard case .exists = error else { throw error }
        }
        let commit = ForgeCommit(
            branch: side, parent: base,
            message: ForgeCandidate.message(target.message, of: target.commit, inputs: inputs),
            files: target.files, removed: target.removed.sorted())
        do throws(ForgeError) { return try await forge.commit(commit, in: repository) } catch {
            // The answer may be lost, or an earlier attempt was here.
            guard let tip = try await forge.head(of: side, in: repository), tip != base,
                try await isCandidate(target.commit, at: tip)
            else { throw error }
            return tip
        }
    }

    private func isCandidate(_ candidate: CommitID, at tip: CommitID) async throws -> Bool {
        try await fetch(tip)
        let query = HistoryQuery(head: tip, paths: .none, limit: 1)
        guard let commit = try await writer.git.commits(query, in: writer.folder).first else { return false }
        return commit.parents == [writer.base] && ForgeCandidate.commit(in: commit.message) == candidate
    }

    private func hasSameFiles(_ made: CommitID, as candidate: CommitID) async throws -> Bool {
        try await fetch(made)
        return try await writer.git.paths(in: writer.folder, at: made)
            == writer.git.paths(in: writer.folder, at: candidate)
    }

    private func fetch(_ commit: CommitID) async throws {
        _ = try await writer.git.isAncestor(
            writer.base, of: commit, in: writer.folder, remote: writer.repository.remote)
    }
}
