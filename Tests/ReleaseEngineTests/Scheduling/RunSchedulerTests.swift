import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("The order of steps")
struct RunSchedulerTests {
    /// What may start now, by name.
    private func taken(_ scheduler: inout RunScheduler) -> [String] {
        var found: [String] = []
        while let next = scheduler.take() { found.append("\(next.step.id.text.dropFirst(5)) \(next.attempt)") }
        return found
    }

    private func state(_ events: [RunEvent]) -> RunState {
        var state = RunState()
        for event in events { state.apply(event) }
        return state
    }

    private let failure = StepFailure(code: "test", summary: "It failed.", reasons: [], suggestions: [])

    @Test("Steps are offered in plan order, each once, as soon as all that they need is done")
    func planOrder() throws {
        let plan = try linePlan(["c": ["a", "b"], "b": [], "a": [], "d": ["c"]])
        var scheduler = RunScheduler(plan: plan, state: RunState())
        #expect(taken(&scheduler) == ["b 1", "a 1"])
        scheduler.finish("line:a")
        #expect(taken(&scheduler) == [])
        scheduler.finish("line:b")
        #expect(taken(&scheduler) == ["c 1"])
        scheduler.finish("line:c")
        #expect(taken(&scheduler) == ["d 1"])
        #expect(!scheduler.isComplete)
        scheduler.finish("line:d")
        #expect(scheduler.isComplete)
    }

    @Test("A step that finishes twice counts once")
    func finishedTwice() throws {
        var scheduler = RunScheduler(plan: try linePlan(["a": [], "b": [], "c": ["a", "b"]]), state: RunState())
        scheduler.finish("line:a")
        scheduler.finish("line:a")
        #expect(taken(&scheduler) == ["b 1"], "c still needs b, and a is done")
    }

    @Test("A failed step is offered only when asked for, with the next number; what needs it waits")
    func failed() throws {
        var scheduler = RunScheduler(plan: try linePlan(["a": [], "b": ["a"]]), state: RunState())
        #expect(taken(&scheduler) == ["a 1"])
        #expect(taken(&scheduler) == [])
        scheduler.again("line:a")
        #expect(taken(&scheduler) == ["a 2"])
    }

    @Test("Asking again for a step that is done, unknown or not ready changes nothing")
    func againInVain() throws {
        var scheduler = RunScheduler(plan: try linePlan(["a": [], "b": ["a"], "c": ["b"]]), state: RunState())
        _ = taken(&scheduler)
        scheduler.finish("line:a")
        for step: StepID in ["line:a", "line:c", "line:unknown"] { scheduler.again(step) }
        #expect(taken(&scheduler) == ["b 1"])
    }

    @Test("A step that may not start yet does not block others, and is offered again when requested")
    func heldBack() throws {
        var scheduler = RunScheduler(plan: try linePlan(["a": [], "b": []]), state: RunState())
        #expect(scheduler.take { $0.id != "line:a" }?.step.id == "line:b")
        #expect(scheduler.take() == nil)
        scheduler.again("line:a")
        #expect(taken(&scheduler) == ["a 1"], "not starting is no attempt")
    }

    @Test("A later engine continues where the journal ended: done, failed, sleeping and interrupted steps")
    func continued() throws {
        let plan = try linePlan(["a": [], "b": [], "c": [], "d": [], "e": ["a"], "f": ["b"], "g": []])
        let state = state([
            .started(step: "line:a", attempt: 1), .succeeded(step: "line:a", attempt: 1, outcome: StepOutcome()),
            .started(step: "line:b", attempt: 1), .failed(step: "line:b", attempt: 1, failure: failure, again: nil),
            .started(step: "line:c", attempt: 1),
            .failed(step: "line:c", attempt: 1, failure: failure, again: Date(timeIntervalSince1970: 0)),
            .started(step: "line:d", attempt: 1), .skipped(step: "line:g", by: "ada", reason: "not needed"),
        ])
        var scheduler = RunScheduler(plan: plan, state: state)
        // Its process died within d, which checks before it acts.
        #expect(taken(&scheduler) == ["d 2", "e 1"])
        scheduler.again("line:b")
        scheduler.again("line:c")
        #expect(taken(&scheduler) == ["b 2", "c 2"])
        for step: StepID in ["line:b", "line:c", "line:d", "line:e"] { scheduler.finish(step) }
        #expect(taken(&scheduler) == ["f 1"])
        scheduler.finish("line:f")
        #expect(scheduler.isComplete)
    }

    @Test("A run without steps is complete")
    func empty() throws {
        var scheduler = RunScheduler(plan: try linePlan([:]), state: RunState())
        #expect(scheduler.isComplete && scheduler.take() == nil)
    }

    @Test(
        "Whatever finishes or fails first, no step starts before its needs, each succeeds once, and all do",
        arguments: 0..<200 as Range<UInt64>)
    func property(seed: UInt64) throws {
        let plan = try randomLinePlan(seed: seed)
        var random = SeededGenerator(seed: seed)
        var scheduler = RunScheduler(plan: plan, state: RunState())
        let needs = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id, $0.needs) })
        let positions = Dictionary(uniqueKeysWithValues: plan.steps.enumerated().map { ($1.id, $0) })
        var running: [StepID] = []
        var done: Set<StepID> = []
        var attempts: [StepID: Int] = [:]
        while !scheduler.isComplete {
            var last = -1
            while let next = scheduler.take() {
                let (id, attempt) = (next.step.id, next.attempt)
                #expect(done.isSuperset(of: needs[id] ?? []), "seed \(seed): \(id)")
                #expect(!done.contains(id) && !running.contains(id), "seed \(seed): \(id)")
                attempts[id, default: 0] += 1
                #expect(attempt == attempts[id], "seed \(seed): \(id)")
                let position = positions[id] ?? -1
                #expect(position > last, "seed \(seed): plan order among what is ready")
                last = position
                running.append(id)
            }
            guard let index = running.indices.randomElement(using: &random) else {
                Issue.record("seed \(seed): \(plan.steps.count - done.count) steps are left and none may start")
                return
            }
            let step = running.remove(at: index)
            if Int.random(in: 0..<4, using: &random) == 0 {
                scheduler.again(step)
            } else {
                done.insert(step)
                scheduler.finish(step)
            }
        }
        #expect(done.count == plan.steps.count, "seed \(seed)")
        #expect(scheduler.take() == nil, "seed \(seed)")
    }

    @Test("An engine keeps that order, however many steps run in parallel", arguments: 0..<40 as Range<UInt64>)
    func order(seed: UInt64) async throws {
        let scene = try Scene()
        let plan = try randomLinePlan(seed: seed)
        let id = try await scene.store.create(plan, at: Scene.moment)
        let environment = scene.environment(parallelism: Int(seed % 5) + 1)
        let record = try await RunEngine(environment: environment).perform(id)
        let needs = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id, $0.needs) })
        var done: Set<StepID> = []
        for entry in try await scene.store.events(of: id, after: 0) {
            switch entry.event {
            case .started(let step, 1): #expect(done.isSuperset(of: needs[step] ?? []), "seed \(seed): \(step)")
            case .succeeded(let step, 1, _): #expect(done.insert(step).inserted, "seed \(seed): \(step)")
            default: break
            }
        }
        #expect(done.count == plan.steps.count, "seed \(seed)")
        #expect(record.status == .succeeded, "seed \(seed)")
    }
}
