import Foundation
import ReleaseModel
import ReleasePorts

/// Publishes a component's artifacts to a target. Same name and content is success; different content is a conflict.
struct PublishStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .publish(let work) = context.step.work, let component = context.step.component else {
            preconditionFailure("a publish step publishes a component")
        }
        try await context.products.ensureArtifacts(of: component, context)
        let artifacts = context.outcomes[StepID.collect(component)]?.artifacts ?? []
        switch work.target {
        case .forgeRelease: preconditionFailure("no plan on plain git has such a step")
        case .folder(let path):
            return try await FolderPublication(path: path).publish(artifacts, context)
        case .pythonIndex(let address, _, _, _):
            let index = try context.environment.packageIndexes(work.target)
            return try await IndexPublication(index: index, address: address, component: component)
                .publish(artifacts, context)
        }
    }

    /// What occupies the destination of a publication, before anything is public; nil if nothing does.
    static func conflict(of step: PlannedStep, _ context: StepContext) async throws -> (any UserFacingError)? {
        guard case .publish(let work) = step.work, let component = step.component else { return nil }
        let artifacts = context.outcomes[StepID.collect(component)]?.artifacts ?? []
        switch work.target {
        case .forgeRelease: return nil
        case .folder(let path): return try await FolderPublication(path: path).conflict(with: artifacts, context)
        case .pythonIndex(let address, _, _, _):
            let index = try context.environment.packageIndexes(work.target)
            return try await IndexPublication(index: index, address: address, component: component)
                .conflict(with: artifacts)
        }
    }
}
