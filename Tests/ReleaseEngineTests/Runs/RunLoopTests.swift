import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("A run's loop", .timeLimit(.minutes(20)))
struct RunLoopTests {
    @Test("An intention is stored before its attempt starts, and an outcome before what depends on it starts")
    func order() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": ["a"]])) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            driver.succeed("a")
            #expect(await driver.next() == "store succeeded a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "store started b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start b 1")
            driver.succeed("b")
            #expect(await driver.next() == "store succeeded b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "end")
            #expect(try await driver.journal().last == "finished")
        }
    }

    @Test("Intentions are stored ahead of free slots, and no more attempts run at once than allowed")
    func parallelism() async throws {
        try await LoopDriver.drive(
            linePlan(["a": [], "b": [], "c": [], "d": [], "e": [], "f": []]), parallelism: 2
        ) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1, started c 1, started d 1")
            try await driver.answerStore()
            #expect(await driver.next(3) == ["start a 1", "start b 1", "store started e 1, started f 1"])
            try await driver.answerStore()
            // A slot becomes free, and the next in plan order has it.
            driver.succeed("b")
            #expect(await driver.next(2) == ["start c 1", "store succeeded b 1"])
            try await driver.answerStore()
            driver.succeed("a")
            #expect(await driver.next(2) == ["start d 1", "store succeeded a 1"])
        }
    }

    @Test("While the store writes, steps go on, and what arrives meanwhile shares the next append")
    func sharedAppends() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": [], "c": ["a", "b"]])) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next(2) == ["start a 1", "start b 1"])
            driver.succeed("a")
            #expect(await driver.next() == "store succeeded a 1")
            driver.fail("b")
            driver.reportChange()
            #expect(driver.openAppends == 1, "no two appends at once")
            try await driver.answerStore()
            #expect(await driver.next() == "store failed b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "end")
            #expect(try await driver.journal().contains("finished") == false, "c never ran")
        }
    }

    @Test("A paused run starts nothing, not even what is announced; what runs is recorded")
    func paused() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": [], "c": ["a"]]), parallelism: 1) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            try await driver.others([.paused(by: "ada")])
            driver.reportChange()
            driver.succeed("a")
            #expect(await driver.next() == "store succeeded a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "end")
            #expect(try await driver.journal().last == "succeeded a 1")
        }
    }

    @Test("A run that is paused while its first intentions are stored starts none of them")
    func pausedEarly() async throws {
        try await LoopDriver.drive(linePlan(["a": []])) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            try await driver.others([.paused(by: "ada")])
            try await driver.answerStore()
            #expect(await driver.next() == "end")
            #expect(try await driver.journal() == ["paused", "claimed", "started a 1"])
        }
    }

    @Test("A resumed run continues with what was announced")
    func resumed() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": []]), parallelism: 1) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            try await driver.others([.paused(by: "ada")])
            driver.reportChange()
            try await driver.others([.resumed(by: "ada")])
            driver.reportChange()
            driver.succeed("a")
            #expect(await driver.next(2) == ["start b 1", "store succeeded a 1"])
        }
    }

    @Test("A step that is skipped between its intention and its start is not started")
    func skipped() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": [], "c": ["b"]]), parallelism: 1) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            try await driver.others([.skipped(step: "line:b", by: "ada", reason: "not needed")])
            driver.reportChange()
            driver.succeed("a")
            #expect(await driver.next() == "store succeeded a 1, started c 1", "b counts as done")
            try await driver.answerStore()
            #expect(await driver.next() == "start c 1")
        }
    }

    @Test("A decision that arrives during an append is read after it")
    func duringAppend() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": []]), parallelism: 1) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            driver.succeed("a")
            #expect(await driver.next(2) == ["start b 1", "store succeeded a 1"])
            // The append is done, and its answer on the way, when someone cancels.
            driver.reportChange()
            try await driver.answerStore()
            try await driver.others([.cancelled(by: "ada", reason: "wrong")])
            driver.reportChange()
            #expect(await driver.next() == "end cancelled")
        }
    }

    @Test("A claim of another engine in the journal ends the loop, and this one may not act any more")
    func foreignClaim() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": ["a"]])) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            let other = try await driver.store.claim(
                driver.run, for: "there/2/0", lasting: .seconds(60), isTakingOver: true)
            try await driver.others([.claimed(by: other.engine, fence: other.fence)], under: other)
            driver.reportChange()
            #expect(await driver.next() == "end store.claim-lost")
            await #expect(throws: StoreError.claimLost(driver.run)) { try await driver.kept.check() }
        }
    }

    @Test("An amendment in the journal ends the loop: it was made under another claim, for another plan")
    func amendment() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": ["a"]])) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            try await driver.others([
                .amended(from: "old", to: "new", reset: [], reason: "new heads", by: "ada")
            ])
            driver.reportChange()
            #expect(await driver.next() == "end store.claim-lost")
            await #expect(throws: StoreError.claimLost(driver.run)) { try await driver.kept.check() }
        }
    }

    @Test("An append that the store refuses ends the loop with the store's error, and starts nothing")
    func refusedAppend() async throws {
        try await LoopDriver.drive(linePlan(["a": []])) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            _ = try await driver.store.claim(driver.run, for: "there/2/0", lasting: .seconds(60), isTakingOver: true)
            try await driver.answerStore()
            #expect(await driver.next() == "end store.claim-lost")
            #expect(try await driver.journal() == [])
        }
    }

    @Test("A temporary failure sleeps for as long as the retry policy says, and is then attempted again")
    func retry() async throws {
        try await LoopDriver.drive(linePlan(["a": []])) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            for (attempt, wait) in [(1, "1.0 seconds"), (2, "2.0 seconds"), (3, "4.0 seconds")] {
                if attempt > 1 {
                    driver.due("a")
                    #expect(await driver.next() == "store started a \(attempt)")
                }
                try await driver.answerStore()
                #expect(await driver.next() == "start a \(attempt)")
                driver.fail("a", attempt: attempt, retry: .later)
                #expect(await driver.next() == "store failed a \(attempt), again")
                try await driver.answerStore()
                #expect(await driver.next() == "wake a \(wait)")
            }
        }
    }

    @Test("A wait that the other side asks for is obeyed, unless it is longer than allowed")
    func advisedWait() async throws {
        let plan = try linePlan(["a": [], "b": []])
        try await LoopDriver.drive(plan, change: { $0.retries.longestAdvice = .seconds(60) }) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next(2) == ["start a 1", "start b 1"])
            driver.fail("a", retry: .after(.seconds(60)))
            #expect(await driver.next() == "store failed a 1, again")
            try await driver.answerStore()
            #expect(await driver.next() == "wake a 60.0 seconds")
            driver.fail("b", retry: .after(.seconds(61)))
            #expect(await driver.next() == "store failed b 1")
        }
    }

    @Test("A failure that waiting does not help is not attempted again; what does not depend on it still runs")
    func finalFailure() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": ["a"], "c": []]), parallelism: 1) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started c 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            driver.fail("a")
            #expect(await driver.next(2) == ["start c 1", "store failed a 1"])
            try await driver.answerStore()
            driver.succeed("c")
            #expect(await driver.next() == "store succeeded c 1")
            try await driver.answerStore()
            #expect(await driver.next() == "end")
            #expect(try await driver.journal().last == "succeeded c 1", "an incomplete run is not finished")
        }
    }

    @Test("A retry that someone requests starts failed and sleeping steps at once")
    func requestedRetry() async throws {
        try await LoopDriver.drive(linePlan(["a": [], "b": []])) { driver in
            #expect(await driver.next() == "store claimed, started a 1, started b 1")
            try await driver.answerStore()
            #expect(await driver.next(2) == ["start a 1", "start b 1"])
            driver.fail("a", retry: .later)
            #expect(await driver.next() == "store failed a 1, again")
            driver.fail("b")
            try await driver.answerStore()
            #expect(await driver.next(2) == ["wake a 1.0 seconds", "store failed b 1"])
            try await driver.answerStore()
            try await driver.others([.retried(by: "ada")])
            driver.reportChange()
            #expect(await driver.next() == "store started a 2, started b 2")
            try await driver.answerStore()
            #expect(await driver.next(2) == ["start a 2", "start b 2"])
            // The time of the earlier wait comes too, and starts nothing more.
            driver.due("a")
            driver.succeed("b", attempt: 2)
            #expect(await driver.next() == "store succeeded b 2")
        }
    }

    @Test("A step that was sleeping when the last engine ended sleeps on until its time")
    func sleepingBefore() async throws {
        let failure = StepFailure(code: "test", summary: "It failed.", reasons: [], suggestions: [])
        let earlier: [RunEvent] = [
            .started(step: "line:a", attempt: 1),
            .failed(step: "line:a", attempt: 1, failure: failure, again: Scene.moment.addingTimeInterval(30)),
        ]
        try await LoopDriver.drive(linePlan(["a": []]), earlier: earlier) { driver in
            #expect(await driver.next(2) == ["wake a 30.0 seconds", "store claimed"])
            try await driver.answerStore()
            driver.due("a")
            #expect(await driver.next() == "store started a 2")
        }
    }

    @Test("An attempt further off than the engine's patience is left to whoever asks the store for runnable runs")
    func patience() async throws {
        for (patience, ends) in [(Duration.seconds(1), false), (.milliseconds(500), true)] {
            try await LoopDriver.drive(linePlan(["a": []]), change: { $0.patience = patience }) { driver in
                #expect(await driver.next() == "store claimed, started a 1")
                try await driver.answerStore()
                #expect(await driver.next() == "start a 1")
                driver.fail("a", retry: .later)
                #expect(await driver.next() == "store failed a 1, again")
                try await driver.answerStore()
                #expect(await driver.next() == "wake a 1.0 seconds")
                driver.due("a")
                #expect(await driver.next() == (ends ? "end" : "store started a 2"))
            }
        }
    }

    @Test("A run is finished only if nobody stored anything meanwhile: one cancelled at the last moment stays so")
    func cancelledAtTheEnd() async throws {
        // Created and claimed with a; its outcome; finished.
        let store = IncidentStore(
            MemoryRunStore { Scene.moment }, atAppend: 3,
            before: { (store, run, revision) async throws(StoreError) in
                try await store.append(
                    [.cancelled(by: "ada", reason: "wrong")], to: run, after: revision, at: Scene.moment)
            })
        try await finishing(store, journal: ["claimed", "started a 1", "succeeded a 1", "cancelled"])
    }

    @Test("A harmless decision at the last moment is read, and the run is finished behind it")
    func decidedAtTheEnd() async throws {
        let store = IncidentStore(
            MemoryRunStore { Scene.moment }, atAppend: 3,
            before: { (store, run, revision) async throws(StoreError) in
                try await store.append([.retried(by: "ada")], to: run, after: revision, at: Scene.moment)
            })
        try await finishing(store, journal: ["claimed", "started a 1", "succeeded a 1", "retried", "finished"])
    }

    private func finishing(_ store: any RunStore, journal: [String]) async throws {
        try await LoopDriver.drive(linePlan(["a": []]), store: store) { driver in
            #expect(await driver.next() == "store claimed, started a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "start a 1")
            driver.succeed("a")
            #expect(await driver.next() == "store succeeded a 1")
            try await driver.answerStore()
            #expect(await driver.next() == "end")
            #expect(try await driver.journal() == journal)
        }
    }

    @Test("A run that was cancelled before is left as it is")
    func cancelledBefore() async throws {
        let earlier: [RunEvent] = [.cancelled(by: "ada", reason: "wrong")]
        try await LoopDriver.drive(linePlan(["a": []]), earlier: earlier) { driver in
            #expect(await driver.next() == "end cancelled")
            let journal = try await driver.journal()
            #expect(journal == ["cancelled"])
        }
    }

    @Test("Whatever the plan and the timing, all rules hold at once", arguments: 0..<20 as Range<UInt64>)
    func everything(seed: UInt64) async throws {
        let plan = try randomLinePlan(seed: seed)
        let parallelism = Int(seed % 4) + 1
        let needs = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id, $0.needs) })
        let store = MemoryRunStore { Scene.moment }
        let run = try await store.create(plan, at: Scene.moment)
        let kept = try await KeptClaim.take(run, for: LoopDriver.engine, in: store, isTakingOver: true)
        let environment = try Scene().environment(store: store, parallelism: parallelism)
        let record = try await store.run(run)
        let seen = Seen(seed: seed, needs: needs, parallelism: parallelism)
        let mailbox = Mailbox<Loop.Message>()
        let failed = AttemptResult.failed(
            StepFailed(
                StepFailure(code: "test", summary: "It failed.", reasons: [], suggestions: []), retry: .later))
        try await withTaskCancellationHandler {
            try await withThrowingDiscardingTaskGroup { group in
                var loop = Loop(
                    record: record, PlanIndex(record.plan), outcomes: StepOutcomes(), kept: kept,
                    environment: environment)
                try await loop.run(
                    mailbox: mailbox,
                    start: { step, attempt in
                        let (yields, isSuccess) = seen.start(step.id, attempt)
                        group.addTask {
                            for _ in 0..<yields { await Task.yield() }
                            seen.end(step.id)
                            mailbox.put(
                                .finished(step, attempt: attempt, isSuccess ? .succeeded(StepOutcome()) : failed))
                        }
                    },
                    store: { journal, events in
                        seen.beginAppend()
                        group.addTask {
                            var journal = journal
                            do {
                                let stored = try await journal.append(events)
                                seen.endAppend(stored)
                                mailbox.put(.stored(.success((journal, stored))))
                            } catch {
                                mailbox.put(.stored(.failure(error)))
                            }
                        }
                    },
                    wake: { step, _ in
                        group.addTask {
                            await Task.yield()
                            mailbox.put(.due(step))
                        }
                    })
            }
        } onCancel: {
            // A loop that waits for too long sees that it was cancelled.
            mailbox.put(.changed)
        }
        let final = try await store.run(run)
        #expect(final.status == .succeeded, "seed \(seed)")
        let events = try await store.events(of: run, after: 0).map(\.event)
        let succeeded = events.compactMap { if case .succeeded(let step, _, _) = $0 { step } else { nil } }
        #expect(succeeded.count == plan.steps.count && Set(succeeded).count == plan.steps.count, "seed \(seed)")
        #expect(events.count { $0 == .finished } == 1 && events.last == .finished, "seed \(seed)")
    }
}

/// What a store and the world see of a loop; it finds fault with whatever breaks a rule.
private final class Seen: Sendable {
    private struct State {
        var random: SeededGenerator
        var appends = 0
        var intended: Set<StepID> = []
        var running: Set<StepID> = []
        var done: Set<StepID> = []
    }

    private let state: Mutex<State>
    private let seed: UInt64
    private let needs: [StepID: [StepID]]
    private let parallelism: Int

    init(seed: UInt64, needs: [StepID: [StepID]], parallelism: Int) {
        state = Mutex(State(random: SeededGenerator(seed: seed &+ 1000)))
        self.seed = seed
        self.needs = needs
        self.parallelism = parallelism
    }

    /// - Returns: How long the attempt takes, and whether it succeeds.
    func start(_ step: StepID, _ attempt: Int) -> (yields: Int, isSuccess: Bool) {
        state.withLock { state in
            #expect(state.intended.contains(step), "seed \(seed): the intention of \(step) is not stored")
            #expect(state.done.isSuperset(of: needs[step] ?? []), "seed \(seed): \(step) starts before its needs")
            #expect(!state.done.contains(step), "seed \(seed): \(step) is done")
            #expect(state.running.insert(step).inserted, "seed \(seed): \(step) runs twice at once")
            #expect(state.running.count <= parallelism, "seed \(seed): too many at once")
            let draw = Int.random(in: 0..<40, using: &state.random)
            return (draw, attempt > 1 || draw % 5 > 0)
        }
    }

    func end(_ step: StepID) { state.withLock { _ = $0.running.remove(step) } }

    func beginAppend() {
        state.withLock { state in
            state.appends += 1
            #expect(state.appends == 1, "seed \(seed): two appends at once")
        }
    }

    func endAppend(_ stored: [RunEvent]) {
        state.withLock { state in
            state.appends -= 1
            for event in stored {
                switch event {
                case .started(let step, _): state.intended.insert(step)
                case .succeeded(let step, _, _): state.done.insert(step)
                // Another attempt needs another intention.
                case .failed(let step, _, _, _): state.intended.remove(step)
                default: break
                }
            }
        }
    }
}
