package import ReleaseModel
import Foundation
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// What a repository that release-please describes is planned from.
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
    func plan(
        _ source: ReleasePleaseSource, _ request: ReleaseRequest, at commit: String?
    ) async throws -> (plan: ReleasePlan, world: ObservedWorkspace) {
        try await sourceControl.checkProgram()
        var world = try await ReleasePleaseObserver(sourceControl: sourceControl, types: source.types).observe(
            folder, configuration: source.configuration, compatibility: source.compatibility, at: commit,
            slug: source.slug)
        world.warnings = source.warnings + world.warnings
        let moment = now()
        let planner = ReleasePleasePlanner(world: world, types: source.types, date: ReleaseDate(moment))
        let plan = try planner.plan(request, workspace: configuration.workspace, moment: moment)
        let observed = ObservedWorkspace(
            configuration: configuration, repositories: [world.repository], components: [], edges: [])
        return (plan, observed)
    }
}
