import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Runs by several engines")
struct RunEngineClaimTests {
    private func environment(_ scene: Scene, _ name: EngineID, store: (any RunStore)? = nil) -> RunEnvironment {
        var environment = scene.environment(store: store)
        environment.engine = name
        environment.isTakingOver = false
        return environment
    }

    @Test("The journal names a run's engine before the engine does anything")
    func firstEntry() async throws {
        let scene = try Scene()
        let record = try await scene.perform()
        let entries = try await scene.store.events(of: record.id, after: 0)
        guard case .claimed(let engine, 1) = entries[1].event else {
            Issue.record("\(entries[1])")
            return
        }
        #expect(record.state.engine == engine)
    }

    @Test("A run that another engine executes is left alone")
    func held() async throws {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        _ = try await scene.store.claim(id, for: "other", lasting: .seconds(60), isTakingOver: false)
        await #expect(throws: StoreError.claimed(id, by: "other")) {
            try await RunEngine(environment: environment(scene, "this")).perform(id)
        }
        #expect(try await scene.store.events(of: id, after: 0).count == 1)
    }

    @Test("Of many engines that try to execute one run, one does")
    func race() async throws {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let done = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let engine = RunEngine(environment: environment(scene, EngineID("e\(number)")))
                    return (try? await engine.perform(id)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(done >= 1)
        #expect(try await scene.store.run(id).status == .succeeded)
        #expect(scene.git.effects.count == Set(scene.git.effects).count)
    }

    @Test("An engine that lost its claim writes nothing more, and its effects are not repeated")
    func lost() async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let robbed = IncidentStore(
            scene.store, atAppend: 8,
            before: { (store, run, _) async throws(StoreError) in
                _ = try await store.claim(run, for: "second", lasting: .seconds(60), isTakingOver: true)
            })
        await #expect(throws: StoreError.claimLost(id)) {
            try await RunEngine(environment: environment(scene, "first", store: robbed)).perform(id)
        }
        let before = try await scene.store.events(of: id, after: 0).count
        var third = environment(scene, "third")
        third.isTakingOver = true
        let record = try await RunEngine(environment: third).perform(id)
        #expect(record.status == .succeeded)
        let entries = try await scene.store.events(of: id, after: 0)
        #expect(before < entries.count)
        let owners = entries.compactMap { entry -> EngineID? in
            if case .claimed(let engine, _) = entry.event { engine } else { nil }
        }
        #expect(owners == ["first", "third"])
        #expect(try await scene.outcome() == undisturbed.outcome())
        #expect(scene.git.effects.count == undisturbed.git.effects.count)
    }

    @Test("An append whose response was lost is found, not repeated", arguments: 1...12)
    func lostAnswer(append: Int) async throws {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let forgetful = IncidentStore(
            scene.store, atAppend: append,
            after: { (_, _, _) async throws(StoreError) in
                throw .unreachable(address: "db", reason: "the connection was lost")
            })
        let record = try await RunEngine(environment: environment(scene, "this", store: forgetful)).perform(id)
        #expect(record.status == .succeeded)
        let entries = try await scene.store.events(of: id, after: 0)
        #expect(Set(entries.map(\.event)).count == entries.count, "no event stands there twice")
    }

    @Test(
        "An append whose response was lost is stored once, even if a decision comes in between",
        arguments: 1...12)
    func lostAnswerWithDecision(append: Int) async throws {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let forgetful = IncidentStore(
            scene.store, atAppend: append,
            after: { (store, run, _) async throws(StoreError) in
                let decision = RunEvent.approved(step: "any", by: "anna", role: "lead", until: nil, via: nil)
                try await store.append(
                    [decision], to: run, after: store.events(of: run, after: 0).count, at: Scene.moment)
                throw .unreachable(address: "db", reason: "the connection was lost")
            })
        let record = try await RunEngine(environment: environment(scene, "this", store: forgetful)).perform(id)
        #expect(record.status == .succeeded)
        let events = try await scene.store.events(of: id, after: 0).map(\.event)
        #expect(Set(events).count == events.count, "no event stands there twice")
    }

    @Test(
        "An engine whose store lost commits stops at once, and the next one finishes as if nothing had been lost",
        arguments: 3...14)
    func lostCommits(append: Int) async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform(parallelism: 1)
        let memory = MemoryRunStore()
        let scene = try Scene(store: memory)
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let kept = Mutex<MemoryRunStore.State?>(nil)
        // Two appends are lost, of which the engine has read the answers.
        let keeping = IncidentStore(
            memory, atAppend: append - 2,
            before: { (_, _, _) async in
                let state = await memory.state()
                kept.withLock { $0 = state }
            })
        let rewound = IncidentStore(
            keeping, atAppend: append,
            before: { (_, _, _) async in
                if let state = kept.withLock({ $0 }) { await memory.restore(state) }
            })
        var first = environment(scene, "first", store: rewound)
        first.parallelism = 1
        do {
            _ = try await RunEngine(environment: first).perform(id)
            Issue.record("it noticed nothing")
        } catch {
            #expect((error as? StoreError)?.isRewound == true, "\(error)")
        }
        #expect(await rewound.appends == append, "it does not try again")
        var second = environment(scene, "second")
        second.isTakingOver = true
        #expect(try await RunEngine(environment: second).perform(id).status == .succeeded)
        #expect(try await scene.outcome() == undisturbed.outcome())
        #expect(scene.git.effects.count == Set(scene.git.effects).count)
        #expect(Set(scene.git.effects) == Set(undisturbed.git.effects))
    }
}
