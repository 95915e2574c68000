import ReleaseModel
import ReleasePorts
import ReleasePlanning

/// Copies artifacts into a folder, under their names in the set.
struct FolderPublication: Publication {
    let shape = PublicationShape(
        "folder", "A `folder` gets copies of all artifacts, under their names in the release set.",
        [
            .init(
                "path", .path, usual: "published",
                "Of a `folder`: where it is, relative to the workspace's folder. Default: `published`.")
        ])

    func name(of target: PublicationTarget) -> String { target["path"] ?? "" }

    /// Builds of a channel lie side by side, each in a folder of its own: their files are called alike.
    func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget {
        guard release.isOfChannel else { return target }
        var target = target
        target.fields["path"] = name(of: target) + "/\(release.version)"
        return target
    }

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let root = root(of: target, context)
        for artifact in artifacts {
            try await context.checkClaim()
            let taken = try await context.environment.files.copy(
                context.folders.artifacts + "/" + artifact.name, as: root + "/" + artifact.name, replacing: false)
            guard taken.digest == artifact.digest else {
                throw FileError.differs(
                    path: root + "/" + artifact.name, expected: artifact.digest, found: taken.digest)
            }
        }
        return StepOutcome(note: "\(artifacts.count) to \(name(of: target))")
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        for artifact in artifacts {
            let file = root(of: target, context) + "/" + artifact.name
            let found: Digest
            do throws(FileError) { found = try await context.environment.files.digest(of: file).digest } catch {
                if case .missing = error { continue }
                throw error
            }
            if found != artifact.digest {
                return FileError.differs(path: file, expected: artifact.digest, found: found)
            }
        }
        return nil
    }

    private func root(of target: PublicationTarget, _ context: StepContext) -> String {
        let path = name(of: target)
        return path.hasPrefix("/") ? path : context.environment.workspaceFolder + "/" + path
    }
}
