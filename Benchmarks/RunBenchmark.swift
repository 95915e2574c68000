import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseStores
import ReleaseTestKit

/// 5,000 steps that run `true`, two at once: a journalled run beside ninja with the same graph.
struct RunBenchmark {
    let folder: String

    private let steps = 5_000
    private let parallelism = 2
    private let turns = 3
    private let runner = ProcessRunner()

    func run() async throws {
        try writeNinja()
        var ours = Measurement()
        var ninja = Measurement()
        for turn in 0..<turns {
            try? FileManager.default.removeItem(atPath: folder + "/ninja/.ninja_log")
            try await ninja.take {
                try await succeed(["ninja", "-j\(parallelism)", "--quiet"], in: folder + "/ninja", runner: runner)
            }
            let state = "\(folder)/state-\(turn)"
            let store = try await makeStore(state)
            let id = try await store.create(plan, at: Date())
            let engine = RunEngine(environment: environment(store, state))
            try await ours.take {
                let record = try await engine.perform(id)
                precondition(record.status == .succeeded && record.state.revision == 2 * steps + 3, "every step ran")
            }
        }
        show("## Running steps")
        show("")
        show(
            "\(steps) independent steps, each the process `true`, \(parallelism) at a time; alternating, median of "
                + "\(turns) (fastest–slowest). Slipway journals in its durable mode: SQLite in WAL mode with "
                + "`synchronous = FULL`; each intention is synced before its step acts and each outcome before "
                + "anything that depends on it starts, in as few appends as come together; a log file for each step that prints something, and `true` prints nothing. "
                + "ninja writes its log unsynced.")
        show("")
        show("| what | seconds | ratio |")
        show("| --- | --- | --- |")
        show("| `ninja -j\(parallelism)` | \(ninja.shown) | 1.00 |")
        show("| Slipway's engine, goal 1.50 | \(ours.shown) | \(number(ours.median / ninja.median)) |")
        show("")
    }

    private func writeNinja() throws {
        try FileManager.default.createDirectory(atPath: folder + "/ninja", withIntermediateDirectories: true)
        let edges = (0..<steps).map { "build step-\($0): act\n" }.joined()
        try Data("rule act\n  command = true\n\n\(edges)".utf8).write(
            to: URL(fileURLWithPath: folder + "/ninja/build.ninja"))
    }

    private func makeStore(_ state: String) async throws -> SQLiteRunStore {
        // The engine expects the folders that a prepared run has.
        let folders = RunFolders(run: "r1", state: state)
        for place in [folders.logs, folders.source(of: "bench")] {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        return try SQLiteRunStore(path: state + "/state.db")
    }

    private func environment(_ store: SQLiteRunStore, _ state: String) -> RunEnvironment {
        RunEnvironment(
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), store: store,
            ecosystems: allEcosystems, clones: [:], workspaceFolder: folder, stateFolder: state, secrets: [:],
            parallelism: parallelism)
    }

    private var plan: ReleasePlan {
        let work = StepWork.gate(CommandWork(arguments: ["true"], folder: "."))
        var plan = ReleasePlan(
            createdAt: Date(timeIntervalSince1970: 1_700_000_000), workspace: "bench",
            request: ReleaseRequest(), repositories: [PlannedRepository(id: "bench", branch: "main", base: "0")],
            components: [releasedComponent("bench", in: "bench")],
            steps: (0..<steps).map { number in
                PlannedStep(
                    id: StepID("gate:bench/step-\(number)"), component: "bench", repository: "bench", needs: [],
                    work: work)
            }, warnings: [], nothingToRelease: nil)
        do { plan.digest = try planDigest(plan) } catch { preconditionFailure("every plan can be written: \(error)") }
        return plan
    }
}
