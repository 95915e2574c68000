import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleasePorts

/// The requests of `slipway release-pr` to GitHub, counted by the double, beside those that release-please needs for the
/// same history by its pages of commits alone.
struct RequestBenchmark {
    let program: String
    let folder: String

    private let runner = ProcessRunner()
    private static let token = "ghp_bench"
    /// What git itself asks, which is not the API.
    private static let ofGit: Set = ["git/refs", "git/fetch", "git/push"]

    func run() async throws {
        show("## Requests to GitHub")
        show("")
        show(
            "`slipway release-pr` with release-please's files and one package, counted by the double of GitHub; git's own "
                + "fetches and pushes are not requests of the API. Goals: 5 where nothing changed, 15 to open or update."
        )
        show(
            "Beside it release-please 17.11, by its pages of commits alone: it asks for the commits since the last release, "
                + "that one included, 10 at a time (`commit-batch-size`) and 500 at most (`commit-search-depth`); releases, "
                + "pull requests, files and what it writes come on top. Source: the defaults of these two keys in the source of 17.11.1."
        )
        show("")
        show("| commits since the last release | open | nothing changed | update | release-please, pages of commits |")
        show("| ---: | ---: | ---: | ---: | ---: |")
        for commits in [1, 100, 1_000, 10_000] {
            let counts = try await counts(commits)
            let pages = (min(commits + 1, 500) + 9) / 10
            show("| \(commits) | \(counts.open) | \(counts.unchanged) | \(counts.update) | \(pages) |")
        }
        show("")
    }

    private func counts(_ commits: Int) async throws -> (open: Int, unchanged: Int, update: Int) {
        let place = "\(folder)/\(commits)"
        try FileManager.default.createDirectory(atPath: place + "/double", withIntermediateDirectories: true)
        try await succeed(["git", "init", "--quiet", "--initial-branch=main", place + "/source"], runner: runner)
        try await succeed(
            ["git", "-C", place + "/source", "fast-import", "--quiet"], input: history(commits), runner: runner)
        let double = try GitHubDouble(folder: place + "/double", runner: runner)
        await double.addUser("acme", kind: .organization)
        await double.addToken(RequestBenchmark.token, of: "ada")
        var settings = RepositorySettings()
        settings.roles["ada"] = .admin
        try await double.addRepository("acme/core", settings: settings, from: place + "/source")
        let github = try await RunningGitHub(double)
        return try await github.serving {
            let address = github.git.replacing("http://", with: "http://x:\(RequestBenchmark.token)@")
            try await succeed(
                ["git", "clone", "--quiet", address + "/acme/core.git", place + "/clone"], runner: runner)
            let open = try await requests(github, in: place)
            let unchanged = try await requests(github, in: place)
            let clone = ["git", "-C", place + "/clone", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
            try await succeed(clone + ["commit", "--quiet", "--allow-empty", "-m", "feat: one more"], runner: runner)
            try await succeed(clone + ["push", "--quiet", "origin", "main"], runner: runner)
            return (open, unchanged, try await requests(github, in: place))
        }
    }

    private func requests(_ github: RunningGitHub, in place: String) async throws -> Int {
        github.double.recorder.forget()
        try await succeed(
            [
                "env", "GH_TOKEN=\(RequestBenchmark.token)", "XDG_CACHE_HOME=\(place)/cache", program, "release-pr",
                "-C", place + "/clone", "--api", github.enterpriseAPI, "--config",
                place + "/clone/release-please-config.json", "--manifest",
                place + "/clone/.release-please-manifest.json",
            ], runner: runner)
        return github.double.recorder.operations.count { !RequestBenchmark.ofGit.contains($0) }
    }

    /// A release 1.0.0, and commits since then.
    private func history(_ commits: Int) -> [UInt8] {
        func commit(_ message: String, _ number: Int) -> String {
            "commit refs/heads/main\ncommitter Ada <ada@example.org> \(1_700_000_000 + number * 60) +0000\n"
                + "data \(message.utf8.count)\n\(message)\n"
        }
        func file(_ path: String, _ text: String) -> String {
            "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
        }
        var text = commit("chore(main): release 1.0.0", 0)
        text += file("release-please-config.json", #"{"packages": {".": {"release-type": "simple"}}}"#)
        text += file(".release-please-manifest.json", #"{".": "1.0.0"}"#)
        text += file("version.txt", "1.0.0\n") + file("CHANGELOG.md", "# Changelog\n")
        text += "reset refs/tags/v1.0.0\nfrom refs/heads/main\n\n"
        for number in 1...commits { text += commit("feat: thing \(number)", number) + file("thing", "\(number)\n") }
        return Array((text + "done\n").utf8)
    }
}
