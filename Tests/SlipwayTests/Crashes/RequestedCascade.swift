import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts

/// The cascade of seed 000 by pull requests: four repositories, each requiring all before it, in one run whose store is
/// kept.
///
/// - A person merges the pull request of pot-o-core.
/// - Slipway merges that of ai3-lib, and that of pot-o-mining, whose branch wants a review first.
/// - A person changes that of pot-o-extensions, and merges it.
struct RequestedCascade: Sendable {
    static let names = ["pot-o-core", "ai3-lib", "pot-o-mining", "pot-o-extensions"]

    let site: GitHubSite
    private let owner: String
    /// Holds the workspace with its four clones.
    private let folder: String

    private static let check = "ci"
    private static let note = "notes/by-hand.md"

    static func begin(_ number: Int, at site: GitHubSite) async throws -> RequestedCascade {
        let cascade = RequestedCascade(
            site: site, owner: "tribe\(number)", folder: site.fixture.root + "/cascade-\(number)")
        for (index, name) in names.enumerated() {
            let source = "source-\(number)-\(name)"
            let needs = names[..<index].map { "\($0) = \"0.1.0\"\n" }.joined()
            try await site.fixture.repository(
                source,
                [
                    "Cargo.toml": "[package]\nname = \"\(name)\"\nversion = \"0.1.0\"\n\n[dependencies]\n\(needs)",
                    ".github/workflows/release.yml": """
                    name: release
                    on: { push: { tags: ["\(name)-v*"] } }
                    jobs: { publish: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }

                    """,
                ], tag: "\(name)-v0.1.0")
            try await site.add(
                cascade.place(name), settings(of: name), from: site.fixture.workspace + "/" + source)
            try await site.clone(cascade.place(name), to: cascade.folder + "/" + name)
        }
        try Data(configuration(api: site.github.enterpriseAPI).utf8).write(
            to: URL(fileURLWithPath: cascade.folder + "/slipway.yaml"))
        try await site.push(["proof.rs": "// 2\n"], "feat: shorter proofs", to: "main", in: cascade.place("pot-o-core"))
        try await site.fixture.git("pull", "--quiet", in: cascade.folder + "/pot-o-core")
        return cascade
    }

    private static func settings(of name: String) -> RepositorySettings {
        var settings = RepositorySettings()
        guard name == "pot-o-mining" else { return settings }
        var protection = Protection()
        protection.reviews = 1
        protection.checks = [check]
        protection.includesAdministrators = true
        settings.protections["main"] = protection
        return settings
    }

    private static func configuration(api: String) -> String {
        """
        workspace: pot-o
        forge: { kind: github, root: ., api: "\(api)" }
        commits: { via: pull-request, name: TribeWarez Release Bot, mail: release@tribewarez.com }
        repositories:
          ai3-lib: { commits: { merge: squash, checks: [\(check)] } }
          pot-o-mining: { commits: { merge: squash, checks: [\(check)] } }
          pot-o-extensions: { commits: { merge: squash, checks: [\(check)] } }
        defaults:
          cascade: always
          tag: "{component}-v{version}"
          tag-kind: lightweight
          gates:
            - { name: test, run: [bash, -c, "cat Cargo.toml; echo 'test result: ok. 1 passed; 0 failed'"] }

        """
    }

    private func place(_ name: String) -> ForgeRepository { ForgeRepository(owner: owner, name: name) }

    // MARK: The run

    /// What happened until the run was finished.
    struct Story {
        /// What each command ended with and wrote.
        var commands: [String] = []
        var kills = 0
    }

    /// Begins the release and goes on with it until it is finished, while CI and people do their part.
    ///
    /// - Parameters:
    ///   - boundary: Where a process is killed, once.
    ///   - list: A file that gets the boundaries.
    func release(killedAt boundary: String? = nil, listing list: String? = nil) async throws -> Story {
        try await withThrowingTaskGroup(of: Story?.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    do { try await work() } catch is CancellationError { break }
                }
                return nil
            }
            group.addTask { try await commands(killedAt: boundary, listing: list) }
            while let story = try await group.next() {
                guard let story else { continue }
                group.cancelAll()
                return story
            }
            throw FixtureError(text: "no command ended")
        }
    }

    private func commands(killedAt boundary: String?, listing list: String?) async throws -> Story {
        var story = Story()
        var crashing: [String: String] = [:]
        crashing["SLIPWAY_CRASH_AT"] = boundary
        crashing["SLIPWAY_CRASH_LIST"] = list
        for _ in 0..<20 {
            let result = try await site.fixture.slipway(
                "release", program: crashing.isEmpty ? "slipway" : "slipway-crash",
                environment: ["GH_TOKEN": GitHubSite.token].merging(crashing) { $1 }, in: folder)
            let text = result.text + result.errorText
            story.commands.append("\(result.end)\n\(text)")
            switch result.end {
            case .exited(0): return story
            case .exited(77): try await decide()
            case .signalled(9) where boundary != nil && story.kills == 0:
                story.kills += 1
                crashing = [:]
            default: throw FixtureError(text: "it ended with \(result.end): \(text)")
            }
        }
        throw FixtureError(text: "it is never finished: \(story.commands)")
    }

    /// What a CI does all the time, and someone to the pull request of pot-o-extensions before it gets there.
    private func work() async throws {
        for name in RequestedCascade.names.dropFirst() {
            guard let request = try await openRequest(of: name), var pull = request.pull else { continue }
            if name == "pot-o-extensions" {
                let isChanged = try await has(RequestedCascade.note, pull.headCommit, in: name)
                if !isChanged {
                    try await site.push(
                        [RequestedCascade.note: "by hand\n"], "docs: a note", to: pull.headBranch, in: place(name))
                    guard let changed = try await openRequest(of: name)?.pull else { continue }
                    pull = changed
                }
            }
            try await site.pass(RequestedCascade.check, on: pull.headCommit, in: place(name))
        }
        try await Task.sleep(for: .milliseconds(100))
    }

    /// What people do when the run waits for them.
    private func decide() async throws {
        if let request = try await openRequest(of: "pot-o-core") {
            try await site.merge(request.number, in: place("pot-o-core"))
        }
        if let request = try await openRequest(of: "pot-o-mining") {
            try await site.approve(request.number, by: "grace", in: place("pot-o-mining"))
        }
        if let request = try await openRequest(of: "pot-o-extensions"), let pull = request.pull,
            try await has(RequestedCascade.note, pull.headCommit, in: "pot-o-extensions")
        {
            try await site.merge(request.number, in: place("pot-o-extensions"))
        }
    }

    private func openRequest(of name: String) async throws -> Issue? {
        try await site.state(of: place(name)).issues.values.first { $0.isOpen && $0.pull != nil }
    }

    private func has(_ file: String, _ commit: String, in name: String) async throws -> Bool {
        let id = try await site.state(of: place(name)).id
        let found = try await site.fixture.git(
            "ls-tree", "--name-only", commit, file, in: site.github.double.repositoryFolder(id))
        return !found.isEmpty
    }

    // MARK: Its end

    /// What others see of the repositories, and the run's steps.
    func endState() async throws -> [String] {
        var lines: [String] = []
        for name in RequestedCascade.names {
            lines += try await site.endState(of: place(name)).map { "\(name): \($0)" }
        }
        let shown = try await site.fixture.slipway("run", "show", "--json", in: folder)
        let report = try JSONDecoder().decode(Report.self, from: Data(shown.output))
        return lines + report.steps.map { "\($0.id) \($0.state)" }.sorted()
    }

    /// What doctor finds in the workspace.
    func findings() async throws -> String {
        try await site.fixture.slipway("doctor", environment: ["GH_TOKEN": GitHubSite.token], in: folder).text
    }

    private struct Report: Decodable {
        struct Step: Decodable {
            var id: String
            var state: String
        }
        var steps: [Step]
    }
}
