import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// Engines that are frozen for longer than their claims last, and wake.
@Suite("Runs by a frozen engine")
struct FrozenEngineTests {
    /// This machine's clock and the store's, which go on when a test says so.
    private final class Clocks: Sendable {
        private let moment = Mutex(Duration.zero)
        var time: Duration { moment.withLock { $0 } }
        var date: Date { Scene.moment.addingTimeInterval(time / .seconds(1)) }
        func goOn(_ duration: Duration) { moment.withLock { $0 += duration } }
    }

    private func environment(
        _ scene: Scene, _ name: EngineID, _ store: any RunStore, _ clocks: Clocks
    ) -> RunEnvironment {
        var environment = scene.environment(store: store, parallelism: 1)
        environment.engine = name
        environment.isTakingOver = false
        environment.time = { clocks.time }
        return environment
    }

    /// How many acts a run has.
    private static let count = 37

    @Test("All acts of a run are covered")
    func acts() async throws {
        let (scene, clocks, acts) = (try Scene(), Clocks(), Acts())
        let store = MemoryRunStore { clocks.date }
        let id = try await store.create(scene.plan, at: Scene.moment)
        let engine = RunEngine(environment: acts.watching(environment(scene, "only", store, clocks)))
        #expect(try await engine.perform(id).status == .succeeded)
        #expect(acts.all.count == Self.count, "\(acts.all)")
        let kinds = Set(acts.all.map { String($0.prefix { $0 != " " }) })
        #expect(kinds == ["commit", "check", "run", "move", "take", "push", "fetch", "forward", "write"])
    }

    @Test(
        "Frozen right before any act and woken after another engine took the run, it starts nothing more",
        arguments: 1...count)
    func woken(position: Int) async throws {
        let (scene, clocks) = (try Scene(), Clocks())
        let store = MemoryRunStore { clocks.date }
        let id = try await store.create(scene.plan, at: Scene.moment)
        let late = Mutex<Claim?>(nil)
        let acts = Acts(before: position) {
            clocks.goOn(.seconds(60))
            let claim = try? await store.claim(id, for: "second", lasting: .seconds(5), isTakingOver: false)
            late.withLock { $0 = claim }
        }
        var first = environment(scene, "first", store, clocks)
        // Frozen, it does not renew its claim by itself either.
        first.claimWait = { _ in
            await Signal().wait()
            try Task.checkCancellation()
        }
        let frozen = RunEngine(environment: acts.watching(first))
        await #expect(throws: StoreError.claimLost(id)) { try await frozen.perform(id) }
        // The one that it was about to begin can't be called back.
        #expect(acts.all.count == position, "then came \(acts.all.dropFirst(position))")
        #expect(late.withLock { $0 } != nil)
        clocks.goOn(.seconds(60))
        let record = try await RunEngine(environment: environment(scene, "third", store, clocks)).perform(id)
        #expect(record.status == .succeeded)
        #expect(scene.git.effects.count == Set(scene.git.effects).count)
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        #expect(try await scene.outcome() == undisturbed.outcome())
    }

    @Test("Frozen and woken while no other engine took the run, it continues", arguments: [1, 7, 20, 40])
    func untaken(position: Int) async throws {
        let (scene, clocks) = (try Scene(), Clocks())
        let store = MemoryRunStore { clocks.date }
        let id = try await store.create(scene.plan, at: Scene.moment)
        let acts = Acts(before: position) { clocks.goOn(.seconds(60)) }
        let engine = RunEngine(environment: acts.watching(environment(scene, "first", store, clocks)))
        #expect(try await engine.perform(id).status == .succeeded)
    }

    @Test("A late command wrote into a folder that is no longer read")
    func lateCommand() async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        let (scene, clocks) = (try Scene(), Clocks())
        let store = MemoryRunStore { clocks.date }
        let id = try await store.create(scene.plan, at: Scene.moment)
        let folders = Mutex<[String]>([])
        let inner = scene.runner
        var first = environment(scene, "first", store, clocks)
        let second = environment(scene, "second", store, clocks)
        first.runner = ScriptedRunner { command throws(CommandError) in
            let answer = try await inner.run(command)
            guard command.environment["SLIPWAY_STEP"] == "build:core", let folder = command.folder else {
                return answer
            }
            folders.withLock { $0.append(folder) }
            // It takes longer than the claim lasts; the other one builds, and then this one writes. The first one may renew its
            // claim in between, so the other one asks again. Not a part of the first one's task, which ends when it
            // learns that it lost the run.
            await Task {
                for _ in 0..<100 {
                    clocks.goOn(.seconds(60))
                    do { _ = try await RunEngine(environment: second).perform(id) } catch StoreError.claimed {
                        continue
                    } catch {}
                    return
                }
            }.value
            scene.files.put("half of a program", at: folder + "/out/core")
            return answer
        }
        await #expect(throws: StoreError.claimLost(id)) { try await RunEngine(environment: first).perform(id) }
        #expect(try await store.run(id).status == .succeeded)
        #expect(try await scene.outcome() == undisturbed.outcome())
        let builds = inner.commands.filter { $0.environment["SLIPWAY_STEP"] == "build:core" }
        #expect(builds.count == 2 && builds[0].folder != builds[1].folder)
    }

    /// What another engine wrote that took the run, or changed its plan.
    private static let foreign: [RunEvent] = [
        .claimed(by: "other", fence: 2), .claimed(by: "first", fence: 2),
        .amended(from: "a", to: "b", reset: [], reason: "fixed"),
    ]

    @Test("Another engine's claim or amendment in the journal is a loss: nothing more starts", arguments: foreign)
    func foreignEvent(event: RunEvent) async throws {
        let (scene, clocks) = (try Scene(), Clocks())
        let memory = MemoryRunStore { clocks.date }
        let id = try await memory.create(scene.plan, at: Scene.moment)
        let acts = Acts()
        let told = Mutex(0)
        let store = IncidentStore(
            memory, atAppend: 6,
            before: { (store, run, revision) async throws(StoreError) in
                try await store.append([event], to: run, after: revision, at: Scene.moment)
                told.withLock { $0 = acts.all.count }
            })
        await #expect(throws: StoreError.claimLost(id)) {
            try await RunEngine(environment: acts.watching(environment(scene, "first", store, clocks))).perform(id)
        }
        // With one place, one step may be under way.
        #expect(acts.all.count <= told.withLock { $0 } + 1, "\(acts.all)")
    }

    // MARK: Commands that run when the claim runs out

    /// A step's first command runs until it is ended, while the store does not answer and time passes.
    ///
    /// - Parameter ended: What happens between the end of the command and the answer that the engine gets.
    private func overrun(
        in step: String = "build:core", _ scene: Scene, _ store: SilentStore, _ clocks: Clocks,
        ended: @escaping @Sendable () async -> Void
    ) -> RunEnvironment {
        let begun = Signal()
        let isFirst = Mutex(true)
        let isOver = Mutex(false)
        var first = environment(scene, "first", store, clocks)
        first.claimWait = { duration in
            await begun.wait()
            // Only for this one.
            if isOver.withLock({ $0 }) { await Signal().wait() }
            try Task.checkCancellation()
            clocks.goOn(duration)
        }
        first.wait = { _ in }
        let inner = scene.runner
        first.runner = ScriptedRunner { command throws(CommandError) in
            let isOverrun =
                command.environment["SLIPWAY_STEP"] == step
                && isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
            guard isOverrun else { return try await inner.run(command) }
            store.fallSilent()
            begun.give()
            await Signal().wait()
            isOver.withLock { $0 = true }
            await Task { await ended() }.value
            throw .cancelled("make")
        }
        return first
    }

    private func outcomes(of step: StepID, _ run: RunID, in store: any RunStore) async throws -> [RunEvent] {
        try await store.events(of: run, after: 0).map(\.event).filter { event in
            switch event {
            case .succeeded(step, _, _), .failed(step, _, _, _): true
            default: false
            }
        }
    }

    @Test(
        "A command still running at the deadline is terminated, even if the store has not reported a loss",
        // The last one is advisory: its end is no refusal, which would be a result.
        arguments: ["build:core", "gate:core/test", "gate:core/lint"])
    func deadline(step: String) async throws {
        let (scene, clocks) = (try Scene(), Clocks())
        let memory = MemoryRunStore { clocks.date }
        let store = SilentStore(memory)
        let id = try await memory.create(scene.plan, at: Scene.moment)
        let second = environment(scene, "second", memory, clocks)
        let first = overrun(in: step, scene, store, clocks) {
            for _ in 0..<100 {
                clocks.goOn(.seconds(60))
                do { _ = try await RunEngine(environment: second).perform(id) } catch StoreError.claimed {
                    continue
                } catch {}
                break
            }
            store.answer()
        }
        await #expect(throws: StoreError.claimLost(id)) { try await RunEngine(environment: first).perform(id) }
        // Its outcome is not recorded; that of the other one's command is.
        let recorded = try await outcomes(of: StepID(step), id, in: memory)
        #expect(recorded.count == 1)
        #expect(try await memory.run(id).status == .succeeded)
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        #expect(try await scene.outcome() == undisturbed.outcome())
    }

    @Test("If no other engine took the run, the terminated command is repeated once the store answers")
    func repeated() async throws {
        let (scene, clocks) = (try Scene(), Clocks())
        let memory = MemoryRunStore { clocks.date }
        let store = SilentStore(memory)
        let id = try await memory.create(scene.plan, at: Scene.moment)
        let first = overrun(scene, store, clocks) { store.answer() }
        #expect(try await RunEngine(environment: first).perform(id).status == .succeeded)
        let recorded = try await outcomes(of: "build:core", id, in: memory)
        guard case .failed(_, 1, let failure, .some) = recorded.first, case .succeeded(_, 2, _) = recorded.last else {
            Issue.record("\(recorded)")
            return
        }
        #expect(failure.code == "claim.expired" && failure.isTransient)
        #expect(recorded.count == 2)
    }

    // MARK: Artifacts

    @Test("An engine that wakes between claim check and rename leaves its successor's artifacts alone")
    func lateArtifact() async throws {
        func built(by engine: String, _ scene: Scene) -> ScriptedRunner {
            let inner = scene.runner
            return ScriptedRunner { command throws(CommandError) in
                let answer = try await inner.run(command)
                if command.environment["SLIPWAY_STEP"] == "build:core", let folder = command.folder {
                    // As if no build could be made again.
                    scene.files.put("built by \(engine)", at: folder + "/out/core")
                }
                return answer
            }
        }
        let (watched, rehearsal) = (Acts(), try Scene())
        let quiet = Clocks()
        let all = MemoryRunStore { quiet.date }
        let first = try await all.create(rehearsal.plan, at: Scene.moment)
        _ = try await RunEngine(environment: watched.watching(environment(rehearsal, "only", all, quiet)))
            .perform(first)
        let name = "move \(Scene.state)/releases/r1/artifacts/core-2.0.0-core"
        let position = try #require(watched.all.firstIndex(of: name)) + 1

        let (scene, clocks) = (try Scene(), Clocks())
        let store = MemoryRunStore { clocks.date }
        let id = try await store.create(scene.plan, at: Scene.moment)
        var second = environment(scene, "second", store, clocks)
        second.runner = built(by: "second", scene)
        let successor = second
        let acts = Acts(before: position) {
            // Not a part of the first one's task, which ends when it learns that it lost the run; and that one may renew its
            // claim in between.
            await Task {
                for _ in 0..<100 {
                    clocks.goOn(.seconds(60))
                    do { _ = try await RunEngine(environment: successor).perform(id) } catch StoreError.claimed {
                        continue
                    } catch {}
                    return
                }
            }.value
        }
        var late = environment(scene, "first", store, clocks)
        late.runner = built(by: "first", scene)
        let watching = acts.watching(late)
        await #expect(throws: StoreError.claimLost(id)) { try await RunEngine(environment: watching).perform(id) }
        let record = try await store.run(id)
        #expect(record.status == .succeeded)
        let set = Scene.state + "/releases/r1"
        #expect(scene.files.text(set + "/artifacts/core-2.0.0-core") == "built by second")
        let digest = try await scene.files.digest(of: set + "/artifacts/core-2.0.0-core").digest
        #expect(record.state.outcome(of: "collect:core")?.artifacts.map(\.digest) == [digest])
    }

    @Test("A set holds no staged files once it is complete")
    func unstaged() async throws {
        let scene = try Scene()
        #expect(try await scene.perform().status == .succeeded)
        #expect(!scene.files.all.keys.contains { $0.contains("/.staged") })
    }

    // MARK: Working folders

    private func builds(_ scene: Scene) -> [Command] {
        scene.runner.commands.filter { $0.environment["SLIPWAY_STEP"] == "build:core" }
    }

    @Test("The work of an engine that finished is reused by the next one: a retry rebuilds nothing")
    func handedOver() async throws {
        let isMended = Mutex(false)
        let scene = try Scene(answer: { step in
            step == "gate:core/test" && !isMended.withLock { $0 } ? CommandResult(end: .exited(1)) : nil
        })
        let clocks = Clocks()
        let store = MemoryRunStore { clocks.date }
        let id = try await store.create(scene.plan, at: Scene.moment)
        let record = try await RunEngine(environment: environment(scene, "first", store, clocks)).perform(id)
        #expect(record.status == .failed)
        isMended.withLock { $0 = true }
        try await RunControl(store: store).decide(.retry, on: id, by: "anna")
        let end = try await RunEngine(environment: environment(scene, "second", store, clocks)).perform(id)
        #expect(end.status == .succeeded)
        #expect(builds(scene).count == 1)
    }

    @Test(
        "The work of a silent engine is redone elsewhere, unless the engine is known to be dead",
        arguments: [true, false])
    func silent(isKnownToBeGone: Bool) async throws {
        // Killed when core is built and not collected.
        let life = Mutex<Life?>(nil)
        let scene = try Scene(answer: { step in
            if step == "gate:core/test" {
                life.withLock { life in
                    life?.end()
                    life = nil
                }
            }
            return nil
        })
        life.withLock { $0 = scene.life }
        let clocks = Clocks()
        let memory = MemoryRunStore { clocks.date }
        let id = try await memory.create(scene.plan, at: Scene.moment)
        let dying = DyingStore(memory, life: scene.life, dyingAt: .max, .afterStoring)
        _ = try? await RunEngine(environment: environment(scene, "first", dying, clocks)).perform(id)
        // A process that was killed leaves its folder to no other.
        try await scene.files.remove(Scene.state + "/work/r1/left.json")
        #expect(builds(scene).count == 1)
        scene.life.begin()
        clocks.goOn(.seconds(60))
        var second = environment(scene, "second", memory, clocks)
        second.isTakingOver = isKnownToBeGone
        #expect(try await RunEngine(environment: second).perform(id).status == .succeeded)
        #expect(Set(builds(scene).map(\.folder)).count == (isKnownToBeGone ? 1 : 2))
    }
}
