import ReleaseModel
import ReleasePorts

/// Copies artifacts into a folder, under their names in the set.
struct FolderPublication {
    /// Relative to the workspace's, or absolute.
    let path: String

    func publish(_ artifacts: [Artifact], _ context: StepContext) async throws -> StepOutcome {
        let root = path.hasPrefix("/") ? path : context.environment.workspaceFolder + "/" + path
        for artifact in artifacts {
            let taken = try await context.environment.files.take(
                context.folders.artifacts + "/" + artifact.name, as: root + "/" + artifact.name, replacing: false)
            guard taken.digest == artifact.digest else {
                throw FileError.differs(
                    path: root + "/" + artifact.name, expected: artifact.digest, found: taken.digest)
            }
        }
        return StepOutcome(note: "\(artifacts.count) to \(path)")
    }
}
