import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// A command in a folder that is not a workspace says so; it does not answer that all is well.
@Suite("Commands in the wrong folder", .heavy)
struct WrongPlaceTests {
    private func empty() throws -> (fixture: Fixture, folder: String) {
        let fixture = try Fixture()
        let folder = fixture.root + "/empty"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return (fixture, folder)
    }

    @Test(
        "Where nothing is a component, the command says why, and how another folder is chosen",
        arguments: [
            "version", "changelog", "update", "build", "checkout", "release", "release-pr", "check --pull-request=1",
        ])
    func noComponents(command: String) async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        let words = command.split(separator: " ").map(String.init)
        let result =
            words.count == 1
            ? try await fixture.slipway(words[0], in: folder)
            : try await fixture.slipway(words[0], words[1], in: folder)
        #expect(result.end == .exited(78), "\(result.errorText)")
        #expect(
            result.errorText.contains("The workspace has no components. [observe.no-components]"), "\(result.errorText)"
        )
        #expect(result.errorText.contains("slipway -C FOLDER plan"))
    }

    @Test("What only shows succeeds, and says the same", arguments: ["plan", "graph"])
    func shown(command: String) async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        let result = try await fixture.slipway(command, in: folder)
        #expect(result.end == .exited(0) && result.text.contains("The workspace has no components."))
        #expect(
            result.errorText == """
                No manifest of a known ecosystem was found in \(folder) or in a clone below it.
                Name the workspace's folder: slipway -C FOLDER \(command)

                """)
    }

    @Test("doctor reports a workspace without components as an error, and nothing that does not help")
    func examined() async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        let result = try await fixture.slipway("doctor", in: folder)
        #expect(result.end == .exited(1), "\(result.text)")
        let text = result.text + result.errorText
        #expect(text.contains("error The workspace has no components. [observe.no-components]"), "\(text)")
        #expect(
            text.contains("Name the workspace's folder: slipway -C FOLDER doctor") && !text.contains("git"), "\(text)")
    }

    @Test("A check of a store that does not exist is not passed, and makes none", arguments: ["audit", "store"])
    func noStore(noun: String) async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        let verb = noun == "audit" ? "verify" : "check"
        let result = try await fixture.slipway(noun, verb, in: folder)
        #expect(result.end == .exited(78) && result.text.isEmpty, "\(result.text)")
        #expect(result.errorText.contains("There is no store in \(folder); nothing was checked."))
        #expect(result.errorText.contains("slipway -C FOLDER \(noun) \(verb)"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test("A folder that is not a release set is refused, and the error shows where sets are")
    func noSet() async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        let result = try await fixture.slipway("verify", folder, in: folder)
        #expect(result.end == .exited(1))
        #expect(
            result.errorText.contains("\(folder) is not a complete release set: it has no SHA256SUMS. [set.incomplete]")
        )
        #expect(result.errorText.contains("slipway run list"))
        let missing = try await fixture.slipway("verify", folder + "/r9", in: folder)
        #expect(missing.end == .exited(64))
        #expect(
            missing.errorText.contains("The folder \(folder)/r9 does not exist. [input.no-such-folder]")
                && missing.errorText.contains("slipway run list"), "\(missing.errorText)")
    }

    @Test("Of several components, one is named with the very command", arguments: ["version", "changelog"])
    func several(command: String) async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let result = try await fixture.slipway(command)
        #expect(result.end == .exited(64))
        #expect(
            result.errorText.contains(/Name one: slipway (version|changelog) (core|app|other)\n/), "\(result.errorText)"
        )
    }

    @Test("A repository without a commit is told how it begins, and that works")
    func noCommit() async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        try await fixture.git("init", "--quiet", folder, in: "/")
        try fixture.write("1.0.0\n", to: "empty/VERSION")
        let doctor = try await fixture.slipway("doctor", in: folder)
        #expect(doctor.text.contains("\(folder) is not a git repository with a commit."), "\(doctor.text)")
        #expect(doctor.text.contains("git -C \(folder) commit -m 'chore: begin'"))
        try await fixture.git("add", "-A", in: folder)
        try await fixture.git("commit", "-m", "chore: begin", in: folder)
        #expect(!(try await fixture.slipway("doctor", in: folder)).text.contains("with a commit"))
    }

    @Test("A name that is neither a plan file nor a commit or tag is refused, and the error says so")
    func names() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let difference = try await fixture.slipway("plan", "--diff", "nope", "main")
        #expect(
            difference.errorText.contains(
                "'nope' is neither a plan file nor a commit or tag in any repository of the workspace."))
        let at = try await fixture.slipway("plan", "--at", "nope", in: fixture.workspace + "/core")
        #expect(at.errorText.contains("'nope' is neither a commit nor a tag in core."), "\(at.errorText)")
        #expect(at.errorText.contains("fetch --tags"))
    }

    @Test("A file of extra-files that is not committed is reported where slipway.yaml names it")
    func uncommitted() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let config = try String(contentsOfFile: fixture.workspace + "/slipway.yaml", encoding: .utf8)
        let lines = config.split(separator: "\n", omittingEmptySubsequences: false).count
        try fixture.write(config + "components: { core: { extra-files: [a.txt] } }\n", to: "workspace/slipway.yaml")
        try fixture.write("1.0.0 x-release-please-version\n", to: "workspace/core/a.txt")
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(78))
        #expect(result.errorText.contains("slipway.yaml:\(lines):"), "\(result.errorText)")
        #expect(result.errorText.contains("core: extra-files names a.txt, which "), "\(result.errorText)")
        #expect(result.errorText.contains("Commit the file, or correct the path"))
    }

    @Test("A command that does not exist is named, with the one that was most likely meant")
    func unknown() async throws {
        let (fixture, folder) = try empty()
        defer { fixture.remove() }
        let one = try await fixture.slipway("plna", in: folder)
        #expect(one.end == .exited(64))
        #expect(one.errorText.contains("There is no command 'plna'. Did you mean plan?"), "\(one.errorText)")
        let two = try await fixture.slipway("run", "shwo", in: folder)
        #expect(two.errorText.contains("There is no command 'shwo'. Did you mean show?"), "\(two.errorText)")
    }

    @Test("A clone that lost its .git is missed where a sibling requires it", arguments: ["plan", "doctor"])
    func lostClone(command: String) async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let core = fixture.workspace + "/core"
        #expect(!(try await fixture.slipway(command)).text.contains("not a git repository"))
        try FileManager.default.removeItem(atPath: core + "/.git")
        let result = try await fixture.slipway(command)
        let output = result.text + result.errorText
        #expect(
            output.contains(
                "\(core) is not a git repository, so it is not part of the workspace, although app requires"),
            "\(output)")
    }

    @Test("A policy for a requirement that does not exist is a warning")
    func unusedEdge() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let config = try String(contentsOfFile: fixture.workspace + "/slipway.yaml", encoding: .utf8)
        try fixture.write(
            config + "edges: [{ from: core, to: app, policy: never }]\n", to: "workspace/slipway.yaml")
        let plan = try await fixture.slipway("plan")
        #expect(plan.end == .exited(0))
        let output = plan.text + plan.errorText
        #expect(output.contains("`core` does not require `app`, so this edge has no effect."), "\(output)")
        try fixture.write(
            config + "edges: [{ from: app, to: core, policy: never }]\n", to: "workspace/slipway.yaml")
        let right = try await fixture.slipway("plan")
        #expect(!(right.text + right.errorText).contains("no effect"))
    }
}
