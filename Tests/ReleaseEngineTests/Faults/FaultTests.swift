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

    /// The three components of the scene, each to a remote, a folder and a package index.
    private struct Stage {
        let scene: Scene
        let index = MemoryPackageIndex()

        init() throws {
            scene = try Scene(configure: { _, settings in
                settings.build?.artifacts.append(ArtifactConfiguration(path: "wheels/*"))
                settings.publish.append(
                    PublishConfiguration(
                        target: .init("python-index", ["index": "https://i/", "upload": "https://u/"])))
            })
        }

        /// What remains of a run, and what the index took, in no order.
        func outcome() async throws -> [String: String] {
            var found = try await scene.outcome()
            for name in index.accepted {
                let package = PythonPackageFile(fileName: name)?.package ?? ""
                found["index \(name)"] = try await index.digests(of: [name], in: package)[name]?.text
            }
            return found
        }

        /// Each as its target counts it.
        var effects: Int { scene.git.effects.count + index.accepted.count }
    }

    /// A stage with an undisturbed release.
    private func calm() async throws -> Stage {
        let stage = try Stage()
        #expect(try await perform(stage, Faults(seed: 0, rate: 0)).asked == 0)
        #expect(stage.index.accepted.count == 3)
        return stage
    }

    /// Performs to the end as a person would: where it gives up, they ask again.
    ///
    /// - Returns: The run, and how often a person had to ask.
    private func perform(_ stage: Stage, _ faults: Faults) async throws -> (record: RunRecord, asked: Int) {
        let time = VirtualTime(Scene.moment)
        let scene = stage.scene
        var environment = scene.environment(parallelism: 3)
        environment.sourceControl = FaultySourceControl(scene.git, faults: faults, time: time)
        environment.files = FaultyFiles(scene.files, below: "/w/dist", faults: faults, time: time)
        let index = FaultyPackageIndex(stage.index, faults: faults, time: time)
        environment.outside.index = { _ in index }
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
        "Whatever fails temporarily, the end state is byte for byte the same, and no effect happens twice",
        arguments: seeds, [0.1, 0.3])
    func same(seed: UInt64, rate: Double) async throws {
        let undisturbed = try await calm()
        let stage = try Stage()
        _ = try await perform(stage, Faults(seed: seed, rate: rate))
        #expect(try await stage.outcome() == undisturbed.outcome(), "seed \(seed)")
        #expect(Set(stage.scene.git.effects) == Set(undisturbed.scene.git.effects), "seed \(seed)")
        #expect(stage.effects == undisturbed.effects, "seed \(seed): \(stage.scene.git.effects)")
    }

    @Test("A run survives each kind of fault alone, at every second call", arguments: Faults.Kind.allCases)
    func everyKind(kind: Faults.Kind) async throws {
        let undisturbed = try await calm()
        for seed in 0..<UInt64(5) {
            let stage = try Stage()
            let faults = Faults(seed: seed, rate: 0.5, kinds: [kind])
            _ = try await perform(stage, faults)
            #expect(faults.struck[kind, default: 0] > 0, "seed \(seed): it never struck")
            #expect(try await stage.outcome() == undisturbed.outcome(), "seed \(seed)")
            #expect(stage.effects == undisturbed.effects, "seed \(seed)")
        }
    }

    @Test("With one call in ten failing, automatic retries are enough", arguments: seeds)
    func unattended(seed: UInt64) async throws {
        let result = try await perform(try Stage(), Faults(seed: seed, rate: 0.1))
        #expect(result.asked == 0, "seed \(seed)")
    }

    private struct Stuck: Error {
        var text: String
    }
}
