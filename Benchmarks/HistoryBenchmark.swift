import Foundation
import ReleaseAdapters
import ReleasePorts

/// Version and changelog from a history of 100,000 commits, beside git-cliff and the limit, `git log` over the same
/// commits; and a monorepo of 1,000 packages with 10,000 commits since their releases.
struct HistoryBenchmark {
    let program: String
    let folder: String
    /// nil where it is not installed.
    let cliff: String?

    private let runner = ProcessRunner()

    func run() async throws {
        show("## Reading a long history")
        show("")
        show(
            "Generated histories (`Benchmarks/HistoryGenerator.swift`), page cache warm, median of 3 (fastest–slowest)."
        )
        show(
            "Cold: nothing kept from earlier runs; warm: after one. Memory: the largest of all processes of a run."
        )
        show("")
        show("| what | seconds | of the limit | memory, MiB |")
        show("| --- | --- | ---: | ---: |")
        try await single()
        try await oneOfFifty()
        try await monorepo()
        show("")
    }

    private func single() async throws {
        let place = try await repository("single", HistoryGenerator(commits: 100_000, packages: 1))
        let limit = try await measured("100,000 commits, one package: `git log` alone, the limit", limit: nil) {
            ["git", "-C", place, "log", "--format=%H%x00%P%x00%B"]
        }
        try await slipway(
            "100,000 commits, one package: `slipway changelog`", ["changelog", "-C", place], place, limit)
        if let cliff {
            try await measured("100,000 commits, one package: git-cliff", limit: limit) {
                [cliff, "--workdir", place, "--repository", place, "--output", "/dev/null"]
            }
        }
    }

    private func oneOfFifty() async throws {
        let generator = HistoryGenerator(commits: 100_000, packages: 50)
        let place = try await repository("fifty", generator)
        let limit = try await measured(
            "100,000 commits, one package of 50: `git log --name-only`, the limit", limit: nil
        ) {
            ["git", "-C", place, "log", "--name-only", "--format=%H%x00%P%x00%B"]
        }
        let name = generator.name(7)
        try await slipway(
            "100,000 commits, one package of 50: `slipway changelog \(name)`", ["changelog", name, "-C", place], place,
            limit)
        if let cliff {
            let pattern = generator.folder(7) + "**"
            let command = [
                cliff, "--workdir", place, "--repository", place, "--include-path", pattern, "--output", "/dev/null",
            ]
            try await measured("100,000 commits, one package of 50: git-cliff, cold", limit: limit, times: 1) {
                command
            }
            try await measured("100,000 commits, one package of 50: git-cliff, warm", limit: limit) { command }
        }
    }

    private func monorepo() async throws {
        let place = try await repository("monorepo", HistoryGenerator(commits: 10_000, packages: 1_000))
        let limit = try await measured("10,000 commits, 1,000 packages: `git log --name-only`, the limit", limit: nil) {
            ["git", "-C", place, "log", "--name-only", "--format=%H%x00%P%x00%B"]
        }
        try await slipway(
            "10,000 commits, 1,000 packages: `slipway plan --json`", ["plan", "--json", "-C", place], place, limit)
    }

    /// Where histories are kept that were read before.
    private var cache: String { folder + "/cache" }

    private func slipway(_ what: String, _ arguments: [String], _ place: String, _ limit: Double) async throws {
        try await measured(what + ", cold", limit: limit) {
            try? FileManager.default.removeItem(atPath: cache)
            return [program] + arguments
        }
        try await measured(what + ", warm", limit: limit) { [program] + arguments }
    }

    @discardableResult
    private func measured(
        _ what: String, limit: Double?, times: Int = 3, _ command: () -> [String]
    ) async throws -> Double {
        var time = Measurement()
        var memory = 0
        for _ in 0..<times {
            let arguments = command()
            let output = folder + "/output"
            let timed =
                ["env", "XDG_CACHE_HOME=\(cache)", "/usr/bin/time", "-f", "%M", "-o", folder + "/memory"] + arguments
            try await time.take {
                try await succeed(["sh", "-c", "exec \"$@\" > \(output)", "sh"] + timed, in: folder, runner: runner)
            }
            let said = try String(contentsOfFile: folder + "/memory", encoding: .utf8)
            memory = max(memory, Int(said.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
        }
        let ratio = limit.map { number(time.median / $0) + " ×" } ?? "1"
        show("| \(what) | \(time.shown) | \(ratio) | \(memory / 1024) |")
        return time.median
    }

    private func repository(_ name: String, _ generator: HistoryGenerator) async throws -> String {
        let place = folder + "/" + name
        let stream = folder + "/" + name + ".stream"
        try await succeed(["git", "init", "--quiet", "--initial-branch=main", place], runner: runner)
        _ = FileManager.default.createFile(atPath: stream, contents: nil)
        guard let file = FileHandle(forWritingAtPath: stream) else {
            throw Failed(arguments: [stream], said: "can't be written")
        }
        generator.write(to: file)
        try file.close()
        try await succeed(
            ["sh", "-c", "git -C \"$1\" fast-import --quiet < \"$2\"", "sh", place, stream], runner: runner)
        try FileManager.default.removeItem(atPath: stream)
        try await succeed(["git", "-C", place, "pack-refs", "--all"], runner: runner)
        try await succeed(["git", "-C", place, "repack", "-adfq"], runner: runner)
        try await succeed(["git", "-C", place, "commit-graph", "write", "--reachable"], runner: runner)
        try await succeed(["git", "-C", place, "reset", "--quiet", "--hard"], runner: runner)
        return place
    }
}
