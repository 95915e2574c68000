import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Synchronization

/// What commands cost in a store that has kept many runs, and how soon a large run is ready.
struct StoredBenchmark {
    let program: String
    let folder: String

    private let runs = 1_000
    private let steps = 1_000
    private let large = 100_000
    private let runner = ProcessRunner()

    func run() async throws {
        show("## Many stored steps")
        show("")
        show(
            "A store with \(runs) finished runs of \(steps) steps each: \(runs * steps) steps, twice as many events. "
                + "Page cache warm, median of 3 (fastest–slowest).")
        show("")
        show("| what | store | seconds | memory, MiB |")
        show("| --- | --- | --- | ---: |")
        for kind in StoreKind.all {
            let place = "\(folder)/workspace-\(kind.name)"
            try await fill(place, kind)
            for arguments in [["run", "show"], ["run", "list"], ["plan", "--json"]] {
                try await measured(
                    "`slipway \(arguments.joined(separator: " "))`", kind, arguments + ["-C", place], in: place)
            }
        }
        show("")
        show("One run of \(large) steps that do nothing, 16 at a time.")
        show("")
        show("| what | store | seconds |")
        show("| --- | --- | ---: |")
        for kind in StoreKind.all { try await largeRun(kind) }
        show("")
    }

    private func fill(_ place: String, _ kind: StoreKind) async throws {
        let store = try kind.open(in: place)
        try Data("[project]\nname = \"core\"\nversion = \"1.0.0\"\n".utf8).write(
            to: URL(fileURLWithPath: place + "/pyproject.toml"))
        try Data("/.slipway\n".utf8).write(to: URL(fileURLWithPath: place + "/.gitignore"))
        for arguments in [
            ["init", "--quiet", "--initial-branch=main"], ["add", "--all"],
            ["-c", "user.name=Ada", "-c", "user.email=a@b", "commit", "--quiet", "-m", "feat: begin"],
        ] { try await succeed(["git", "-C", place] + arguments, runner: runner) }
        let plan = linePlan(steps)
        let events = plan.steps.flatMap { step -> [RunEvent] in
            let outcome = StepOutcome(note: "12 tests")
            return [.started(step: step.id, attempt: 1), .succeeded(step: step.id, attempt: 1, outcome: outcome)]
        }
        for _ in 0..<runs {
            let run = try await store.create(plan, at: Date())
            try await store.append(events + [.finished], to: run, after: 1, at: Date())
        }
    }

    private func measured(_ what: String, _ kind: StoreKind, _ arguments: [String], in place: String) async throws {
        let prefix = try kind.arguments(in: place)
        var time = Measurement()
        var memory = 0
        for _ in 0..<3 {
            try await time.take {
                try await succeed(
                    prefix + ["/usr/bin/time", "-f", "%M", "-o", folder + "/memory", program] + arguments,
                    runner: runner)
            }
            let said = try String(contentsOfFile: folder + "/memory", encoding: .utf8)
            memory = max(memory, Int(said.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
        }
        show("| \(what) | \(kind.name) | \(time.shown) | \(memory / 1024) |")
    }

    // MARK: A large run

    private func largeRun(_ kind: StoreKind) async throws {
        let state = "\(folder)/large-\(kind.name)"
        let store = try kind.open(in: state)
        let run = try await store.create(linePlan(large), at: Date())
        let fresh = try await perform(run, stoppingAfter: large / 2, store, state)
        show("| from the claim to its first step | \(kind.name) | \(number(fresh.first)) |")
        let resumed = try await perform(run, stoppingAfter: nil, try kind.open(in: state), state)
        show(
            "| from the claim to the next step, where half of them are done | \(kind.name) | \(number(resumed.first)) |"
        )
        show("| all steps, from first to last | \(kind.name) | \(number(fresh.rest + resumed.rest)) |")
        let prefix = try kind.arguments(in: state)
        var time = Measurement()
        for _ in 0..<3 {
            try await time.take { try await succeed(prefix + [program, "run", "show", "-C", state], runner: runner) }
        }
        show("| `slipway run show` | \(kind.name) | \(time.shown) |")
    }

    /// - Returns: Seconds until the first step began, and from there to the end.
    private func perform(
        _ run: RunID, stoppingAfter limit: Int?, _ store: any RunStore, _ state: String
    ) async throws -> (first: Double, rest: Double) {
        let step = CountedStep(limit: limit)
        let environment = RunEnvironment(
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), store: store,
            ecosystems: allEcosystems, clones: [:], workspaceFolder: state, stateFolder: state + "/.slipway",
            secrets: [:],
            parallelism: 16)
        let begin = ContinuousClock.now
        let engine = RunEngine(environment: environment, performers: [.line: step])
        let task = Task { try await engine.perform(run) }
        step.end.withLock { $0 = { task.cancel() } }
        _ = try? await task.value
        let first = step.began.withLock { $0 } ?? begin
        return (begin.duration(to: first) / .seconds(1), first.duration(to: .now) / .seconds(1))
    }
}

/// A step that is done as soon as it begins; remembers when the first one did, and ends the run after some.
private final class CountedStep: StepPerformer {
    let began = Mutex<ContinuousClock.Instant?>(nil)
    let end = Mutex<(@Sendable () -> Void)?>(nil)
    private let limit: Int?
    private let count = Mutex(0)

    init(limit: Int?) { self.limit = limit }

    func perform(_ context: StepContext) async throws -> StepOutcome {
        began.withLock { $0 = $0 ?? .now }
        let count = count.withLock { count in
            count += 1
            return count
        }
        if count == limit { end.withLock { $0 }?() }
        return StepOutcome()
    }
}
