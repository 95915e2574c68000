import ReleaseModel

extension Cascade {
    /// Requirements of released components that refuse the sibling beside them, which stays: a sentence each. They are taken
    /// from a registry, in an older version.
    func refusedSiblings(_ decisions: [ComponentID: Decision]) -> [String] {
        world.edges.compactMap { edge in
            guard edge.kind != .patch, edge.kind != .declared, edge.kind != .dev, !edge.isRecord,
                decisions[edge.from]?.next != nil, decisions[edge.to]?.announced == nil, !isWithheld(edge.from),
                let requirement = edge.requirement, let sibling = components[edge.to], let version = sibling.version,
                sibling.repository == edge.repository, policy(of: edge) != .never,
                let ecosystem = edge.ecosystem.flatMap({ ecosystems[$0] }),
                ecosystem.accepts(requirement: requirement, presentVersion: version) == false
            else { return nil }
            // On the way to the next release, what counts is the last one.
            if version.isPrerelease, let last = histories[edge.to]?.last?.version,
                ecosystem.accepts(requirement: requirement, version: last) == true
            {
                return nil
            }
            return
                "\(edge.origin): \(edge.from) requires \(edge.to) \(requirement), which refuses \(version) beside it, so \(edge.from) is built with an older one. To let it follow: slipway update \(edge.from)"
        }
    }
}
