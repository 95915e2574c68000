package import ReleaseModel
package import ReleasePlanning

/// The next name of one component in a channel.
package struct ChannelVersion: Sendable, Hashable, Encodable {
    package var component: ComponentID
    package var channel: String
    package var version: String
    /// Read back from the name itself.
    package var isPrerelease: Bool
    /// The commit that is built.
    package var commit: CommitID?
}

/// Names the version that a channel build of a component gets.
package struct ChannelVersionOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameters:
    ///   - component: nil: the only one that there is; of several, channels that name the entire set take any, and a
    ///     nightly names the commit of the one repository that holds them.
    ///   - forced: A name that someone chose.
    package func version(
        of component: ComponentID?, in channel: any Channel, request: ReleaseRequest, forced: String?
    ) async throws -> ChannelVersion {
        let (plan, world) = try await workspace.plan(request)
        try workspace.checkComponents(plan, world)
        let known = plan.components.map(\.name)
        let isOneCommit = channel is NightlyChannel && Set(plan.components.map(\.repository)).count == 1
        let isOfAll = known.count == 1 || channel is DevelopChannel || isOneCommit
        guard let name = component.map(world.named) ?? (isOfAll ? known.first : nil) else {
            throw GraphError.componentNeeded(known: known, command: "slipway version --channel \(channel.name)")
        }
        guard let planned = plan.component(name) else { throw GraphError.noSuchComponent([name.text], known: known) }
        let histories = try PlanMaker.histories(of: world)
        var members: [ComponentID: Version] = [:]
        for one in world.components {
            let written = one.version.flatMap { $0.isPrerelease ? nil : $0 }
            members[one.id] = [histories[one.id]?.lastStable?.version, written].compactMap { $0 }.max()
        }
        let commit = world.repository(planned.repository)?.head
        let shown = try channel.next(
            in: ChannelState(
                component: planned.name, version: planned.nextVersion ?? planned.currentVersion ?? Version(0, 1, 0),
                members: members, taken: histories.values.flatMap(\.releases).map(\.version), moment: workspace.now(),
                commit: commit, forced: forced))
        return ChannelVersion(
            component: planned.name, channel: channel.name, version: shown,
            isPrerelease: isPrerelease(named: shown), commit: commit)
    }
}
