import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Why a channel has no new build.
package struct SkippedBuild: Sendable, Hashable, Encodable {
    package var channel: String
    /// A sentence.
    package var reason: String
    /// The build that stands for this one; nil: someone decided to leave it out.
    package var run: RunID?
    package var version: Version?
}

/// How a build of a channel is requested.
package struct ChannelRequest: Sendable {
    package var channel: String
    /// Only these and what is downstream of them is built; empty: all of the channel.
    package var origins: [ComponentID] = []
    /// A name that someone chose for it.
    package var version: String?
    /// Whether it is made although nothing changed, or someone decided to leave it out.
    package var isForced = false
    /// Where everything is built, whatever the configuration says.
    package var builds: BuildPlace?

    package init(_ channel: String, version: String? = nil, isForced: Bool = false, builds: BuildPlace? = nil) {
        self.channel = channel
        self.version = version
        self.isForced = isForced
        self.builds = builds
    }
}

/// Makes, skips and lists builds of a channel. ``ChannelPruning`` removes old ones.
package struct ChannelOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    package enum Outcome: Sendable {
        case skipped(SkippedBuild)
        case ran(RunRecord)
    }

    /// What a build would be.
    package enum Planned: Sendable {
        case skipped(SkippedBuild)
        case plan(ReleasePlan, ObservedWorkspace)
    }

    func channel(_ name: String) throws(ChannelBuildError) -> ChannelConfiguration {
        let all = workspace.configuration.channels
        guard let channel = all.first(where: { $0.name == name }) else {
            throw .noSuchChannel(name, known: all.map(\.name))
        }
        return channel
    }

    // MARK: Making

    /// Makes a build of what the branches have now, or continues one that was interrupted.
    package func make(_ request: ChannelRequest, _ options: PerformOptions) async throws -> Outcome {
        let channel = try channel(request.channel)
        return try await RunExecution(workspace).exclusively("slipway channel make \(channel.name)", options) { store in
            let history = try await ChannelHistory(of: channel.name, in: store)
            if let open = history.open, open.status == .running {
                await options.continuing(open)
                let world = try await workspace.observe(.init(withHistory: false))
                let record = try await RunExecution(workspace).perform(open.id, world: world, store: store, options)
                return .ran(await pruning(channel, after: record, store, options))
            }
            try await ClonesInForce(workspace, areServed: false).update(since: workspace.now())
            switch try await planned(request, history, in: store) {
            case .skipped(let skipped): return .skipped(skipped)
            case .plan(let plan, let world):
                try await giveUpOlder(than: plan, request, history, store)
                let record = try await ReleaseOperation(workspace).begin(
                    plan, isFresh: true, world: world, store: store, options)
                return .ran(await pruning(channel, after: record, store, options))
            }
        }
    }

    /// What became of a build that was asked for where the workspace is served.
    enum Queued: Sendable {
        case skipped(SkippedBuild)
        /// An earlier one is at work.
        case waits(for: RunID)
        case began(RunID)
        /// Another server was first.
        case gone
    }

    /// Plans a build of what the clones have, and creates its run, which an engine executes.
    ///
    /// - Parameter start: What it belongs to; it has one run.
    func queue(
        _ request: ChannelRequest, by start: CauseKey, in store: any ServedStore, _ options: PerformOptions
    ) async throws -> Queued {
        let channel = try channel(request.channel)
        let history = try await ChannelHistory(of: channel.name, in: store)
        if let open = history.open, open.status == .running { return .waits(for: open.id) }
        switch try await planned(request, history, in: store) {
        case .skipped(let skipped): return .skipped(skipped)
        case .plan(let plan, let world):
            try await giveUpOlder(than: plan, request, history, store)
            try await ReleaseOperation(workspace).check(plan, isFresh: true, world, options)
            let run = try await store.create(plan, trigger: options.trigger, at: workspace.now(), by: start)
            return run.map { .began($0) } ?? .gone
        }
    }

    /// Removes old builds once a new one is complete. What can't be removed now is removed the next time.
    private func pruning(
        _ channel: ChannelConfiguration, after record: RunRecord, _ store: any RunStore, _ options: PerformOptions
    ) async -> RunRecord {
        guard record.state.isFinished else { return record }
        do {
            let pruned = try await ChannelPruning(workspace).prune(channel, isTrial: false, in: store)
            if pruned.contains(where: { !$0.removed.isEmpty }) { await options.pruned(pruned) }
        } catch {
            let reason = (error as? any UserFacingError)?.summary ?? "\(error)"
            await options.noticed(["Old builds of \(channel.name) were not removed: \(reason)"])
        }
        return record
    }

    /// What ``make(_:_:)`` would build of what the clones have now; nothing is fetched.
    package func planned(_ request: ChannelRequest) async throws -> Planned {
        guard workspace.hasStore() else {
            return try await planned(request, ChannelHistory(), in: nil)
        }
        let store = try await workspace.openStore()
        return try await planned(request, try await ChannelHistory(of: request.channel, in: store), in: store)
    }

    func planned(
        _ request: ChannelRequest, _ history: ChannelHistory, in store: (any RunStore)?
    ) async throws -> Planned {
        let channel = try channel(request.channel)
        let world = try await workspace.observe(.init())
        let planning = try ChannelPlanning(channel, of: world, from: request.origins)
        let (commits, fallbacks) = try commits(of: planning, history)
        let anchor = try anchor(of: planning)
        let held = try await store?.reservations(isOpen: false).map(\.version) ?? []
        let version = try planning.version(
            ChannelNaming(moment: workspace.now(), taken: held, forced: request.version), commit: commits[anchor])
        var asked = ReleaseRequest(purpose: .channel)
        asked.builds = request.builds
        asked.channel = ChannelBuild(
            channel: channel.name, scheme: channel.scheme, version: version, components: planning.components,
            anchor: anchor, fallbacks: fallbacks)
        guard let build = asked.channel else { preconditionFailure("it was set a line above") }
        if !request.isForced {
            let entries = try await store?.workspaceEntries() ?? []
            if let skipped = skipped(build, commits, history, entries) { return .skipped(skipped) }
        }
        if let made = history.build(named: version) {
            throw ChannelBuildError.madeAlready(channel.name, version, made.id)
        }
        let adapted = planning.adapted(to: commits)
        let plan = try PlanMaker(
            world: adapted, request: asked, moment: workspace.now(), ecosystems: workspace.ecosystems,
            publications: allPublications
        ).channelPlan(build)
        return .plan(plan, adapted)
    }

    private func anchor(of planning: ChannelPlanning) throws -> RepositoryID {
        // A develop version is named after no commit; the record of one is of the last component's.
        if planning.channel.scheme == .develop, planning.channel.anchor == nil, planning.channel.release == nil,
            let last = planning.components.last.flatMap(planning.world.component)
        {
            return last.repository
        }
        return try planning.anchor()
    }

    // MARK: Which commits

    private func commits(
        of planning: ChannelPlanning, _ history: ChannelHistory
    ) throws -> (commits: [RepositoryID: CommitID], fallbacks: [StableFallback]) {
        var commits: [RepositoryID: CommitID] = [:]
        var fallbacks: [StableFallback] = []
        var missing: [RepositoryID] = []
        var unpinned: [RepositoryID] = []
        let channel = planning.channel
        func fallBack(_ id: RepositoryID, _ why: String) -> Bool {
            guard channel.fallsBack, let tag = planning.stable(of: id) else { return false }
            commits[id] = tag.commit
            fallbacks.append(StableFallback(repository: id, tag: tag.name, commit: tag.commit, reason: why))
            return true
        }
        for id in planning.repositories {
            switch channel.source {
            case .pins:
                if let pin = try planning.pin(of: id) {
                    commits[id] = pin.commit
                } else if !fallBack(id, "versions.toml does not pin it.") {
                    unpinned.append(id)
                }
            case .main:
                guard let head = planning.world.repository(id)?.head else {
                    missing.append(id)
                    continue
                }
                commits[id] = head
                if let failed = history.failure(of: id, at: head) {
                    _ = fallBack(id, "\(head.short) failed in \(failed.run): \(failed.failure.summary)")
                }
            }
        }
        guard missing.isEmpty else { throw ChannelBuildError.noCommit(channel.name, missing) }
        guard unpinned.isEmpty else { throw ChannelBuildError.notPinned(channel.name, unpinned) }
        return (commits, fallbacks)
    }

    // MARK: Whether

    /// Why the build need not be made; nil: it is to be made.
    private func skipped(
        _ build: ChannelBuild, _ commits: [RepositoryID: CommitID], _ history: ChannelHistory,
        _ entries: [WorkspaceEntry]
    ) -> SkippedBuild? {
        if let last = history.last, let earlier = last.plan.request.channel, earlier.components == build.components,
            earlier.fallbacks.map(\.commit) == build.fallbacks.map(\.commit), isOf(commits, last)
        {
            let places = commits.sorted { $0.key < $1.key }.map { "\($0.key) is at \($0.value.short)" }
            return SkippedBuild(
                channel: build.channel,
                reason: "Nothing changed since \(earlier.version) (\(last.id)): \(places.joined(separator: ", ")).",
                run: last.id, version: earlier.version)
        }
        for entry in entries.reversed() {
            guard case .channelSkipped(let channel, let left, let by, let reason) = entry.event,
                channel == build.channel
            else { continue }
            guard left == commits else { return nil }
            return SkippedBuild(channel: channel, reason: "\(by) left these commits out: \(reason)")
        }
        return nil
    }

    private func isOf(_ commits: [RepositoryID: CommitID], _ record: RunRecord) -> Bool {
        commits.allSatisfy { id, commit in
            // What it recorded itself is no reason to build again.
            record.plan.repositories.first { $0.id == id }?.base == commit
                || record.state.outcome(of: .writeBack(id))?.commit == commit
        }
    }

    /// Gives up an earlier build that failed, where this one is of other commits, or is made all the same.
    private func giveUpOlder(
        than plan: ReleasePlan, _ request: ChannelRequest, _ history: ChannelHistory, _ store: any RunStore
    ) async throws {
        guard let build = plan.request.channel else { return }
        for open in history.builds where !open.state.isOver {
            guard let earlier = open.plan.request.channel else { continue }
            let isSame = open.plan.repositories == plan.repositories && earlier.fallbacks == build.fallbacks
            // What a person stopped, a person continues.
            guard request.isForced || (open.status == .failed && !isSame) else {
                throw ChannelBuildError.unfinished(build.channel, earlier.version, open.id)
            }
            _ = try await DecisionOperation(workspace).cancel(
                open.id, reason: "\(build.version) takes its place in the channel \(build.channel).")
        }
    }

    /// Leaves out the build of what the branches have now; newer commits are built again.
    package func skip(_ name: String, reason: String) async throws -> [RepositoryID: CommitID] {
        guard !reason.trimmingCharacters(in: .whitespaces).isEmpty else { throw ChannelBuildError.noReason }
        let channel = try channel(name)
        try await workspace.checkState()
        let store = try await workspace.openStore()
        let planning = try ChannelPlanning(channel, of: try await workspace.observe(.init()))
        let history = try await ChannelHistory(of: name, in: store)
        let commits = try commits(of: planning, history).commits
        try await store.record(
            .channelSkipped(channel: name, commits: commits, by: workspace.principal, reason: reason),
            at: workspace.now())
        return commits
    }

    // MARK: Listing

    /// The configured channels with their builds, newest first.
    ///
    /// - Parameter name: nil: all.
    package func list(_ name: String?, limit: Int) async throws -> [ChannelStatus] {
        let channels = try name.map { [try channel($0)] } ?? workspace.configuration.channels
        guard workspace.hasStore() else { return channels.map { ChannelStatus(channel: $0, builds: []) } }
        let store = try await workspace.openStore()
        var all: [ChannelStatus] = []
        for channel in channels {
            let history = try await ChannelHistory(of: channel.name, in: store, limit: limit)
            all.append(ChannelStatus(channel: channel, builds: history.builds))
        }
        return all
    }
}

/// A channel and its builds, newest first.
package struct ChannelStatus: Sendable {
    package var channel: ChannelConfiguration
    package var builds: [RunRecord]
}
