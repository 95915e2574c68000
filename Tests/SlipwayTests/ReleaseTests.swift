import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("The real program, on real repositories", .heavy)
struct ReleaseTests {
    @Test("A dry run prints the plan and changes no byte of workspace, remotes or store")
    func dryRunTouchesNothing() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let before = try await fixture.fingerprint(of: fixture.root)
        let result = try await fixture.slipway("release", "--dry-run")
        #expect(result.end == .exited(0))
        #expect(result.text.contains("core") && result.text.contains("2.0.0"))
        #expect(try await fixture.fingerprint(of: fixture.root) == before)
    }

    @Test("After a release there is nothing to plan, and a second release does nothing")
    func releasedPlansNothing() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        let updates = try await fixture.updates()
        let plan = try await fixture.slipway("plan", "--json")
        let decoded = try decodeJSON(ReleasePlan.self, from: Data(plan.output))
        #expect(decoded.released.isEmpty && decoded.nothingToRelease != nil)
        #expect(try await fixture.slipway("release").end == .exited(0))
        #expect(try await fixture.updates() == updates)
    }

    @Test("Every tag's tree carries the tag's version")
    func tagsCarryTheirVersion() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        #expect(
            try await fixture.git("show", "v2.0.0:pyproject.toml", in: fixture.root + "/remotes/core.git").contains(
                "version = \"2.0.0\""))
        let app = try await fixture.git("show", "v1.0.1:pyproject.toml", in: fixture.root + "/remotes/app.git")
        #expect(app == "[project]\nname = \"app\"\nversion = \"1.0.1\"\ndependencies = [\"core>=1,<3\"]\n")
        #expect(try await fixture.git("show", "v1.0.1:VERSION", in: fixture.root + "/remotes/other.git") == "1.0.1\n")
    }

    @Test("A second release of a workspace exits with 75 and shows the holder; with --wait it waits")
    func oneAtATime() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let gate =
            "touch \(fixture.root)/begun; \(shellWait(until: "[ -e \(fixture.root)/go ]")); echo 1..1"
        try fixture.write(
            "workspace: slow\ndefaults:\n  gates: [{ name: test, run: [sh, -c, \"\(gate)\"] }]\n",
            to: "workspace/slipway.yaml")
        let first = try RunningProgram(fixture, ["release"], log: "first", environment: [:])
        try await eventually("the first release runs its gates") {
            FileManager.default.fileExists(atPath: fixture.root + "/begun")
        }
        let second = try await fixture.slipway("release", "--json")
        #expect(second.end == .exited(75))
        #expect(
            second.text.contains("\"code\" : \"workspace.held\"") && second.text.contains("slipway release (process"))
        let third = try RunningProgram(fixture, ["release", "--wait"], log: "third", environment: [:])
        try await eventually("the third release waits") { third.output.contains("Waiting for it.") }
        try fixture.write("", to: "go")
        #expect(await first.status() == 0, "\(first.output)")
        #expect(await third.status() == 0, "\(third.output)")
        #expect(try await fixture.updates().values.allSatisfy { $0 <= 3 })
    }

    @Test("apply refuses changed repositories, says what changed, and does nothing")
    func refusesMovedWorld() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let plan = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", plan).end == .exited(0))
        try await fixture.commit("fix: meanwhile", ["more.py": "y = 2\n"], in: "core")
        let updates = try await fixture.updates()
        let result = try await fixture.slipway("apply", plan, "--json")
        #expect(result.end == .exited(1))
        #expect(result.text.contains("run.world-moved") && result.text.contains("core: the clone is at"))
        #expect(try await fixture.updates() == updates)
    }

    @Test("apply of a plan that was executed says so, and does nothing")
    func executedBefore() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let plan = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", plan).end == .exited(0))
        let first = try await fixture.slipway("apply", plan)
        #expect(first.end == .exited(0) && !first.errorText.contains("nothing was done"), "\(first.errorText)")
        let updates = try await fixture.updates()
        let second = try await fixture.slipway("apply", plan)
        #expect(
            second.end == .exited(0) && second.errorText.contains("has executed this plan already; nothing was done."))
        #expect(try await fixture.updates() == updates)
    }

    @Test("apply refuses a plan file that was changed by hand")
    func refusesChangedPlan() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let path = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", path).end == .exited(0))
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        try fixture.write(text.replacing("2.0.0", with: "3.0.0"), to: "plan.json")
        let result = try await fixture.slipway("apply", path, "--json")
        #expect(result.end == .exited(1))
        #expect(result.text.contains("run.plan-changed"))
    }

    @Test("A gate that fails stops its part before anything is public; another part finishes; exit code 65")
    func failedGateStopsItsPart() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try fixture.write(
            """
            workspace: chain
            components:
              app: { gates: [{ name: test, run: [sh, -c, "echo broken; exit 3"] }] }
              other: { gates: [{ name: test, run: [sh, -c, "echo 1..1"] }] }

            """, to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("release", "--json")
        #expect(result.end == .exited(65))
        #expect(result.text.contains("gate.refused") && result.text.contains("broken"))
        let remotes = fixture.root + "/remotes"
        #expect(try await fixture.git("tag", in: remotes + "/core.git") == "v1.0.0\n")
        #expect(try await fixture.git("tag", in: remotes + "/app.git") == "v1.0.0\n")
        #expect(try await fixture.git("tag", in: remotes + "/other.git") == "v1.0.0\nv1.0.1\n")
    }

    @Test("A gate that runs no tests has not passed")
    func zeroTestsIsNoPass() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try fixture.write(
            "workspace: empty\ndefaults:\n  gates: [{ name: test, run: [python3, -m, unittest, discover] }]\n",
            to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("release", "--json")
        #expect(result.end == .exited(65))
        #expect(result.text.contains("ran no test"))
    }

    @Test("Everything that can't be parsed is reported at once, each with file, line and column; exit code 78")
    func reportsAllUnreadableFiles() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try await fixture.commit("fix: break it", ["pyproject.toml": "[project\nname = \"core\"\n"], in: "core")
        try await fixture.commit(
            "fix: break it", ["pyproject.toml": "[project]\nname = \"app\nversion = 1\n"], in: "app")
        let result = try await fixture.slipway("plan", "--json")
        #expect(result.end == .exited(78))
        #expect(result.text.contains("core/pyproject.toml:1:") && result.text.contains("app/pyproject.toml:2:"))
    }

    @Test("A requirement cycle is an error with the full cycle and its files; exit code 78")
    func reportsRing() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        for (name, next) in [("a", "b"), ("b", "c"), ("c", "a")] {
            try await fixture.repository(
                name,
                ["pyproject.toml": "[project]\nname = \"\(name)\"\nversion = \"1.0.0\"\ndependencies = [\"\(next)\"]\n"]
            )
        }
        let result = try await fixture.slipway("graph", "--json")
        #expect(result.end == .exited(78))
        #expect(result.text.contains("a → b → c → a") && result.text.contains("graph.cycle"))
        #expect(result.text.components(separatedBy: "pyproject.toml:4:").count == 4)
    }

    @Test("A tag that names another version than its tree is refused before anything happens")
    func refusesLyingUpstreamTag() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try await fixture.git("tag", "v7.0.0", in: fixture.workspace + "/core")
        let result = try await fixture.slipway("plan", "--upstream-tag", "v7.0.0", "--json")
        #expect(result.end == .exited(1))
        #expect(result.text.contains("plan.tag-differs-from-tree") && result.text.contains("project.version is 1.0.0"))
    }

    @Test("A secret that a command prints is masked in logs, journal and output")
    func masksSecrets() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try fixture.write(
            """
            workspace: chain
            secrets: [DEPLOY_KEY]
            defaults:
              gates: [{ name: test, run: [sh, -c, "echo key=$DEPLOY_KEY; exit 1"], secrets: [DEPLOY_KEY] }]

            """, to: "workspace/slipway.yaml")
        let result = try await fixture.slipway(
            "release", "--json", environment: ["DEPLOY_KEY": "s3cr3t-v4lue-for-a-test"])
        #expect(result.end == .exited(65))
        #expect(result.text.contains("key=***"))
        #expect(!result.text.contains("s3cr3t") && !result.errorText.contains("s3cr3t"))
        let found = try await fixture.fingerprint(of: fixture.workspace)
        #expect(!found.isEmpty)
        let grep = try await fixture.git(
            "grep", "--no-index", "--count", "s3cr3t-v4lue", "--", ".", in: fixture.workspace + "/.slipway",
            mayFail: true)
        #expect(grep.isEmpty)
    }

    @Test("The program reports the version in the file VERSION")
    func saysItsVersion() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../VERSION")
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(try await fixture.slipway("--version").text == written)
    }

    @Test("A maintenance branch continues from its own last release, whatever other branches released")
    func plansMaintenanceBranch() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("lib", ["VERSION": "1.0.0\n"])
        let clone = fixture.workspace + "/lib"
        try await fixture.git("branch", "maintenance", in: clone)
        try await fixture.commit("feat!: second", ["VERSION": "2.0.0\n"], in: "lib")
        try await fixture.git("tag", "v2.0.0", in: clone)
        try await fixture.git("checkout", "--quiet", "maintenance", in: clone)
        try await fixture.commit("fix: correct the first", ["fix.txt": "x\n"], in: "lib")
        #expect(try await fixture.slipway("version", "lib").text == "1.0.1\n")
    }

    @Test("--at plans as if that commit were the head: later commits and tags do not exist")
    func plansAtCommit() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("lib", ["VERSION": "1.0.0\n"])
        let clone = fixture.workspace + "/lib"
        try await fixture.commit("fix: correct a fault", ["a.txt": "x\n"], in: "lib")
        let then = try await fixture.git("rev-parse", "HEAD", in: clone).trimmingCharacters(in: .newlines)
        try await fixture.commit("feat!: break", ["VERSION": "2.0.0\n"], in: "lib")
        try await fixture.git("tag", "v2.0.0", in: clone)
        let result = try await fixture.slipway("plan", "--at", then, "--json")
        let plan = try decodeJSON(ReleasePlan.self, from: Data(result.output))
        #expect(plan.component("lib")?.currentVersion == Version(1, 0, 0))
        #expect(plan.component("lib")?.nextVersion == Version(1, 0, 1))
        let unknown = try await fixture.slipway("plan", "--at", "0123456789", "--json")
        #expect(unknown.end == .exited(1) && unknown.text.contains("observe.no-such-commit"))
    }

    @Test("A retry without changes executes the same plan")
    func retryKeepsPlan() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try fixture.write(
            """
            workspace: chain
            components:
              app: { gates: [{ name: flag, run: [test, -e, "\(fixture.root)/flag"] }] }

            """, to: "workspace/slipway.yaml")
        let plan = fixture.root + "/plan.json"
        #expect(try await fixture.slipway("plan", "--out", plan).end == .exited(0))
        #expect(try await fixture.slipway("apply", plan).end == .exited(65))
        try fixture.write("", to: "flag")
        let retried = try await fixture.slipway("run", "retry")
        #expect(retried.end == .exited(0) && !retried.text.contains("amended"))
        let applied = try decodeJSON(ReleasePlan.self, from: Data(contentsOf: URL(fileURLWithPath: plan)))
        let performed = fixture.folder(of: "r1") + "/plan.json"
        let kept = try decodeJSON(ReleasePlan.self, from: Data(contentsOf: URL(fileURLWithPath: performed)))
        #expect(kept.digest == applied.digest)
    }
}
