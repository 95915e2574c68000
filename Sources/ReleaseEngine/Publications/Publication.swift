package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts

/// One kind of target: what the configuration may say about it, what planning checks, and how artifacts get there.
///
/// Everything about a kind is in its folder; ``allPublications`` lists them. Publishing is safe to repeat: same name and
/// content is success, different content is a conflict.
package protocol Publication: PublicationRules {
    /// Refuses a target that this machine can't publish to, before a run is created.
    func checkReady(
        _ target: PublicationTarget, of repository: RepositoryID?, _ outside: PublicationAccess
    ) async throws

    /// Refuses artifacts that the target would not take, as soon as they are collected.
    func check(_ artifacts: [Artifact], of component: ComponentID, version: Version) throws

    /// What occupies the destination, before anything is public; nil if nothing does.
    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws
        -> (any UserFacingError)?

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome
}

extension Publication {
    package func checkReady(
        _ target: PublicationTarget, of repository: RepositoryID?, _ outside: PublicationAccess
    ) async throws {}
    package func check(_ artifacts: [Artifact], of component: ComponentID, version: Version) throws {}
}

/// Reaches the systems outside that targets name.
package struct PublicationAccess: Sendable {
    /// The package index that a target names.
    package var index: @Sendable (PublicationTarget) throws -> any PackageIndex = { _ in
        preconditionFailure("no package indexes were given")
    }
    /// The forge that has a repository, and the rights there that are asked for where credentials are made for a command.
    package var forge: @Sendable (RepositoryAtForge, ForgeRights) throws -> any Forge = { _, _ in
        preconditionFailure("no forge was given")
    }

    /// The registries of images, with the credentials that a target names.
    package var images: @Sendable (PublicationTarget) throws -> any ImageRegistry = { _ in
        preconditionFailure("no registries of images were given")
    }
    /// Reads images that builds made.
    package var imageArchives: any ImageArchiveReader = NoImages()
    /// Reads what everyone may read.
    package var pages: any WebPages = NoPages()
    /// Asks registries what can be resolved.
    package var versions: any PackageVersions = NoVersions()
    /// Unpacks what workflows uploaded.
    package var archives: any ArchiveUnpacker = NoArchives()

    package init() {}
}

/// Where none were given.
private struct NoPages: WebPages {
    func page(_ address: String) async throws -> WebPage { preconditionFailure("no pages were given") }
}

private struct NoImages: ImageArchiveReader {
    func archive(at path: String, verifying: Bool) async throws(ImageRegistryError) -> ImageArchive {
        preconditionFailure("no reader of images was given")
    }
}

private struct NoVersions: PackageVersions {
    func has(
        _ package: String, _ version: Version, in registry: PackageRegistry, at address: String
    ) async throws(PackageIndexError) -> Bool { preconditionFailure("no registries were given") }
}

private struct NoArchives: ArchiveUnpacker {
    func unpack(
        _ archive: String, into folder: String, limits: ArchiveLimits
    ) async throws(ArchiveError) -> [String] { preconditionFailure("no archives were given") }
}

/// The kind of a target in a plan.
///
/// - Throws: ``PublicationError/unknownKind(_:)`` where this program does not have it.
package func publication(to target: PublicationTarget) throws(PublicationError) -> any Publication {
    guard let found = allPublications.first(where: { $0.shape.kind == target.kind }) else {
        throw .unknownKind(target.kind)
    }
    return found
}

package enum PublicationError: UserFacingError, Equatable {
    /// The plan publishes to a kind of target that this program does not have: it was made by a newer one.
    case unknownKind(PublicationKind)

    package var code: String { "publish.unknown-target" }

    package var summary: String {
        switch self {
        case .unknownKind(let kind): "The plan publishes to a `\(kind)`, which this version of Slipway does not have."
        }
    }

    package var suggestions: [String] {
        ["Perform it with the version of Slipway that made the plan, or a newer one."]
    }
}
