import ReleaseModel
import ReleasePorts

/// Copies artifacts into a folder, under their names in the set.
struct FolderPublication {
    /// Relative to the workspace's, or absolute.
    let path: String

    func publish(_ artifacts: [Artifact], _ context: StepContext) async throws -> StepOutcome {
        let root = root(context)
        for artifact in artifacts {
            try await context.checkClaim()
            let taken = try await context.environment.files.take(
                context.folders.artifacts + "/" + artifact.name, as: root + "/" + artifact.name, replacing: false)
            guard taken.digest == artifact.digest else {
                throw FileError.differs(
                    path: root + "/" + artifact.name, expected: artifact.digest, found: taken.digest)
            }
        }
        return StepOutcome(note: "\(artifacts.count) to \(path)")
    }

    private func root(_ context: StepContext) -> String {
        path.hasPrefix("/") ? path : context.environment.workspaceFolder + "/" + path
    }

    /// A file with this name and different content.
    func conflict(with artifacts: [Artifact], _ context: StepContext) async throws -> FileError? {
        for artifact in artifacts {
            let file = root(context) + "/" + artifact.name
            let found: Digest
            do throws(FileError) { found = try await context.environment.files.digest(of: file).digest } catch {
                if case .missing = error { continue }
                throw error
            }
            if found != artifact.digest { return .differs(path: file, expected: artifact.digest, found: found) }
        }
        return nil
    }
}
