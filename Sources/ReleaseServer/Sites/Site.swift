import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import Synchronization

/// One served workspace at work.
final class Site: Sendable {
    let description: SiteDescription
    let configuration: ConfigurationInForce
    let intake: Intake
    /// Opened once, for all requests.
    let store: OpenedStore
    let live = LiveFeed()
    /// Runs that pages showed last.
    let looked = LookedRuns()
    /// What would be released now, for whoever looks.
    let next = NextPlan()
    let metrics: SiteMetrics
    private let log: ServerLog
    /// Without a configuration.
    private let plain: Workspace
    /// Wakes whoever decides now; a stream ends with the task that reads it, so each configuration has its own.
    private let arrivals = Mutex<AsyncStream<Void>.Continuation?>(nil)
    private let looks = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private let faults = Mutex<[String: String]>([:])

    /// The configuration is looked at this often, and after each push.
    private static let lookInterval = Duration.seconds(30)

    init(_ description: SiteDescription, log: ServerLog) throws {
        self.description = description
        self.log = log
        let workspace = try description.workspace(nil)
        metrics = SiteMetrics(site: description.name)
        let store = OpenedStore { try await workspace.openInbox() }
        self.store = store
        plain = workspace
        intake = Intake(store)
        configuration = ConfigurationInForce(description, workspace)
    }

    /// What is wrong now, a sentence each; empty: nothing is.
    var problems: [String] {
        let broken = configuration.problem.map { [sentence(for: $0)] } ?? []
        return faults.withLock { $0.sorted { $0.key < $1.key }.map(\.value) } + broken
    }

    /// Whether it does its work, whatever else is wrong.
    var isReady: Bool { configuration.workspace != nil && faults.withLock { $0["store"] == nil } }

    /// For what the API reads and decides: with the configuration in force, and with the store that is open already.
    func workspace() async throws -> Workspace {
        let store = try await store.get()
        var workspace = configuration.workspace ?? plain
        workspace.openStore = { store }
        workspace.openInbox = { store }
        return workspace
    }

    var stateFolder: String { plain.stateFolder }

    /// Stores what arrived and lets it be decided.
    func take(_ delivery: Delivery) async throws(StoreError) -> Bool {
        let isNew: Bool
        do throws(StoreError) { isNew = try await intake.take(delivery) } catch {
            setFault("store", error.summary)
            throw error
        }
        setFault("store", nil)
        metrics.count("slipway_deliveries_total", ["event": delivery.event, "new": isNew ? "true" : "false"])
        arrivals.withLock { _ = $0?.yield() }
        return isNew
    }

    /// Serves until the task is cancelled. What fails is said and tried again.
    func serve() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in self.looks.stream { await self.lookAtConfiguration() } }
            group.addTask {
                while !Task.isCancelled {
                    self.looks.continuation.yield()
                    try await Task.sleep(for: Site.lookInterval)
                }
            }
            group.addTask { try await self.serveConfigurations() }
            group.addTask { try await self.live.follow(self.store) }
            group.addTask { await self.next.follow { try await self.workspace() } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What follows from a configuration that can't be used: an earlier one may be in force.
    private func sentence(for problem: String) -> String {
        configuration.workspace == nil
            ? "The workspace can't be served: \(problem)" : "The newest configuration is not in force: \(problem)"
    }

    private func lookAtConfiguration() async {
        let before = configuration.problem
        if await configuration.look() {
            log.write(
                .info, "\(configuration.name ?? "The configuration") is in force.", ["workspace": description.name])
        }
        if let problem = configuration.problem, problem != before {
            log.write(.error, sentence(for: problem), ["workspace": description.name])
        }
        metrics.set("slipway_configuration_valid", [:], configuration.problem == nil ? 1 : 0)
    }

    /// With one configuration after the other, each until a newer one is in force and the runs that were begun have stopped.
    private func serveConfigurations() async throws {
        var pause = Duration.seconds(1)
        while !Task.isCancelled {
            guard let workspace = configuration.workspace else {
                try await Task.sleep(for: .milliseconds(200))
                continue
            }
            let version = configuration.version
            let configuration = configuration
            let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            arrivals.withLock { $0 = continuation }
            do {
                try await ServeOperation(workspace).serve(
                    runs: description.runs, lookInterval: description.lookInterval,
                    eventsKept: description.eventsKept, arrivals: stream,
                    takesRuns: { configuration.version == version }
                ) { await self.noticed($0) }
                pause = .seconds(1)
                setFault("serving", nil)
            } catch let error as any UserFacingError {
                setFault("serving", error.summary)
                log.write(.error, error.summary, ["workspace": description.name, "code": error.code])
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(60))
            }
        }
    }

    private func setFault(_ name: String, _ sentence: String?) { faults.withLock { $0[name] = sentence } }

    private func noticed(_ news: ServedNews) async {
        metrics.take(news)
        switch news {
        case .trouble(let error): setFault("deciding", error.summary)
        case .decided(let record):
            setFault("deciding", nil)
            if record.delivery.event == "push" { looks.continuation.yield() }
        case .engine(.outage(let error, _)): setFault("store", error.summary)
        case .engine(.outageOver): setFault("store", nil)
        case .began, .waits, .ended, .failed, .unreachable, .engine: break
        }
        log.write(news, in: description.name)
    }
}
