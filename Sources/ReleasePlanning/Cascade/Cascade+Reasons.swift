import ReleaseModel

extension Cascade {
    /// The upstream reasons, each with the chain back to its cause.
    func upstreamReasons(of id: ComponentID, decisions: [ComponentID: Decision]) throws -> [PlanReason] {
        try pullingEdges(of: id, decisions: decisions).map { edge in
            let version = decisions[edge.to]?.announced?.text ?? ""
            let why =
                try decisions[edge.to]?.announced.map { try accepts(edge, $0) } == true
                ? " and \(id) follows every release of \(edge.to)"
                : " which \(id)'s requirement \(edge.requirement.map { "\($0) " } ?? "")excludes"
            let folder = world.repositories.count > 1 ? edge.repository.map { "\($0)/" } ?? "" : ""
            return PlanReason(
                kind: .upstream, summary: "\(edge.to) becomes \(version),\(why) (\(folder)\(edge.origin)).",
                edge: edge,
                rule: policy(of: edge).rawValue, chain: try chain(from: id, along: edge, decisions: decisions))
        }
    }

    /// From a component along the first pulling edges to the one that has a cause of its own.
    private func chain(
        from id: ComponentID, along edge: Edge, decisions: [ComponentID: Decision]
    ) throws -> [ComponentID] {
        var chain = [id, edge.to]
        var seen = Set(chain)
        var here = edge.to
        // A component without a cause of its own has only upstream ones.
        while decisions[here]?.reasons.contains(where: { $0.kind != .group && $0.kind != .unchanged }) == false,
            let next = try pullingEdges(of: here, decisions: decisions).map(\.to).min(),
            // Members of a fixed group may require each other.
            seen.insert(next).inserted
        {
            chain.append(next)
            here = next
        }
        return chain
    }
}
