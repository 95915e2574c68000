import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Products of earlier steps")
struct RunProductsTests {
    /// What a run that no one disturbs ends with.
    private func undisturbed() async throws -> [String: String] {
        let scene = try Scene()
        #expect(try await scene.perform().status == .succeeded)
        return try await scene.outcome()
    }

    /// A run in which something happens right before or after a step's command.
    private func perform(
        at step: String, after: Bool = false, _ incident: @escaping @Sendable (Scene) -> Void
    ) async throws -> (RunRecord, Scene) {
        let scene = try Scene()
        var environment = scene.environment(parallelism: 1)
        let inner = scene.runner
        let happened = Mutex(false)
        environment.runner = ScriptedRunner { command throws(CommandError) in
            let isNow =
                command.environment["SLIPWAY_STEP"] == step
                && happened.withLock { seen in
                    defer { seen = true }
                    return !seen
                }
            if isNow, !after { incident(scene) }
            let answer = try await inner.run(command)
            if isNow, after { incident(scene) }
            return answer
        }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        return (try await RunEngine(environment: environment).perform(id), scene)
    }

    /// Below the folder of the claim, whose name is another each time.
    private static func removeCheckout(of name: String, _ scene: Scene) {
        let folders = scene.files.all.keys.compactMap { path in
            path.firstRange(of: "/src/\(name)/").map { String(path[..<$0.upperBound].dropLast()) }
        }
        for folder in Set(folders) where folder.hasPrefix(Scene.state + "/work/r1/") {
            scene.files.replace(folder: folder, with: [:])
        }
    }

    /// A run whose checkout of `core` is gone after it was built, and is built again slowly.
    ///
    /// - Parameter again: Called in the middle of the second build.
    private func rebuilding(
        _ again: @escaping @Sendable (Scene) throws(CommandError) -> Void
    ) async throws -> (scene: Scene, environment: RunEnvironment) {
        let scene = try Scene()
        var environment = scene.environment(parallelism: 4)
        let inner = scene.runner
        let builds = Mutex(0)
        environment.runner = ScriptedRunner { command throws(CommandError) in
            guard command.environment["SLIPWAY_STEP"] == "build:core" else { return try await inner.run(command) }
            let count = builds.withLock { seen in
                seen += 1
                return seen
            }
            if count == 2 {
                // Meanwhile everything else that can begin has begun.
                for _ in 0..<5_000 { await Task.yield() }
                try again(scene)
            }
            let answer = try await inner.run(command)
            if count == 1 { RunProductsTests.removeCheckout(of: "core", scene) }
            return answer
        }
        return (scene, environment)
    }

    @Test("Nothing is tested or collected in a checkout that is still being rebuilt")
    func concurrentUse() async throws {
        let (scene, environment) = try await rebuilding { _ in }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        #expect(try await RunEngine(environment: environment).perform(id).status == .succeeded)
        #expect(try await scene.outcome() == undisturbed())
    }

    @Test("Nothing is rebuilt on an upstream that could not be rebuilt")
    func failedUpstream() async throws {
        let scene = try Scene()
        var environment = scene.environment(parallelism: 1)
        let inner = scene.runner
        let seen = Mutex<[String]>([])
        environment.runner = ScriptedRunner { command throws(CommandError) in
            let step = command.environment["SLIPWAY_STEP"]?.flatMap { $0 } ?? ""
            let builds = seen.withLock { seen in
                if step.hasPrefix("build:") { seen.append(step) }
                return seen
            }
            if step == "build:core", builds.contains("build:lib") {
                throw .notStarted("make", reason: "no space")
            }
            let answer = try await inner.run(command)
            if step == "build:lib" {
                for name in ["core", "lib"] { RunProductsTests.removeCheckout(of: name, scene) }
            }
            return answer
        }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let record = try await RunEngine(environment: environment).perform(id)
        #expect(record.status != .succeeded)
        #expect(seen.withLock { $0 }.count { $0 == "build:lib" } == 1)
        try await RunControl(store: scene.store, now: { Scene.moment }).decide(.retry, on: id, by: "anna")
        #expect(try await RunEngine(environment: scene.environment()).perform(id).status == .succeeded)
        #expect(try await scene.outcome() == undisturbed())
    }

    @Test("A checkout whose rebuilding was interrupted by a crash is not taken for complete")
    func interruptedRebuilding() async throws {
        let (scene, environment) = try await rebuilding { scene throws(CommandError) in
            scene.life.end()
            throw .cancelled("make")
        }
        let dying = DyingStore(scene.store, life: scene.life, dyingAt: .max, .beforeStoring)
        var first = environment
        first.store = dying
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        _ = try? await RunEngine(environment: first).perform(id)
        scene.life.begin()
        #expect(try await RunEngine(environment: scene.environment()).perform(id).status == .succeeded)
        #expect(try await scene.outcome() == undisturbed())
    }

    @Test(
        "A missing checkout is recreated and rebuilt",
        arguments: ["build:core", "gate:core/test", "gate:core/lint", "gate:lib/test"])
    func lostCheckout(step: String) async throws {
        let (record, scene) = try await perform(at: step, after: true) { scene in
            for name in ["core", "lib"] { RunProductsTests.removeCheckout(of: name, scene) }
        }
        #expect(record.status == .succeeded)
        #expect(try await scene.outcome() == undisturbed())
    }

    @Test("A commit that the clone lost is recreated with the same id", arguments: ["build:core", "gate:lib/test"])
    func lostCommit(step: String) async throws {
        let (record, scene) = try await perform(at: step) { scene in
            for name in ["core", "lib"] { scene.git.recreateClone("/w/\(name)") }
        }
        #expect(record.status == .succeeded)
        #expect(try await scene.outcome() == undisturbed())
    }

    @Test("A repeated build gets the same variables as the first one")
    func sameBuild() async throws {
        let (_, scene) = try await perform(at: "gate:core/test", after: true) { scene in
            RunProductsTests.removeCheckout(of: "core", scene)
        }
        let builds = scene.runner.commands.filter { $0.environment["SLIPWAY_STEP"] == "build:core" }
        #expect(builds.count == 2)
        #expect(builds.first?.arguments == builds.last?.arguments && builds.first?.folder == builds.last?.folder)
    }
}
