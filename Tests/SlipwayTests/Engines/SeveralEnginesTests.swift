import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestTraits
import Testing

/// Several engines on one PostgreSQL, one of which is killed or stopped.
@Suite(
    "Several engines on one store, with real processes", .heavy,
    .enabled(
        if: EngineScene.isPossible, "SLIPWAY_TEST_POSTGRESQL is not set: Scripts/postgres run -- swift test"),
    .serialized)
struct SeveralEnginesTests {
    /// How long a run may stand still after its engine is gone, in seconds.
    private static let limit = 10.0

    /// A run that an engine performs, not the process that asked for it.
    ///
    /// - Returns: Who took it over, and how long that took, in seconds.
    private func takenOver(
        _ scene: EngineScene, from process: RunningProgram, after count: Int, takeover number: Int
    ) async throws -> (process: Int32, seconds: Double) {
        let before = try await scene.journal(within: 120, "\(count) steps") { successes($0) >= count }
        #expect(takeovers(before).count == number && takeovers(before).last?.process == process.id)
        let moment = Date()
        process.send(SIGKILL)
        let entries = try await scene.journal(within: 20, "takeover \(number + 1)") { takeovers($0).count > number }
        let next = takeovers(entries)[number]
        return (next.process, next.entry.at.timeIntervalSince(moment))
    }

    @Test(
        "When an engine is killed in a run of a thousand steps, others continue within seconds; nothing is done twice"
    )
    func killed() async throws {
        let scene = try await EngineScene(components: 125)
        defer { scene.fixture.remove() }
        let updates = try await scene.fixture.updates()
        let release = try scene.release()
        _ = try await scene.journal(within: 60, "a beginning") { !takeovers($0).isEmpty }
        let engines = try scene.engines(3)
        let first = try await takenOver(scene, from: release, after: 60, takeover: 1)
        let performing = try #require(engines.first { $0.id == first.process })
        let second = try await takenOver(scene, from: performing, after: 400, takeover: 2)
        #expect(first.seconds < SeveralEnginesTests.limit && second.seconds < SeveralEnginesTests.limit)
        #expect(engines.contains { $0.id == second.process && $0.id != performing.id })
        _ = try await scene.journal(within: 180, "an end") { $0.last?.event == .finished }
        #expect(try await scene.store.run("r1").plan.steps.count >= 1000)
        try await scene.checkOutcome(updates)
        print("taken over after \(first.seconds) s and \(second.seconds) s")
    }

    @Test("Retrying a run that another process executes is refused before anything is written")
    func retryBeside() async throws {
        let scene = try await EngineScene(components: 30)
        defer { scene.fixture.remove() }
        let updates = try await scene.fixture.updates()
        let release = try scene.release()
        _ = try await scene.journal(within: 60, "a beginning") { successes($0) >= 1 }
        let refused = try await scene.slipway("run", "retry")
        #expect(refused.end == .exited(75) && refused.errorText.contains("store.claimed"), "\(refused.errorText)")
        let paused = try await scene.slipway("run", "pause")
        #expect(paused.end == .exited(0))
        _ = try await scene.journal(within: 60, "a pause") {
            $0.contains { $0.event == .paused(by: Principal(NSUserName())) }
        }
        // The other one lets its running steps finish first; or it goes on itself, since the run is resumed, and finishes.
        var resumed = try await scene.slipway("run", "resume")
        while resumed.end == .exited(75) { resumed = try await scene.slipway("run", "resume") }
        #expect(
            resumed.end == .exited(0) || resumed.errorText.contains("it is finished"), "\(resumed.errorText)")
        _ = try await scene.journal(within: 60, "an end") { $0.last?.event == .finished }
        #expect(release.output.contains("paused"))
        let entries = try await scene.store.events(of: "r1", after: 0)
        #expect(!entries.contains { if case .retried = $0.event { true } else { false } })
        try await scene.checkOutcome(updates)
    }

    @Test(
        "An engine stopped for longer than its claim starts and writes nothing when it wakes, and reports that")
    func stopped() async throws {
        let scene = try await EngineScene(components: 40)
        defer { scene.fixture.remove() }
        let updates = try await scene.fixture.updates()
        let release = try scene.release()
        _ = try await scene.journal(within: 60, "a beginning") { !takeovers($0).isEmpty }
        let engines = try scene.engines(3)
        let first = try await takenOver(scene, from: release, after: 20, takeover: 1)
        let stopped = try #require(engines.first { $0.id == first.process })
        _ = try await scene.journal(within: 60, "more steps") { successes($0) >= 60 }
        stopped.send(SIGSTOP)
        let taken = try await scene.journal(within: 20, "a takeover") { takeovers($0).count > 2 }
        let takeover = takeovers(taken)[2]
        #expect(takeover.process != stopped.id)
        let acts = scene.acts(of: stopped)
        stopped.send(SIGCONT)
        let entries = try await scene.journal(within: 120, "an end") { $0.last?.event == .finished }
        // What the other one did not begin itself is of the stopped one.
        var begun: Set<StepID> = []
        for entry in entries where entry.sequence > takeover.entry.sequence {
            switch entry.event {
            case .started(let step, _): begun.insert(step)
            case .succeeded(let step, _, _), .failed(let step, _, _, _):
                #expect(begun.contains(step), "\(entry.sequence): \(step)")
            default: break
            }
        }
        #expect(takeovers(entries).last?.process == takeover.process)
        // What each place was just about to begin can't be called back; nothing comes behind it.
        let late = scene.acts(of: stopped) - acts
        #expect(acts > 0 && late <= ProcessInfo.processInfo.activeProcessorCount, "\(late) began after it woke")
        print("\(late) commands began late")
        #expect(
            Fixture.shortened(stopped.output).contains("Another engine took over r1; this one stops."),
            "\(stopped.output.suffix(500))")
        try await scene.checkOutcome(updates)
    }
}
