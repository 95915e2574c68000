import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseStores

/// How soon a killed release acts again: the program is started on a run with about 1,000 open steps.
struct RestartBenchmark {
    let program: String
    let folder: String

    private let repositories = 4
    private let membersEach = 100
    private let turns = 5
    private let runner = ProcessRunner()

    func run() async throws {
        try await make()
        var restart = Measurement()
        try await kill(after: 1, ["release"])
        let store = try SQLiteRunStore(path: folder + "/workspace/.slipway/state.db")
        var open = 0
        for _ in 0..<turns {
            let before = try await store.run("r1")
            let state = before.state
            open = before.plan.steps.count { !state[$0.id].isDone }
            try await restart.take { try await killAtFirstAction(after: before.state.revision, store) }
        }
        show("## Going on after a crash")
        show("")
        show(
            "A release of \(repositories * membersEach) components in \(repositories) repositories was killed; \(open) steps "
                + "are open at the last of \(turns) restarts. From the start of the program to the first new intention in "
                + "the journal: lock, store, looking at every repository, and the fold of the journal. Median "
                + "(fastest–slowest).")
        show("")
        show("| what | seconds |")
        show("| --- | --- |")
        show("| `slipway run resume` to its first new step, goal 2.00 | \(restart.shown) |")
        show("")
    }

    private func kill(after seconds: Double, _ arguments: [String]) async throws {
        _ = try await runner.run(
            Command(
                ["timeout", "--signal=KILL", "\(seconds)", program] + arguments + ["-C", folder + "/workspace"],
                environment: ["NO_COLOR": "1"]))
    }

    /// Ends with the first step that begins, or fails after ten seconds.
    private func killAtFirstAction(after revision: Int, _ store: SQLiteRunStore) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await kill(after: 10, ["run", "resume"]) }
            while true {
                let new = try await store.events(of: "r1", after: revision)
                if new.contains(where: { if case .started = $0.event { true } else { false } }) { break }
                try await Task.sleep(for: .milliseconds(2))
            }
            // Ends the program, and with it the task that waits for it.
            group.cancelAll()
        }
    }

    private func make() async throws {
        let workspace = folder + "/workspace"
        for number in 0..<repositories {
            let (clone, remote) = ("\(workspace)/repository-\(number)", "\(folder)/remotes/\(number).git")
            try await succeed(["git", "init", "--quiet", "--bare", "--initial-branch=main", remote], runner: runner)
            try await succeed(["git", "init", "--quiet", "--initial-branch=main", clone], runner: runner)
            for member in 0..<membersEach {
                let place = "\(clone)/member-\(number)-\(member)"
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                let manifest = "[project]\nname = \"member-\(number)-\(member)\"\nversion = \"1.0.0\"\n"
                try Data(manifest.utf8).write(to: URL(fileURLWithPath: place + "/pyproject.toml"))
            }
            for arguments in [
                ["add", "--all"],
                ["-c", "user.name=Ada", "-c", "user.email=a@b", "commit", "--quiet", "-m", "feat: begin"],
                ["remote", "add", "origin", remote], ["push", "--quiet", "origin", "main"],
            ] {
                try await succeed(["git", "-C", clone] + arguments, runner: runner)
            }
        }
        let text = """
            workspace: bench
            defaults:
              build: { run: [sh, -c, "echo {component} > {component}.txt"], artifacts: ["*.txt"] }
              gates: [{ name: test, run: [sh, -c, "echo 1..1"] }]

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: workspace + "/slipway.yaml"))
    }
}
