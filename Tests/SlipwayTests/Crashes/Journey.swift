import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts

/// The way of a change into a release, as seed 001 has it: pull requests whose checks have passed, one release pull request
/// that grows, its merge, and a release with assets. Every job begins with a new clone and an empty disk.
struct Journey: Sendable {
    /// The jobs that run Slipway, in their order.
    enum Job: String, CaseIterable, Sendable {
        /// On the pull request of the first change.
        case check
        /// On the push of the first change: opens the release pull request.
        case open
        /// On the push of the second change: updates it.
        case update
        /// On the push of its merge.
        case release
    }

    let site: GitHubSite
    let repository: ForgeRepository
    /// Of its workflows, which may write checks.
    private let workflowToken: String
    /// How often a CI repeats a job that failed.
    let repetitions: Int

    private static let required = "Validation"

    /// A released Python package whose default branch takes only pull requests with a passed check.
    static func begin(
        _ number: Int, at site: GitHubSite, repetitions: Int = 1
    ) async throws -> Journey {
        let name = "source-\(number)"
        try await site.fixture.repository(
            name,
            [
                "pyproject.toml": "[project]\nname = \"runpod-flash\"\nversion = \"0.5.2\"\n",
                "src/runpod_flash/__init__.py": "__version__ = \"0.5.2\"  # x-release-please-version\n",
                "CHANGELOG.md": "# Changelog\n\n## 0.5.2 (2026-01-01)\n\n\n### Bug Fixes\n\n* an older fault\n",
                "slipway.yaml": configuration(api: site.github.enterpriseAPI),
            ], tag: "v0.5.2")
        var settings = RepositorySettings()
        var protection = Protection()
        protection.reviews = 0
        protection.checks = [required]
        protection.includesAdministrators = true
        settings.protections["main"] = protection
        let repository = ForgeRepository(owner: "runpod\(number)", name: "runpod-flash")
        let id = try await site.add(repository, settings, from: site.fixture.workspace + "/" + name)
        let token = "ghs_workflow_\(number)"
        await site.github.double.addWorkflowToken(
            token, repository: id,
            permissions: [.contents: .read, .pullRequests: .write, .checks: .write, .metadata: .read])
        return Journey(site: site, repository: repository, workflowToken: token, repetitions: repetitions)
    }

    private static func configuration(api: String) -> String {
        """
        forge: { kind: github, api: "\(api)" }
        pull-request:
          title: "chore: release ${version}"
          header: "Release Please automated release PR"
        components:
          runpod-flash:
            tag: "v{version}"
            extra-files: [src/runpod_flash/__init__.py]
            changelog:
              sections: [{ type: feat, section: Features }, { type: fix, section: Bug Fixes }]
            build:
              run: [bash, -c, "mkdir -p dist && cp pyproject.toml dist/metadata.toml && cat src/runpod_flash/*.py > dist/code.txt"]
              artifacts: [dist/metadata.toml, dist/code.txt]
            gates:
              - { name: test, run: [bash, -c, "echo 'test result: ok. 1 passed; 0 failed'"] }
            publish: [{ to: forge-release }]

        """
    }

    // MARK: The way

    /// Goes it to its end.
    ///
    /// - Parameters:
    ///   - kills: Boundaries at which a job is killed, each once.
    ///   - list: A folder that gets the boundaries of each job.
    func go(killing kills: [Job: String] = [:], listing list: String? = nil) async throws {
        let change = try await offer("feat: allocate GPUs", "gpu", ["src/runpod_flash/gpu.py": "count = 1\n"])
        try await run(.check, ["check", "--pull-request", "\(change)"], at: "gpu", kills, list)
        try await accept(change)
        try await run(.open, ["release-pr"], kills, list)
        try await accept(
            try await offer("fix: free what was allocated", "leak", ["src/runpod_flash/gpu.py": "count = 2\n"]))
        try await run(.update, ["release-pr"], kills, list)
        try await accept(try await releaseRequest().number)
        try await run(.release, ["release", "--merged"], kills, list)
    }

    /// What the jobs of the next push find to do.
    func goAgain() async throws -> String {
        try await finished(["release", "--merged"]) + (try await finished(["release-pr"]))
    }

    func releaseRequest() async throws -> Issue {
        let found = try await site.state(of: repository).issues.values.filter {
            $0.pull?.headBranch.hasPrefix("release-please--") == true
        }
        guard let request = found.first, found.count == 1 else {
            throw FixtureError(text: "\(found.count) release pull requests")
        }
        return request
    }

    /// A person's pull request.
    private func offer(_ title: String, _ branch: String, _ files: [String: String]) async throws -> Int {
        try await site.push(files, title, to: branch, in: repository)
        return try await site.open(title, from: branch, in: repository)
    }

    /// The forge refuses its merge until the check has passed.
    private func accept(_ number: Int) async throws {
        guard let head = try await site.state(of: repository).issues[number]?.pull?.headCommit else {
            throw FixtureError(text: "there is no #\(number)")
        }
        if try await site.refusalOfMerge(number, in: repository) == nil {
            throw FixtureError(text: "#\(number) was merged without its check")
        }
        try await site.pass(Journey.required, on: head, in: repository)
        try await site.merge(number, in: repository)
    }

    // MARK: Jobs

    private func run(
        _ job: Job, _ arguments: [String], at branch: String = "main", _ kills: [Job: String], _ list: String?
    ) async throws {
        if let boundary = kills[job] {
            let killed = try await once(arguments, at: branch, ["SLIPWAY_CRASH_AT": boundary])
            guard killed.end == .signalled(9) else {
                throw FixtureError(text: "\(job) was not killed \(boundary): \(killed.end) \(killed.errorText)")
            }
        }
        _ = try await finished(
            arguments, at: branch, list.map { ["SLIPWAY_CRASH_LIST": "\($0)/\(job)"] } ?? [:])
    }

    /// Repeats a job as a CI does.
    private func finished(
        _ arguments: [String], at branch: String = "main", _ crashing: [String: String] = [:]
    ) async throws -> String {
        var last = ""
        for _ in 0..<repetitions {
            let result = try await once(arguments, at: branch, crashing)
            if result.hasSucceeded { return result.text }
            last = "\(arguments) ended with \(result.end): \(result.text)\(result.errorText)"
        }
        throw FixtureError(text: last)
    }

    private func once(
        _ arguments: [String], at branch: String, _ crashing: [String: String]
    ) async throws -> CommandResult {
        let folder = site.fixture.root + "/job-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // The clone's name is in the names of boundaries.
        let clone = folder + "/job"
        try await site.clone(repository, to: clone)
        if branch != "main" { try await site.fixture.git("checkout", "--quiet", branch, in: clone) }
        let token = arguments.first == "check" ? workflowToken : GitHubSite.token
        return try await site.fixture.slipway(
            arguments, program: crashing.isEmpty ? "slipway" : "slipway-crash",
            environment: ["GH_TOKEN": token].merging(crashing) { $1 }, in: clone)
    }
}
