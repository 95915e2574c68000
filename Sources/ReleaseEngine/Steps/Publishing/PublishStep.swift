import Foundation
import ReleaseModel
import ReleasePorts

/// Offers a component's artifacts in a target. Same name and same content is success; other content a conflict.
struct PublishStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        guard case .publish(let work) = context.step.work, let component = context.step.component else {
            preconditionFailure("a publish step publishes a component")
        }
        let artifacts = context.outcomes[StepID("collect:\(component)")]?.artifacts ?? []
        switch work.target {
        case .forgeRelease:
            preconditionFailure("no plan on plain git has such a step")
        case .folder(let folder):
            let root = folder.hasPrefix("/") ? folder : context.environment.workspaceFolder + "/" + folder
            for artifact in artifacts {
                let taken = try await context.environment.files.take(
                    context.folders.artifacts + "/" + artifact.name, as: root + "/" + artifact.name, replacing: false)
                guard taken.digest == artifact.digest else {
                    throw FileError.differs(
                        path: root + "/" + artifact.name, expected: artifact.digest, found: taken.digest)
                }
            }
            return StepOutcome(note: "\(artifacts.count) to \(folder)")
        }
    }
}
