import ReleaseModel
import ReleasePorts

/// The builds of a channel that a store knows, newest first.
struct ChannelHistory: Sendable {
    let builds: [RunRecord]

    /// - Parameter limit: How many are read at most; pages of a very long list end there.
    init(of channel: String, in store: any RunStore, limit: Int = .max) async throws {
        var found: [RunID] = []
        try await store.forEachRun { if $0.purpose == .channel { found.append($0.id) } }
        var builds: [RunRecord] = []
        for id in found where builds.count < limit {
            let record = try await store.glance(at: id)
            if record.plan.request.channel?.channel == channel { builds.append(record) }
        }
        self.builds = builds
    }

    /// What was never read.
    init() { builds = [] }

    /// The newest that is complete.
    var last: RunRecord? { builds.first(where: \.state.isFinished) }

    /// The newest that has neither finished nor been cancelled.
    var open: RunRecord? { builds.first { !$0.state.isOver } }

    func build(named version: Version) -> RunRecord? {
        builds.first { $0.state.isFinished && $0.plan.request.channel?.version == version }
    }

    /// The build that failed at a repository's commit, and with what; nil where the last one there was good, or there was
    /// none.
    func failure(of repository: RepositoryID, at commit: CommitID) -> (run: RunID, failure: StepFailure)? {
        for record in builds {
            guard let build = record.plan.request.channel,
                !build.fallbacks.contains(where: { $0.repository == repository }),
                record.plan.repositories.contains(where: { $0.id == repository && $0.base == commit })
            else { continue }
            let own = record.plan.steps.filter { $0.repository == repository && $0.kind.isOfBuilding }
            for step in own {
                if case .failed(_, let failure) = record.state[step.id] { return (record.id, failure) }
            }
            // A build that was given up before it came here says nothing.
            if own.allSatisfy({ record.state[$0.id].isDone }) { return nil }
        }
        return nil
    }
}

extension StepKind {
    /// Whether its failure is the fault of what is built, not of where it goes.
    fileprivate var isOfBuilding: Bool { [.build, .gate, .collect].contains(self) }
}
