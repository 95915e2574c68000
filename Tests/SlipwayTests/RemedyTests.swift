import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
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

    @Test("A remote that slipway.yaml names is not replaced; what the error suggests brings the release to its remote")
    func namedRemote() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let config = try String(contentsOfFile: fixture.workspace + "/slipway.yaml", encoding: .utf8)
        try fixture.write(
            config + "repositories: { core: { remote: upstream } }\nforge: { kind: git, root: . }\n",
            to: "workspace/slipway.yaml")
        let before = try await fixture.updates()
        for command in ["plan", "doctor", "release"] {
            let result = try await fixture.slipway(command)
            let output = result.text + result.errorText
            #expect(output.contains("core has no remote 'upstream'; it has origin."), "\(command): \(output)")
        }
        #expect(try await fixture.updates() == before, "nothing was pushed anywhere")
        let refused = try report(try await fixture.slipway("release", "--json"))
        let entry = try #require(entries(of: refused.suggestions).first)
        try fixture.write(config + entry + "\nforge: { kind: git, root: . }\n", to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("release").end == .exited(0))
    }

    @Test("A branch that the clone lacks is fetched by the command that the error suggests")
    func branchMissing() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let remote = fixture.root + "/remotes/core.git"
        try await fixture.git("branch", "stable", "main", in: remote)
        let config = try String(contentsOfFile: fixture.workspace + "/slipway.yaml", encoding: .utf8)
        try fixture.write(
            config + "repositories: { core: { branch: stable } }\nforge: { kind: git, root: . }\n",
            to: "workspace/slipway.yaml")
        let refused = try report(try await fixture.slipway("plan", "--json"))
        #expect(refused.code == "observe.no-such-branch")
        try await follow(refused.suggestions[0], in: fixture)
        let planned = try await fixture.slipway("plan")
        #expect(planned.end == .exited(0), "\(planned.errorText)")
        #expect(
            refused.suggestions[1]
                == "Or correct branch in slipway.yaml: repositories: { core: { branch: main } }")
    }

    @Test("Nothing to release in a clone that is behind is reported, with the command that brings the commits")
    func behind() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        let other = fixture.root + "/other-clone"
        try await fixture.git("clone", "--quiet", fixture.root + "/remotes/core.git", other, in: "/")
        try "x".write(toFile: other + "/more.txt", atomically: true, encoding: .utf8)
        try await fixture.git("add", "--all", in: other)
        try await fixture.git("commit", "--quiet", "-m", "fix: elsewhere", in: other)
        try await fixture.git("push", "--quiet", "origin", "main", in: other)
        let nothing = try await fixture.slipway("release")
        #expect(nothing.end == .exited(0), "\(nothing.errorText)")
        let warning = try #require(
            nothing.errorText.split(separator: "\n").first {
                $0.hasPrefix("warning: core: the clone is behind origin/main; pull first: ")
            }, "\(nothing.errorText)")
        try await follow(String(warning), in: fixture)
        let released = try await fixture.slipway("release")
        #expect(released.text.contains("1.0.1"), "\(released.text)\(released.errorText)")
        #expect(!(try await fixture.slipway("release")).errorText.contains("behind"))
    }

    @Test("Where the remote does not show the repository's name, the suggested entry lets the forge be asked")
    func forgeName() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        let folder = fixture.workspace + "/core"
        let token = ["GH_TOKEN": "none", "GITHUB_ACTIONS": ""]
        let refused = try report(
            try await fixture.slipway("release-pr", "--dry-run", "--json", environment: token, in: folder))
        #expect(refused.code == "forge.unnamed-repository")
        let entry = try #require(entries(of: refused.suggestions).first)
        #expect(entry == "repositories: { core: { path: ., name: OWNER/NAME } }")
        try fixture.write(entry + "\n", to: "workspace/core/slipway.yaml")
        // Nothing listens there: it was found out where to ask.
        let asked = try report(
            try await fixture.slipway(
                "release-pr", "--dry-run", "--json", "--api", "http://127.0.0.1:1", environment: token, in: folder))
        #expect(asked.code == "forge.unreachable", "\(asked)")
        try FileManager.default.removeItem(atPath: folder + "/slipway.yaml")
        let named = try report(
            try await fixture.slipway(
                "release-pr", "--dry-run", "--json", "--api", "http://127.0.0.1:1", "--repo-slug", "acme/core",
                environment: token, in: folder))
        #expect(named.code == "forge.unreachable", "\(named)")
        let unnamed = try await fixture.slipway("release-pr", "--repo-slug", "core", in: folder)
        #expect(unnamed.end == .exited(64) && unnamed.errorText.contains("OWNER/NAME"))
        try fixture.write("forge: { kind: git }\n", to: "workspace/core/slipway.yaml")
        let plain = try await fixture.slipway("release-pr", "--dry-run", environment: token, in: folder)
        #expect(plain.errorText.contains("core is on plain git"), "\(plain.errorText)")
    }

    @Test("Beside release-please's files init writes nothing unasked, and its suggestions work")
    func initBeside() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "core",
            [
                "release-please-config.json": "{\"packages\": {\".\": {\"release-type\": \"simple\"}}}\n",
                ".release-please-manifest.json": "{\".\": \"1.0.0\"}\n", "version.txt": "1.0.0\n",
            ])
        let folder = fixture.workspace + "/core"
        let refused = try report(try await fixture.slipway("init", "--json", in: folder))
        #expect(refused.code == "init.replaces-release-please")
        #expect(!FileManager.default.fileExists(atPath: folder + "/slipway.yaml"))
        #expect(refused.suggestions.count == 3)
        for suggestion in refused.suggestions.reversed() {
            let command = try #require(suggestion.range(of: "slipway ")?.upperBound)
            let arguments = suggestion[command...].split(separator: " ").map(String.init)
            let result = try await ProcessRunner().run(
                Command([try builtProgram("slipway")] + arguments + ["-C", folder]))
            #expect(result.hasSucceeded, "\(suggestion): \(result.errorText)")
            try? FileManager.default.removeItem(atPath: folder + "/slipway.yaml")
        }
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
