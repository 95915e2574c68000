import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Begins what was decided to start, and follows it to its end.
///
/// What waits is stored, so a server that dies leaves nothing half-begun: a release has its run or waits, and what is
/// begun twice is done once.
struct StartsInForce {
    private let workspace: Workspace
    private let clones: ClonesInForce
    private let news: @Sendable (ServedNews) async -> Void
    /// Of starts that failed for now: how often, and when they are tried again.
    private var resting: [CauseKey: (failures: Int, until: Date)] = [:]
    /// The runs that a start waits for.
    private var blocked: [CauseKey: Set<RunID>] = [:]
    /// The runs of starts that have not ended: they hold their versions only once an engine has begun them.
    private var begun: Set<RunID> = []

    init(_ workspace: Workspace, _ clones: ClonesInForce, news: @escaping @Sendable (ServedNews) async -> Void) {
        self.workspace = workspace
        self.clones = clones
        self.news = news
    }

    /// Begins what can begin now, oldest first, and ends what has ended.
    mutating func proceed(in store: any ServedStore) async throws {
        var open = try await store.starts(ended: 0)
        var hasEnded = false
        for one in open where one.stage == .running {
            if try await follow(one, in: store) { hasEnded = true }
        }
        if hasEnded { open = try await store.starts(ended: 0) }
        let unfinished = Set(open.map(\.start.key))
        resting = resting.filter { unfinished.contains($0.key) }
        blocked = blocked.filter { unfinished.contains($0.key) }
        begun = Set(open.compactMap(\.run))
        guard open.contains(where: { $0.stage == .waiting }) else { return }
        let held = begun.union(try await store.reservations(isOpen: true).map(\.run))
        // Releases of one repository follow each other in the order in which they were asked for.
        var occupied: Set<RepositoryID> = []
        for one in open {
            let key = one.start.key
            let isFree = one.start.releasedRepository.map { occupied.insert($0).inserted } ?? true
            guard one.stage == .waiting, isFree, one.start.after.allSatisfy({ !unfinished.contains($0) }),
                resting[key].map({ $0.until <= workspace.now() }) ?? true, blocked[key]?.isDisjoint(with: held) ?? true
            else { continue }
            blocked[key] = nil
            try await begin(one, in: store)
        }
    }

    // MARK: Beginning

    private mutating func begin(_ record: StartRecord, in store: any ServedStore) async throws {
        let key = record.start.key
        do {
            let arrived = try await store.delivery(record.delivery)?.delivery.receivedAt ?? workspace.now()
            // What was looked at and not found may be there by now.
            try await clones.update(since: resting[key] == nil ? arrived : workspace.now())
            switch record.start.action {
            case .release, .downstream: try await release(record, in: store)
            case .releasePullRequests: try await writePullRequests(record, in: store)
            case .channel: try await build(record, in: store)
            case .gates:
                try await end(record, "Slipway can't start '\(record.start.action.rawValue)' yet.", in: store)
            }
            resting[key] = nil
        } catch let error as StoreError {
            throw error
        } catch let error as any UserFacingError {
            try await failed(record, error, in: store)
        }
    }

    private mutating func release(_ record: StartRecord, in store: any ServedStore) async throws {
        let start = record.start
        let request = try await resolved(start.request)
        let who = record.delivery.text
        let options = PerformOptions(
            trigger: Trigger(
                by: try await requester(of: record, in: store), command: "slipway serve (event \(who))",
                reason: start.sentence))
        let queued = try await ReleaseOperation(workspace).queue(
            request, onlyMerged: start.key.isOfMerge, by: start.key, behind: begun, in: store, options)
        switch queued {
        case .began(let run):
            begun.insert(run)
            await news(.began(start, run))
        case .gone: break
        case .waits(let runs):
            blocked[start.key] = Set(runs)
            await news(.waits(start, runs))
        case .nothingToRelease(let reason): try await end(record, reason, in: store)
        }
    }

    private mutating func build(_ record: StartRecord, in store: any ServedStore) async throws {
        let start = record.start
        var request = ChannelRequest(start.channel ?? "")
        request.origins = start.request.components
        let options = PerformOptions(
            trigger: Trigger(
                by: workspace.principal, command: "slipway serve (event \(record.delivery))", reason: start.sentence))
        switch try await ChannelOperation(workspace).queue(request, by: start.key, in: store, options) {
        case .began(let run):
            begun.insert(run)
            await news(.began(start, run))
        case .gone: break
        case .waits(let run):
            blocked[start.key] = [run]
            await news(.waits(start, [run]))
        case .skipped(let skipped):
            try await end(record, "No build of \(skipped.channel) is made. \(skipped.reason)", in: store)
        }
    }

    /// A version that has its tag already is released from there.
    private func resolved(_ request: ReleaseRequest) async throws -> ReleaseRequest {
        if let tag = request.tag {
            var tagged = ReleaseRequest(components: request.components)
            tagged.tag = tag
            return tagged
        }
        guard request.versions.count == 1, let (name, version) = request.versions.first else { return request }
        let world = try await workspace.observe(.init(withHistory: false))
        let component = world.named(name)
        let releases = try PlanMaker.histories(of: world)[component]?.releases ?? []
        guard let tag = releases.last(where: { $0.version == version })?.tag.name else { return request }
        var tagged = ReleaseRequest(components: [component])
        tagged.tag = tag
        return tagged
    }

    private func writePullRequests(_ record: StartRecord, in store: any ServedStore) async throws {
        let operation = PullRequestOperation(workspace)
        let (plan, requests) = try await operation.write(record.start.request, PullRequestOptions())
        let changed = requests.filter { $0.state == .created || $0.state == .updated }
        let words = changed.map { one in
            let number = one.number.map { "#\($0)" } ?? one.request.branch
            return "\(one.repository.map { "\($0)" } ?? one.request.repository.text)\(number) \(one.state.rawValue)"
        }
        let nothing = plan.nothingToRelease ?? "The release pull requests are up to date."
        try await end(record, words.isEmpty ? nothing : words.joined(separator: ", ") + ".", in: store)
    }

    // MARK: Ending

    /// - Returns: Whether it has ended.
    private func follow(_ record: StartRecord, in store: any ServedStore) async throws -> Bool {
        guard let run = record.run else { return false }
        let state = try await store.glance(at: run)
        guard state.state.isOver else { return false }
        if let build = state.plan.request.channel {
            try await end(
                record,
                state.state.isFinished
                    ? "Built \(build.version) (\(run))." : "The run \(run) is \(state.status.rawValue).", in: store)
            if state.state.isFinished { try await prune(build.channel, in: store) }
            return true
        }
        let versions = state.plan.released.compactMap { one in one.nextVersion.map { "\(one.name) \($0)" } }
        let outcome =
            state.state.isFinished
            ? "Released \(versions.joined(separator: ", ")) (\(run))." : "The run \(run) is \(state.status.rawValue)."
        try await end(record, outcome, in: store)
        return true
    }

    /// What can't be removed now is removed after the next build.
    private func prune(_ channel: String, in store: any ServedStore) async throws {
        do {
            let channel = try ChannelOperation(workspace).channel(channel)
            _ = try await ChannelPruning(workspace).prune(channel, isTrial: false, in: store)
        } catch let error as StoreError {
            throw error
        } catch let error as any UserFacingError {
            await news(.trouble(error))
        }
    }

    private func end(_ record: StartRecord, _ outcome: String, in store: any ServedStore) async throws {
        let isOurs = try await store.advance(
            record.start.key, from: record.stage, to: .ended, run: record.run, outcome: outcome)
        if isOurs { await news(.ended(record.start, outcome)) }
    }

    /// Tries again later what may pass, a bounded number of times; ends the rest with what is wrong.
    private mutating func failed(
        _ record: StartRecord, _ error: any UserFacingError, in store: any ServedStore
    ) async throws {
        let key = record.start.key
        let failures = (resting[key]?.failures ?? 0) + 1
        if let pause = workspace.configuration.retries.wait(after: failures, error.retry) {
            resting[key] = (failures, workspace.now().addingTimeInterval(pause / .seconds(1)))
            await news(.failed(record.start, error, retryAfter: pause))
            return
        }
        resting[key] = nil
        let next = error.suggestions.first.map { " \($0)" } ?? ""
        await news(.failed(record.start, error, retryAfter: nil))
        try await end(record, StartRecord.failure(error.code, error.summary + next), in: store)
    }
}

extension TriggeredStart {
    /// The repository in which it began; nil for what releases nothing, or began nowhere.
    fileprivate var releasedRepository: RepositoryID? {
        switch action {
        case .release, .downstream: repository
        case .releasePullRequests, .gates, .channel: nil
        }
    }
}

extension CauseKey {
    /// Whether a merged release pull request is the cause: only what it merged is released.
    fileprivate var isOfMerge: Bool { text.hasPrefix("merge/") }
}

extension StartsInForce {
    /// Who asked for what a request started; for all else the server itself.
    private func requester(of record: StartRecord, in store: any ServedStore) async throws -> Principal {
        guard let delivery = try await store.delivery(record.delivery)?.delivery, delivery.source == .request,
            let asked = try? decodeJSON(AskedRelease.self, from: Data(delivery.body.utf8))
        else { return workspace.principal }
        return asked.by
    }
}
