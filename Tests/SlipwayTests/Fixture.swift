import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// A workspace of real repositories with bare remotes in a folder of its own, the same bytes and commit ids each time.
struct Fixture {
    let root: String
    private let runner = ProcessRunner()

    init() throws {
        root = NSTemporaryDirectory() + "slipway-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root + "/workspace", withIntermediateDirectories: true)
    }

    /// A copy that lies somewhere already.
    init(at root: String) { self.root = root }

    var workspace: String { root + "/workspace" }

    func remove() { try? FileManager.default.removeItem(atPath: root) }

    /// A repository with a bare remote that records every update of every reference.
    func repository(_ name: String, _ files: [String: String], tag: String? = "v1.0.0") async throws {
        let clone = "\(workspace)/\(name)"
        let remote = "\(root)/remotes/\(name).git"
        try await git("init", "--quiet", "--bare", "--initial-branch=main", remote, in: "/")
        try await git("config", "core.logAllRefUpdates", "always", in: remote)
        try await git("init", "--quiet", "--initial-branch=main", clone, in: "/")
        try await git("remote", "add", "origin", "../../remotes/\(name).git", in: clone)
        try await commit("feat: first version", files, in: name)
        if let tag { try await git("tag", tag, in: clone) }
        try await git("push", "--quiet", "--tags", "origin", "main", in: clone)
    }

    func commit(_ message: String, _ files: [String: String], in name: String) async throws {
        let clone = "\(workspace)/\(name)"
        for (path, text) in files { try write(text, to: "workspace/\(name)/\(path)") }
        try await git("add", "--all", in: clone)
        try await git("commit", "--quiet", "-m", message, in: clone)
    }

    func push(_ name: String) async throws {
        try await git("push", "--quiet", "origin", "main", in: "\(workspace)/\(name)")
    }

    func write(_ text: String, to path: String) throws {
        let url = URL(fileURLWithPath: root + "/" + path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    @discardableResult
    func git(_ arguments: String..., in folder: String, mayFail: Bool = false) async throws -> String {
        let result = try await runner.run(
            Command(
                ["git", "-C", folder] + arguments,
                environment: [
                    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
                    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
                    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
                    "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
                ]))
        guard result.hasSucceeded || mayFail else { throw FixtureError(text: "git \(arguments): \(result.errorText)") }
        return result.text
    }

    /// Runs the real program.
    ///
    /// - Parameters:
    ///   - program: Which of ours.
    ///   - folder: Where; nil: in the workspace.
    func slipway(
        _ arguments: String..., program: String = "slipway", killedAfter seconds: Double? = nil,
        environment: [String: String] = [:], in folder: String? = nil
    ) async throws -> CommandResult {
        try await slipway(
            arguments, program: program, killedAfter: seconds, environment: environment, in: folder)
    }

    func slipway(
        _ arguments: [String], program: String = "slipway", killedAfter seconds: Double? = nil,
        environment: [String: String] = [:], in folder: String? = nil
    ) async throws -> CommandResult {
        var variables: [String: String?] = [
            "NO_COLOR": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        ]
        for (name, value) in environment { variables[name] = value }
        // Killed by its own id, and waited for: the next attempt must not meet one that is still dying.
        let script =
            "\"$@\" & pid=$!; (sleep $0; kill -9 $pid) 2>/dev/null & killer=$!; wait $pid; code=$?; kill $killer 2>/dev/null; exit $code"
        let kill = seconds.map { ["bash", "-c", script, String(format: "%.3f", $0)] } ?? []
        return try await runner.run(
            Command(
                kill + [try builtProgram(program)] + arguments + ["-C", folder ?? workspace],
                environment: variables))
    }

    /// Every file below a folder with its bytes' digest; a change of anything changes it.
    func fingerprint(of folder: String) async throws -> String {
        try await runner.run(
            Command([
                "bash", "-c",
                "cd \"$1\" && find . -type f -print0 | sort -z | xargs -0 sha256sum && find . -type d | sort", "-",
                folder,
            ])
        ).text
    }

    /// The folder of a run below the state folder, by the run's abbreviation.
    func folder(of run: String, in place: String = "releases") -> String {
        let root = "\(workspace)/.slipway/\(place)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return "\(root)/" + (names.first { $0 == run || $0.hasPrefix(run + "-") } ?? run)
    }

    /// The runs that have a folder, by their abbreviations.
    func runs(in place: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(workspace)/.slipway/\(place)")
            .map(Fixture.shortened).sorted()
    }

    /// A text with the abbreviations of runs in place of their ids, which are others each time.
    static func shortened(_ text: String) -> String {
        text.replacing(/\b(r[0-9]+)-[0-9a-f]{8}\b/) { String($0.output.1) }
    }

    /// Everything that others can see of the release: references of the remotes, and the set.
    func outcome(run: String = "r1") async throws -> String {
        var text = ""
        for name in try FileManager.default.contentsOfDirectory(atPath: root + "/remotes").sorted() {
            text += name + "\n" + (try await git("for-each-ref", in: "\(root)/remotes/\(name)"))
        }
        for name in ["SHA256SUMS", "NOTES.md", "plan.json"] {
            let bytes = FileManager.default.contents(atPath: "\(folder(of: run))/\(name)") ?? Data()
            text += "\(name)\n" + String(decoding: bytes, as: UTF8.self)
        }
        return text
    }

    /// How often each reference of the remotes was written, as the remotes themselves recorded it.
    func updates() async throws -> [String: Int] {
        let result = try await runner.run(
            Command([
                "bash", "-c", "cd \"$1\" && find . -path '*/logs/refs/*' -type f -print0 | xargs -0 wc -l", "-",
                root + "/remotes",
            ]))
        var counts: [String: Int] = [:]
        for line in result.text.split(separator: "\n") where !line.hasSuffix("total") {
            let fields = line.split(separator: " ", maxSplits: 1)
            if fields.count == 2, let count = Int(fields[0]) { counts[String(fields[1])] = count }
        }
        return counts
    }
}

struct FixtureError: Error {
    var text: String
}

extension Fixture {
    /// core ← app in two repositories, other by itself; each with a build, an artifact and a gate.
    static func chain() async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        try await fixture.repository(
            "app",
            ["pyproject.toml": "[project]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\"core>=1,<2\"]\n"])
        try await fixture.repository("other", ["VERSION": "1.0.0\n"])
        try await fixture.commit("feat!: break", ["core.py": "x = 1\n"], in: "core")
        try await fixture.commit("fix: correct a fault", ["other.sh": "true\n"], in: "other")
        for name in ["core", "other"] { try await fixture.push(name) }
        try fixture.write(
            """
            workspace: chain
            defaults:
              gates: [{ name: test, run: [sh, -c, "sleep 0.02; echo 1..1"] }]
              build: { run: [sh, -c, "echo {component} {version} > out.txt"], artifacts: [out.txt] }

            """, to: "workspace/slipway.yaml")
        return fixture
    }
}
