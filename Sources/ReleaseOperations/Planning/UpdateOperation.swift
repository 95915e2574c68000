import Foundation
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// A requirement that was brought up to date in a work tree.
package struct UpdatedRequirement: Sendable, Codable {
    package var component: ComponentID
    package var upstream: ComponentID
    package var file: String
    package var key: String
    package var from: String
    package var to: String
}

/// Updates requirements in work trees.
package struct UpdateOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Brings sibling requirements in the work trees up to the siblings' own versions, without committing anything.
    /// Both are read from the work trees, so that uncommitted changes count.
    ///
    /// - Parameters:
    ///   - components: Whose requirements; empty: those of all.
    ///   - versions: Versions to follow instead of what the siblings' manifests say.
    ///   - always: Whether requirements move that accept the version as they are.
    /// - Returns: What was changed, in graph order.
    package func update(
        _ components: [ComponentID], to versions: [ComponentID: Version], always: Bool
    ) async throws -> [UpdatedRequirement] {
        let world = try await workspace.observe(.init(withHistory: false))
        try workspace.checkComponents(world)
        let graph = try ComponentGraph(of: world)
        let chosen = Set((components.isEmpty ? graph.components : components).map(world.named))
        let follow = Dictionary(
            versions.map { (world.named($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        let unknown = chosen.union(follow.keys).filter { world.component($0) == nil }.sorted()
        guard unknown.isEmpty else {
            throw GraphError.noSuchComponent(unknown.map(\.text), known: graph.components)
        }
        let known = Dictionary(uniqueKeysWithValues: workspace.ecosystems.map { ($0.name, $0) })
        var updates: [UpdatedRequirement] = []
        var stuck: [PlanError] = []
        for component in graph.order where chosen.contains(component) {
            for edge in world.edges where edge.from == component {
                guard let ecosystem = edge.ecosystem.flatMap({ known[$0] }), let committed = edge.requirement,
                    let key = edge.key, let folder = edge.repository.flatMap({ world.repository($0)?.folder })
                else { continue }
                let path = "\(folder)/\(edge.origin.file)"
                guard let bytes = try await workspace.files.read(path) else { throw FileError.missing(path: path) }
                let requirement = ecosystem.value(at: key, in: edge.origin.file, bytes: bytes) ?? committed
                var chosen = follow[edge.to]
                if chosen == nil { chosen = try await writtenVersion(of: edge.to, in: world) }
                guard let version = chosen,
                    always || ecosystem.accepts(requirement: requirement, version: version) == false
                else { continue }
                // Only an explicit version may lower a requirement.
                if follow[edge.to] == nil, ecosystem.isAhead(requirement: requirement, of: version) {
                    stuck.append(PlanError.requirementAhead(edge, version))
                    continue
                }
                guard let text = ecosystem.rewritten(requirement: requirement, toFollow: version) else {
                    stuck.append(PlanError.stuckRequirement(edge, version))
                    continue
                }
                guard text != requirement else { continue }
                let edit = FileEdit(
                    ecosystem: ecosystem.name, file: edge.origin.file, key: key, from: requirement, to: text)
                try await workspace.files.write(
                    try ecosystem.apply([edit], to: edge.origin.file, bytes: bytes), to: path)
                updates.append(
                    UpdatedRequirement(
                        component: component, upstream: edge.to, file: path, key: key, from: requirement, to: text))
            }
        }
        // Whatever can be updated is; the rest is reported.
        if let first = stuck.first { throw first }
        return updates
    }

    /// The version that a component's first source says in the work tree; what is committed where it says none, or where
    /// it is only a part of the version.
    private func writtenVersion(of id: ComponentID, in world: ObservedWorkspace) async throws -> Version? {
        guard let component = world.component(id) else { return nil }
        guard component.versionParts.isEmpty, let source = component.versionSources.first,
            source.computed == nil, source.version == component.version,
            let folder = world.repository(component.repository)?.folder,
            let ecosystem = workspace.ecosystems.first(where: { $0.name == source.ecosystem }),
            let bytes = try await workspace.files.read("\(folder)/\(source.place.file)"),
            let written = ecosystem.read(source, in: bytes)
        else { return component.version }
        return written.version ?? component.version
    }
}
