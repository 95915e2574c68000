import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What an error suggests is done here, word for word.
@Suite("Remedies that work when they are followed", .heavy, .timeLimit(.minutes(20)))
struct RemedyTests {
    private struct Report: Decodable {
        var code: String
        var reasons: [String]
        var suggestions: [String]
    }

    private func report(_ result: CommandResult) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(result.text.utf8))
    }

    /// The git commands of a suggestion, run from another folder.
    private func follow(_ suggestion: String, in fixture: Fixture) async throws {
        let start = try #require(suggestion.range(of: "git -C ")?.lowerBound, "\(suggestion)")
        for command in suggestion[start...].components(separatedBy: " && ") {
            let person = ["AUTHOR", "COMMITTER"].flatMap {
                [("GIT_\($0)_NAME", "Ada"), ("GIT_\($0)_EMAIL", "ada@example.org")]
            }
            let variables = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")] + person
            let result = try await ProcessRunner().run(
                Command(
                    command.split(separator: " ").map(String.init), folder: fixture.root,
                    environment: Dictionary(uniqueKeysWithValues: variables)))
            #expect(result.hasSucceeded, "\(command): \(result.errorText)")
        }
    }

    /// What is to be written into `slipway.yaml`, a line each.
    private func entries(of suggestions: [String]) -> [String] {
        suggestions.compactMap { line in
            ["Write in slipway.yaml: ", "to keep the other repositories: "].lazy
                .compactMap { line.range(of: $0) }.first.map { String(line[$0.upperBound...]) }
        }
    }

    private func add(_ entries: [String], to fixture: Fixture) throws {
        let path = fixture.workspace + "/slipway.yaml"
        let written = try String(contentsOfFile: path, encoding: .utf8)
        try fixture.write(written + entries.joined(separator: "\n") + "\n", to: "workspace/slipway.yaml")
    }

    @Test("A clone that is ahead of its remote or behind it is named, with the command that brings both together")
    func remotes() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try await fixture.commit("fix: not pushed", ["more.py": "y = 1\n"], in: "core")
        let ahead = try report(try await fixture.slipway("release", "--json"))
        #expect(ahead.code == "run.world-moved")
        #expect(
            ahead.reasons.count == 1 && ahead.reasons[0].hasPrefix("core: the clone has commits that are not pushed"))
        try await follow(ahead.suggestions[0], in: fixture)
        #expect(!ahead.suggestions.contains { $0.contains("slipway plan") })

        let other = fixture.root + "/other-clone"
        try await fixture.git("clone", "--quiet", fixture.root + "/remotes/app.git", other, in: "/")
        try await fixture.git("commit", "--quiet", "--allow-empty", "-m", "fix: elsewhere", in: other)
        try await fixture.git("push", "--quiet", "origin", "main", in: other)
        let behind = try report(try await fixture.slipway("release", "--json"))
        #expect(behind.reasons.count == 1 && behind.reasons[0].hasPrefix("app: the clone is behind its remote"))
        try await follow(behind.suggestions[0], in: fixture)
        #expect(try await fixture.slipway("release").end == .exited(0))
    }

    @Test("A plan from before a push is refused with one line for the repository, the clone's real commit in it")
    func applyAfterPush() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let plan = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", plan).end == .exited(0))
        try await fixture.commit("fix: pushed", ["more.py": "y = 1\n"], in: "core")
        try await fixture.push("core")
        let head = try await fixture.git("rev-parse", "main", in: fixture.workspace + "/core")
        let refused = try report(try await fixture.slipway("apply", plan, "--json"))
        #expect(refused.reasons.count == 1 && refused.reasons[0].contains("the clone is at \(head.prefix(7))"))
        #expect(refused.suggestions == ["Make a new plan: slipway plan --out plan.json"])
    }

    @Test("A plan of commits that are not pushed yet can be applied once they are")
    func applyUnpushed() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try await fixture.commit("fix: not pushed", ["more.py": "y = 1\n"], in: "core")
        let plan = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", plan).end == .exited(0))
        let refused = try report(try await fixture.slipway("apply", plan, "--json"))
        try await follow(refused.suggestions[0], in: fixture)
        #expect(try await fixture.slipway("apply", plan).end == .exited(0))
    }

    @Test("A detached clone is released from the branch that slipway.yaml names, and no other repository leaves")
    func detached() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try await fixture.git("checkout", "--quiet", "--detach", in: fixture.workspace + "/core")
        let refused = try report(try await fixture.slipway("release", "--json"))
        #expect(refused.code == "plan.detached-head")
        let entries = entries(of: refused.suggestions)
        try #require(entries.count == 2, "\(refused.suggestions)")
        try add(entries, to: fixture)
        let graph = try await fixture.slipway("graph").text
        for name in ["core", "app", "other"] { #expect(graph.contains("  \(name) "), "\(graph)") }
        #expect(try await fixture.slipway("release").end == .exited(0))
    }

    @Test("A detached clone that is the workspace itself is named with its path")
    func detachedAlone() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("feat: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        let folder = fixture.workspace + "/core"
        try await fixture.git("checkout", "--quiet", "--detach", in: folder)
        let refused = try report(try await fixture.slipway("release", "--json", in: folder))
        let entry = try #require(refused.suggestions.first { $0.hasPrefix("Write in slipway.yaml: ") })
        try fixture.write(String(entry.dropFirst("Write in slipway.yaml: ".count)) + "\n", to: "config.yaml")
        let released = try await fixture.slipway("release", "--config", fixture.root + "/config.yaml", in: folder)
        #expect(released.end == .exited(0), "\(released.errorText)")
    }

    @Test("Of several remotes, the one that slipway.yaml names is released to, and no other repository leaves")
    func remotesOfOneRepository() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let core = fixture.workspace + "/core"
        try await fixture.git("remote", "rename", "origin", "upstream", in: core)
        try await fixture.git("remote", "add", "fork", "/nowhere", in: core)
        let refused = try report(try await fixture.slipway("plan", "--json"))
        #expect(refused.code == "observe.remote-missing")
        let entries = entries(of: refused.suggestions)
        try #require(entries.count == 2, "\(refused.suggestions)")
        try add(entries.map { $0.replacing("remote: fork", with: "remote: upstream") }, to: fixture)
        let graph = try await fixture.slipway("graph").text
        for name in ["core", "app", "other"] { #expect(graph.contains("  \(name) "), "\(graph)") }
    }
}
