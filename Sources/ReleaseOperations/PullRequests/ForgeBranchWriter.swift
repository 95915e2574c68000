import ReleaseEngine
import ReleaseModel
import ReleasePorts

/// Writes a release branch with a commit that the forge makes and signs.
///
/// A release branch that stood at its base for a moment would let the forge close the pull request.
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
        let written = try await making(target).make(
            target.message, inputs: inputs, files: target.files, removed: target.removed
        ) { made -> Written in
            guard let tip = target.there else {
                try await forge.create(branch: target.name, at: made, in: repository)
                return .created(made)
            }
            try await forge.move(branch: target.name, from: tip, to: made, in: repository)
            return .updated(made)
        }
        return written ?? .impossible
    }

    /// Whether the branch has this content already.
    func isStanding(_ target: ReleaseBranchWriter.Target) async throws -> Bool {
        guard let tip = target.there else { return false }
        return try await making(target).isMade(tip)
    }

    private func making(_ target: ReleaseBranchWriter.Target) -> ForgeMadeCommit {
        ForgeMadeCommit(
            target.commit, on: writer.base, at: forge, repository, git: writer.git, folder: writer.folder,
            remote: writer.repository.remote)
    }
}
