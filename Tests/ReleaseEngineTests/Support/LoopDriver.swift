import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// Foundation has a `RunLoop` too.
typealias Loop = ReleaseEngine.RunLoop

/// A run's loop, driven by hand: a test sees all that the loop asks for, in order, and answers when it likes.
///
/// Nothing else happens meanwhile: what the loop should not ask for would stand before what it should.
final class LoopDriver: Sendable {
    let store: any RunStore
    let run: RunID
    let kept: KeptClaim
    private let plan: ReleasePlan
    private let mailbox = Mailbox<Loop.Message>()
    private let requests = Mailbox<Request>()
    private let unread = Mutex<[Request]>([])
    private let appends = Mutex<[(RunJournal, [RunEvent])]>([])

    private enum Request: Sendable {
        case start(StepID, Int)
        case store([RunEvent])
        case wake(StepID, Duration)
        case end(String)
    }

    private init(_ plan: ReleasePlan, store: any RunStore) async throws {
        self.plan = plan
        self.store = store
        run = try await store.create(plan, at: Scene.moment)
        kept = try await KeptClaim.take(run, for: LoopDriver.engine, in: store, isTakingOver: true)
    }

    static let engine: EngineID = "here/1/0"

    /// Runs a loop from the stored run, while a test drives it.
    ///
    /// - Parameters:
    ///   - earlier: What the journal has already.
    ///   - change: Changes the loop's environment.
    static func drive(
        _ plan: ReleasePlan, parallelism: Int = 2, store: any RunStore = MemoryRunStore { Scene.moment },
        earlier: [RunEvent] = [], change: (inout RunEnvironment) -> Void = { _ in },
        _ body: (LoopDriver) async throws -> Void
    ) async throws {
        let driver = try await LoopDriver(plan, store: store)
        if !earlier.isEmpty { try await driver.others(earlier) }
        var environment = try Scene().environment(store: store, parallelism: parallelism)
        change(&environment)
        let record = try await store.run(driver.run)
        let ended = environment
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await driver.runLoop(record, ended) }
            defer {
                group.cancelAll()
                // It sees that it was cancelled.
                driver.mailbox.put(.changed)
            }
            try await body(driver)
        }
    }

    private func runLoop(_ record: RunRecord, _ environment: RunEnvironment) async {
        var loop = Loop(
            record: record, PlanIndex(record.plan), outcomes: StepOutcomes(), kept: kept, environment: environment)
        do {
            try await loop.run(
                mailbox: mailbox, start: { step, attempt in self.requests.put(.start(step.id, attempt)) },
                store: { journal, events in
                    self.appends.withLock { $0.append((journal, events)) }
                    self.requests.put(.store(events))
                }, wake: { step, duration in self.requests.put(.wake(step, duration)) })
            requests.put(.end("end"))
        } catch let error as any UserFacingError {
            requests.put(.end("end \(error.code)"))
        } catch is CancellationError {
            requests.put(.end("end cancelled"))
        } catch {
            requests.put(.end("end \(error)"))
        }
    }

    /// What the loop asks for next, in words: `store claimed, started a 1` · `start a 1` · `wake a 1.0 seconds` · `end`.
    func next() async -> String {
        while true {
            let first = unread.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            switch first {
            case .start(let step, let attempt)?: return "start \(name(step)) \(attempt)"
            case .store(let events)?: return "store " + events.map(text).joined(separator: ", ")
            case .wake(let step, let duration)?: return "wake \(name(step)) \(duration)"
            case .end(let text)?: return text
            case nil: break
            }
            let more = await withTaskCancellationHandler {
                await requests.take()
            } onCancel: {
                // A test that waits for too long ends.
                requests.put(.end("nothing more"))
            }
            unread.withLock { $0 += more }
        }
    }

    /// The next requests, as many as there are words for them.
    func next(_ count: Int) async -> [String] {
        var found: [String] = []
        for _ in 0..<count { found.append(await next()) }
        return found
    }

    /// How many appends the loop waits for.
    var openAppends: Int { appends.withLock { $0.count } }

    /// Appends what the loop asked to append, and says so.
    func answerStore() async throws {
        let first = appends.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        var (journal, events) = try #require(first, "the loop asked for no append")
        do {
            let seen = try await journal.append(events)
            mailbox.put(.stored(.success((journal, seen))))
        } catch {
            mailbox.put(.stored(.failure(error)))
        }
    }

    func succeed(_ name: String, attempt: Int = 1) {
        mailbox.put(.finished(step(name), attempt: attempt, .succeeded(StepOutcome())))
    }

    func fail(_ name: String, attempt: Int = 1, retry: RetryAdvice = .never) {
        let failure = StepFailure(code: "test", summary: "It failed.", reasons: [], suggestions: [])
        mailbox.put(.finished(step(name), attempt: attempt, .failed(StepFailed(failure, retry: retry))))
    }

    func due(_ name: String) { mailbox.put(.due(id(name))) }

    /// Someone else adds to the journal; the loop learns of it with ``reportChange()``, or at its next append.
    func others(_ events: [RunEvent], under claim: Claim? = nil) async throws {
        let revision = try await store.run(run).state.revision
        try await store.append(events, to: run, after: revision, at: Scene.moment, under: claim)
    }

    /// Others may have decided something.
    func reportChange() { mailbox.put(.changed) }

    /// The journal, in words.
    func journal() async throws -> [String] {
        try await store.events(of: run, after: 1).map { text($0.event) }
    }

    private func step(_ name: String) -> PlannedStep {
        guard let step = plan.steps.first(where: { $0.id == id(name) }) else { preconditionFailure("no step \(name)") }
        return step
    }

    private func text(_ event: RunEvent) -> String {
        switch event {
        case .claimed: "claimed"
        case .started(let step, let attempt): "started \(name(step)) \(attempt)"
        case .succeeded(let step, let attempt, _): "succeeded \(name(step)) \(attempt)"
        case .failed(let step, let attempt, _, let again):
            "failed \(name(step)) \(attempt)" + (again == nil ? "" : ", again")
        case .skipped(let step, _, _): "skipped \(name(step))"
        case .paused: "paused"
        case .resumed: "resumed"
        case .retried: "retried"
        case .cancelled: "cancelled"
        case .finished: "finished"
        default: "\(event)"
        }
    }
}

/// The id of a step that does nothing.
private func id(_ name: String) -> StepID { StepID("line:\(name)") }
private func name(_ step: StepID) -> Substring { step.text.dropFirst("line:".count) }

/// Steps that do nothing, with the names of what each needs, in plan order.
func linePlan(_ steps: KeyValuePairs<String, [String]>) throws -> ReleasePlan {
    try linePlan(steps.map { PlannedStep(id: id($0.key), needs: $0.value.map(id), work: .line) })
}

func linePlan(_ steps: [PlannedStep]) throws -> ReleasePlan {
    var plan = ReleasePlan(
        createdAt: Scene.moment, workspace: "demo", request: ReleaseRequest(), repositories: [],
        components: [releasedComponent()],
        steps: steps, warnings: [], nothingToRelease: nil)
    plan.digest = try planDigest(plan)
    return plan
}

/// Up to 40 steps that do nothing, each needing some of those before it, in any order.
func randomLinePlan(seed: UInt64) throws -> ReleasePlan {
    var random = SeededGenerator(seed: seed)
    var steps: [PlannedStep] = []
    for index in 0..<Int.random(in: 1...40, using: &random) {
        let needs = steps.map(\.id).filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
        steps.append(PlannedStep(id: id("\(index)"), needs: needs, work: .line))
    }
    return try linePlan(steps.shuffled(using: &random))
}
