import ReleaseModel
import ReleasePorts

/// Lets the forge make a release commit straight on its branch, so that it is signed.
struct ForgePlacement {
    let work: PushWork
    let delivery: ForgeDelivery
    let candidate: CommitID
    let context: StepContext

    func placed() async throws -> StepOutcome {
        let clone = try context.clone()
        let git = context.environment.sourceControl
        let (forge, facts) = try await forgeOf(delivery, context)
        var landed: CommitID?
        let wasThere = try await context.effect("the commit \(candidate.short)").ensured {
            let head = try await branchHead(work.branch, clone, git)
            landed = try await landedCommit(candidate, of: work, on: head, clone, git)
            if landed != nil { return .same }
            guard head == work.base else {
                return .different(
                    SourceControlError.branchMoved(
                        work.branch, expected: work.base, found: head, folder: clone.folder))
            }
            return .absent
        } act: {
            try await makeAtForge(work, candidate, forge, facts.repository, context) { made in
                try await context.checkClaim()
                try await forge.move(branch: work.branch, from: work.base, to: made, in: facts.repository)
            }
        }
        if wasThere { try await removeLeft(of: candidate, work, forge, facts.repository, context) }
        guard let landed else { throw MergeError.notMade(context.repository) }
        _ = try await git.fastForward(work.branch, to: landed, in: clone.folder)
        return StepOutcome(
            commit: landed, note: "made and signed by the forge as \(landed.short)", wasAlreadyThere: wasThere)
    }
}
