import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Faults at the ports")
struct FaultTests {
    /// SLIPWAY_FAULT_SEEDS: how many seeds at each rate.
    static let seeds = 0..<UInt64(ProcessInfo.processInfo.environment["SLIPWAY_FAULT_SEEDS"].flatMap(Int.init) ?? 60)

    /// Performs to the end as a person would: where it gives up, they ask again.
    ///
    /// - Returns: The run, and how often a person had to ask.
    private func perform(_ scene: Scene, _ faults: Faults) async throws -> (record: RunRecord, asked: Int) {
        let time = VirtualTime(Scene.moment)
        var environment = scene.environment(parallelism: 3)
        environment.sourceControl = FaultySourceControl(scene.git, faults: faults, time: time)
        environment.files = FaultyFiles(scene.files, below: "/w/dist", faults: faults, time: time)
        environment.now = { time.now }
        environment.wait = { try await time.wait($0) }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        for asked in 0..<50 {
            let record = try await RunEngine(environment: environment).perform(id)
            if record.status == .succeeded { return (record, asked) }
            try await RunControl(store: scene.store).decide(.retry, on: id, by: "anna")
        }
        throw Stuck(text: "seed \(faults.seed): it never gets through")
    }

    @Test(
        "Whatever goes wrong for a while, the end is the same, byte for byte, and no effect comes twice",
        arguments: seeds, [0.1, 0.3])
    func same(seed: UInt64, rate: Double) async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        let scene = try Scene()
        let faults = Faults(seed: seed, rate: rate)
        _ = try await perform(scene, faults)
        #expect(try await scene.outcome() == undisturbed.outcome(), "seed \(seed)")
        #expect(Set(scene.git.effects) == Set(undisturbed.git.effects), "seed \(seed)")
        #expect(scene.git.effects.count == undisturbed.git.effects.count, "seed \(seed): \(scene.git.effects)")
    }

    @Test("Each kind of fault alone, at every second call, is lived through", arguments: Faults.Kind.allCases)
    func everyKind(kind: Faults.Kind) async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        for seed in 0..<UInt64(5) {
            let scene = try Scene()
            let faults = Faults(seed: seed, rate: 0.5, kinds: [kind])
            _ = try await perform(scene, faults)
            #expect(faults.struck[kind, default: 0] > 0, "seed \(seed): it never struck")
            #expect(try await scene.outcome() == undisturbed.outcome(), "seed \(seed)")
            #expect(scene.git.effects.count == undisturbed.git.effects.count, "seed \(seed)")
        }
    }

    @Test("At one call in ten nobody has to ask: attempts that begin by themselves are enough", arguments: seeds)
    func unattended(seed: UInt64) async throws {
        let result = try await perform(try Scene(), Faults(seed: seed, rate: 0.1))
        #expect(result.asked == 0, "seed \(seed)")
    }

    private struct Stuck: Error {
        var text: String
    }
}
