import Foundation
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
package import ReleasePlease
import ReleasePorts

/// The input for planning a repository that release-please describes.
package struct ReleasePleaseSource: Sendable {
    package var configuration: ReleasePleaseConfiguration
    package var warnings: [Diagnostic]
    package var compatibility: Compatibility
    /// `owner/name` for links; nil: as the remote's address says.
    package var slug: String?
    package var types: [any ReleaseType]

    package init(
        configuration: ReleasePleaseConfiguration, warnings: [Diagnostic], compatibility: Compatibility, slug: String?,
        types: [any ReleaseType]
    ) {
        self.configuration = configuration
        self.warnings = warnings
        self.compatibility = compatibility
        self.slug = slug
        self.types = types
    }
}

extension Workspace {
    /// A plan, the observation that it was made from, and merged releases that are not yet tagged.
    func plan(
        _ source: ReleasePleaseSource, _ request: ReleaseRequest, at commit: String?,
        overrides: [RepositoryID: MessageOverrides] = [:]
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace, merged: [MergedRelease]) {
        var world = try await observe(source, at: commit)
        // The observed repository has no history of its own here, so its commits are kept for who asks the forge.
        world.repository.history = world.commits
        if let own = overrides[world.repository.id] { world.commits = own.applied(to: world.commits) }
        let moment = now()
        // Planning another commit than the head does not concern pending tags.
        let merged = commit == nil ? try await mergedReleases(source, world, moment: moment) : []
        let manifest = world.configuration.manifestPath
        world.warnings += merged.map { release in
            Diagnostic(
                .warning, code: "release-please.untagged", place: Place(file: manifest, line: 1, column: 1),
                message: "\(release.path) is merged and not yet tagged: \(release.tag). "
                    + "Tag it: slipway release-branch --tag-merged")
        }
        let planner = ReleasePleasePlanner(world: world, types: source.types, date: ReleaseDate(moment))
        let plan = try planner.plan(request, workspace: configuration.workspace, moment: moment)
        let observed = ObservedWorkspace(
            configuration: configuration, repositories: [world.repository], components: [], edges: [])
        return (plan, observed, merged)
    }

    func observe(_ source: ReleasePleaseSource, at commit: String? = nil) async throws -> ReleasePleaseWorld {
        try await sourceControl.checkProgram()
        var world = try await ReleasePleaseObserver(sourceControl: sourceControl, types: source.types).observe(
            folder, configuration: source.configuration, compatibility: source.compatibility, at: commit,
            slug: source.slug)
        world.warnings = source.warnings + world.warnings
        return world
    }

    /// Reads the manifest's history only where a version has no tag.
    ///
    /// - Parameter withDrafts: Those as well whose tag a forge makes later.
    func mergedReleases(
        _ source: ReleasePleaseSource, _ world: ReleasePleaseWorld, moment: Date, withDrafts: Bool = false
    ) async throws -> [MergedRelease] {
        let planner = ReleasePleasePlanner(world: world, types: source.types, date: ReleaseDate(moment))
        guard !planner.untaggedPaths(withDrafts: withDrafts).isEmpty else { return [] }
        let observer = ReleasePleaseObserver(sourceControl: sourceControl, types: source.types)
        return planner.mergedReleases(try await observer.manifestChanges(world), withDrafts: withDrafts)
    }
}
