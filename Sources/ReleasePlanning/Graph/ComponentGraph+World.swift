package import ReleaseModel

extension ComponentGraph {
    /// The graph of a workspace, by its edges, policies and groups.
    ///
    /// - Throws: ``GraphError`` for a workspace without an order; ``PlanError`` for a tag template that is none.
    package init(of world: ObservedWorkspace) throws {
        do throws(GraphError) {
            self = try ComponentGraph(of: world, lockstep: [])
        } catch .cycle {
            // Only in a ring does it matter what the tags say.
            self = try ComponentGraph(of: world, lockstep: Cascade.lockstep(try PlanMaker.histories(of: world)))
        }
    }

    private init(of world: ObservedWorkspace, lockstep: [Cascade.Group]) throws(GraphError) {
        let policies = world.configuration.edgePolicies
        let together = (Cascade.groups(of: world) + lockstep).filter { $0.versions == .fixed }.map { Set($0.members) }
        try self.init(
            components: world.components.map(\.id), edges: world.edges,
            isUnfollowed: { edge in
                policies.last { $0.from == edge.from && $0.to == edge.to }?.policy == .never
            }, together: together)
    }

    /// Requirements that order nothing although they are there, a sentence each.
    package func looseningSentences(among released: Set<ComponentID>) -> [String] {
        loosened.filter { released.contains($0.from) && released.contains($0.to) }.map { edge in
            "\(edge.place): \(edge.from) requires \(edge.to) (\(edge.kind.rawValue)), and \(edge.to) requires \(edge.from), directly or not. So this requirement does not order their releases."
        }
    }
}
