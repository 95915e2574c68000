import ReleaseModel

/// What a stable version must not be made from.
extension Cascade {
    /// A candidate does not become stable as a version that later commits have outgrown.
    func checkOutgrown(_ id: ComponentID) throws {
        guard !isCalendar(id), let candidate = histories[id]?.last?.version, candidate.isPrerelease,
            let stable = histories[id]?.lastStable?.version
        else { return }
        let sections = sections(of: id)
        let rules = VersioningRules(
            configuration: world.configuration.settings(of: id).versioning, compatibility: .strict, day: day)
        func version(_ one: ReadCommit) -> Version? {
            let bump = one.counted.map { $0.call(sections: sections) }.max() ?? .none
            let called = bump > .none ? rules.next(after: stable, bump: bump, isForced: false) : nil
            let asked = one.counted.flatMap(\.releaseAs).compactMap { Version($0) }
            return ([called].compactMap(\.self) + asked).map(\.spelledCore).max()
        }
        let calling = (commits[id] ?? []).compactMap { one in version(one).map { (commit: one.commit, version: $0) } }
            .filter { $0.version > candidate.spelledCore }
        guard let next = calling.map(\.version).max() else { return }
        throw CandidateError.outgrown(id, candidate, next: next, commits: calling.map(\.commit))
    }

    /// A stable release requires no candidate that stays one: whoever installs it would get the candidate.
    ///
    /// - Parameter requirements: What an edge says after the plan's edits.
    func checkCandidateRequirements(
        _ decisions: [ComponentID: Decision], after requirements: (Edge) -> String?
    ) throws {
        // What is public already is finished as it is.
        guard request.purpose != .test, request.unfinished == nil else { return }
        for edge in world.edges where edge.kind != .dev && edge.kind != .patch && !edge.isRecord {
            guard let next = decisions[edge.from]?.next, !next.isPrerelease, !isWithheld(edge.from),
                decisions[edge.to]?.announced?.isPrerelease != false, let name = edge.ecosystem,
                let ecosystem = ecosystems[name],
                let (requirement, candidate) = requiredCandidate(by: edge, decisions, ecosystem, requirements),
                !isLeft(edge)
            else { continue }
            let stable = (histories[edge.to]?.releases ?? []).map(\.version).filter { !$0.isPrerelease }
            // Where a requirement is the version that is taken, no other one counts.
            if !ecosystem.requirementsSelectVersions,
                stable.contains(where: { ecosystem.accepts(requirement: requirement, version: $0) == true })
            {
                continue
            }
            throw CandidateError.required(
                edge, requirement: requirement, by: next, candidate,
                stable: stable.max(), isReleased: histories[edge.to]?.last?.version.isPrerelease == true,
                isFromCandidate: histories[edge.from]?.last?.version.isPrerelease == true)
        }
    }

    /// The candidate that a requirement names, with the requirement as it is published. One that follows what lies beside
    /// it (`workspace:^`) names the version that is there then.
    private func requiredCandidate(
        by edge: Edge, _ decisions: [ComponentID: Decision], _ ecosystem: any Ecosystem,
        _ requirements: (Edge) -> String?
    ) -> (requirement: String, candidate: Version)? {
        guard let template = edge.publishedAs else {
            guard let requirement = requirements(edge) else { return nil }
            return candidates(of: edge.to, decisions)
                .first { ecosystem.graduated(requirement: requirement, to: $0.core) != nil }.map { (requirement, $0) }
        }
        // What nothing publishes is built in.
        guard let upstream = components[edge.to], upstream.unpublishedBy == nil else { return nil }
        let version = decisions[edge.to]?.announced ?? upstream.version ?? histories[edge.to]?.last?.version
        guard let version, version.isPrerelease, version.release != [0, 0, 0] else { return nil }
        return (filled(template, ["version": version.text]), version)
    }

    /// The prereleases that a component is at: what becomes of it now, else its last release and its manifest.
    private func candidates(of id: ComponentID, _ decisions: [ComponentID: Decision]) -> [Version] {
        let versions = decisions[id]?.announced.map { [$0] } ?? [histories[id]?.last?.version, components[id]?.version]
        // By convention 0.0.0 is never released.
        return versions.compactMap(\.self).filter { $0.isPrerelease && $0.release != [0, 0, 0] }
    }

    /// Whether the configuration says of this very edge that it stays as it is.
    private func isLeft(_ edge: Edge) -> Bool {
        world.configuration.edgePolicies.last { $0.from == edge.from && $0.to == edge.to }?.policy == .never
    }
}
