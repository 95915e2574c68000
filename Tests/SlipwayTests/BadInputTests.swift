import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What `docs/bad-input.md` promises: bad input ends with a clear error, and nothing is lost or half-done.
@Suite("Bad input ends well", .heavy)
struct BadInputTests {
    private static let manifest = "[package]\nname = \"core\"\nversion = \"1.0.0\"\npublish = false\n"

    /// One crate with something to release.
    private func fixture(branch: String = "main", objects: String = "sha1") async throws -> Fixture {
        let fixture = try Fixture()
        let clone = fixture.workspace + "/core"
        let remote = fixture.root + "/remotes/core.git"
        try await fixture.git("init", "--quiet", "--bare", "--object-format=\(objects)", remote, in: "/")
        try await fixture.git("init", "--quiet", "--object-format=\(objects)", clone, in: "/")
        try await fixture.git("symbolic-ref", "HEAD", "refs/heads/\(branch)", in: clone)
        try await fixture.git("remote", "add", "origin", "../../remotes/core.git", in: clone)
        try await fixture.commit("feat: first", ["Cargo.toml": BadInputTests.manifest], in: "core")
        try await fixture.git("tag", "v1.0.0", in: clone)
        try await fixture.commit("feat: second", ["x": "y"], in: "core")
        try await fixture.git("push", "--quiet", "--tags", "origin", "refs/heads/\(branch)", in: clone)
        return fixture
    }

    /// The error's place and code, and that nothing was touched.
    private func refused(
        _ fixture: Fixture, _ arguments: String = "plan", exit: Int32 = 78, says words: String...,
        environment: [String: String] = [:]
    ) async throws {
        let before = try await fixture.fingerprint(of: fixture.workspace)
        let result = try await fixture.slipway(arguments, environment: environment)
        #expect(result.end == .exited(exit), "\(result.errorText)")
        for word in words { #expect(result.errorText.contains(word), "\(word) in \(result.errorText)") }
        if arguments == "plan" { #expect(try await fixture.fingerprint(of: fixture.workspace) == before) }
    }

    private func released(_ fixture: Fixture) async throws {
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let tags = try await fixture.git("tag", in: fixture.root + "/remotes/core.git")
        #expect(tags.contains("v1.1.0"))
    }

    // MARK: Configuration

    @Test(
        "A configuration that can't be used is an error with line and column",
        arguments: [
            ("component: {}\n", "slipway.yaml:1:1", "Did you mean `components`?"),
            (
                "components:\n  cora: { tag: \"x{version}\" }\n", "slipway.yaml:2:3",
                "Did you mean `core`? Components here: `core`."
            ),
            (
                "components:\n  cora: { ignore: true }\n", "slipway.yaml:2:3",
                "Did you mean `core`? Components here: `core`."
            ),
            ("parallelism: many\n", "slipway.yaml:1:14", "config.wrong-type"),
            ("components:\n  core: { repository: core, path: ../../etc }\n", "slipway.yaml:2:35", "config.path"),
            ("components:\n  core: { repository: core, extra-files: [/../x] }\n", "slipway.yaml:2:43", "config.path"),
            ("workspace: \"a\nb: [\n", "slipway.yaml:1:12", "yaml."),
            ("- a\n", "slipway.yaml:1:1", "config.wrong-type"),
        ])
    func configuration(text: String, place: String, word: String) async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write(text, to: "workspace/slipway.yaml")
        try await refused(fixture, says: place, word)
    }

    @Test("A gate's missing program stops the release before anything is done")
    func missingProgram() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let gates = "[{ name: test, run: [no-such-program] }, { name: own, run: [tools/check] }]"
        try fixture.write("components: { core: { gates: \(gates) } }\n", to: "workspace/slipway.yaml")
        try await refused(
            fixture, "release", exit: 1, says: "run.missing-program", "no-such-program, called by gate",
            "slipway doctor")
        let tags = try await fixture.git("tag", in: fixture.root + "/remotes/core.git")
        #expect(!tags.contains("v1.1.0"))
        let runs = try await fixture.slipway("run list")
        #expect(!runs.text.contains("r1"), "\(runs.text)")
    }

    @Test("An empty configuration means the defaults")
    func empty() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write("", to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("plan").end == .exited(0))
    }

    @Test("A configuration that is not UTF-8, huge, or a link out of the workspace is refused unread")
    func strangeConfiguration() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let path = fixture.workspace + "/slipway.yaml"
        try Data([0x61, 0x3A, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: path))
        try await refused(fixture, says: "yaml.encoding", "slipway.yaml:1:3")
        try Data(repeating: 0x61, count: 5 << 20).write(to: URL(fileURLWithPath: path))
        try await refused(fixture, says: "input.too-large")
        try FileManager.default.removeItem(atPath: path)
        try fixture.write("secret: hunter2\n", to: "elsewhere")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "../elsewhere")
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(78) && result.errorText.contains("input.outside"))
        #expect(!(result.errorText + result.text).contains("hunter2"))
    }

    // MARK: Manifests

    @Test("A manifest that is empty, huge or not UTF-8 is an error with its location, or has no component")
    func manifests() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try await fixture.commit("fix: x", ["Cargo.toml": String(repeating: "#", count: 17 << 20)], in: "core")
        try await refused(fixture, says: "manifest.too-large", "core/Cargo.toml:1:1")
        try Data(Array("name = \"".utf8) + [0xFF]).write(
            to: URL(fileURLWithPath: fixture.workspace + "/core/Cargo.toml"))
        try await fixture.commit("fix: y", [:], in: "core")
        try await refused(fixture, says: "toml.invalid-utf8", "core/Cargo.toml:1:9")
        try await fixture.commit("fix: z", ["Cargo.toml": ""], in: "core")
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(0) && result.text.contains("no components"))
    }

    @Test("Symbolic links are not followed, neither in a repository nor in a plain folder")
    func links() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write("[project]\nname = \"leaked\"\nversion = \"6.6.6\"\n", to: "outside/pyproject.toml")
        let clone = fixture.workspace + "/core"
        try FileManager.default.createSymbolicLink(
            atPath: clone + "/pyproject.toml", withDestinationPath: "../../outside/pyproject.toml")
        try FileManager.default.createSymbolicLink(atPath: clone + "/sub", withDestinationPath: "../../outside")
        try await fixture.commit("fix: links", [:], in: "core")
        #expect(try await !fixture.slipway("plan").text.contains("leaked"))
        try FileManager.default.removeItem(atPath: clone + "/.git")
        #expect(try await !fixture.slipway("graph").text.contains("leaked"))
    }

    // MARK: Names

    @Test(
        "Names with quotes, spaces, dashes and shell text are data",
        arguments: ["a\"b'c", "x;$(touch${IFS}pwned)", "`touch${IFS}pwned`", "feat/ü-#&|"])
    func branches(name: String) async throws {
        let fixture = try await fixture(branch: name)
        defer { fixture.remove() }
        let tag = "v1.0.1;$(touch${IFS}pwned)"
        try await fixture.git("tag", tag, in: fixture.workspace + "/core")
        try await fixture.git("update-ref", "refs/tags/-v9.9.9", "HEAD", in: fixture.workspace + "/core")
        try await released(fixture)
        let names = try FileManager.default.subpathsOfDirectory(atPath: fixture.root).filter { $0.hasSuffix("pwned") }
        #expect(names.isEmpty)
    }

    @Test("A file with a line break, quotes or a leading dash in its name does no harm")
    func fileNames() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try await fixture.commit(
            "fix: names",
            [
                "-rf": "x", "a\nb/Cargo.toml": "[package]\nname = \"odd\"\nversion = \"1.0.0\"\npublish = false\n",
                "q\"'": "x",
            ], in: "core"
        )
        try await fixture.push("core")
        let result = try await fixture.slipway("plan", "--json")
        #expect(result.end == .exited(0), "\(result.errorText)")
        #expect(try await fixture.slipway("doctor").end == .exited(0))
    }

    // MARK: Clones

    @Test("On a detached head, plan works and release is refused")
    func detached() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try await fixture.git("checkout", "--quiet", "--detach", in: fixture.workspace + "/core")
        #expect(try await fixture.slipway("plan").end == .exited(0))
        try await refused(fixture, "release", exit: 1, says: "plan.detached-head")
    }

    @Test("Uncommitted changes are not part of a release, and stay as they are")
    func dirty() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write("changed", to: "workspace/core/x")
        try fixture.write("new", to: "workspace/core/untracked")
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0) && result.errorText.contains("uncommitted changes"), "\(result.errorText)")
        #expect(try String(contentsOfFile: fixture.workspace + "/core/x", encoding: .utf8) == "changed")
        let tree = try await fixture.git(
            "ls-tree", "-r", "--name-only", "v1.1.0", in: fixture.root + "/remotes/core.git")
        #expect(tree == "Cargo.toml\nx\n")
        #expect(try await fixture.git("show", "v1.1.0:x", in: fixture.root + "/remotes/core.git") == "y")
    }

    @Test("A shallow clone stops planning and says how to complete it")
    func shallow() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try FileManager.default.removeItem(atPath: fixture.workspace + "/core")
        try await fixture.git(
            "clone", "--quiet", "--depth=1", "--branch=main", "file://\(fixture.root)/remotes/core.git",
            fixture.workspace + "/core", in: "/")
        try await fixture.git(
            "fetch", "--quiet", "--depth=1", "origin", "tag", "v1.0.0", in: fixture.workspace + "/core")
        try await refused(fixture, exit: 1, says: "observe.shallow-clone", "fetch --unshallow")
    }

    @Test("Submodules are left alone")
    func submodules() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let inner = fixture.root + "/inner"
        try await fixture.git("init", "--quiet", inner, in: "/")
        try fixture.write("[package]\nname = \"inner\"\nversion = \"3.0.0\"\n", to: "inner/Cargo.toml")
        try await fixture.git("add", "--all", in: inner)
        try await fixture.git("commit", "--quiet", "-m", "feat: inner", in: inner)
        try await fixture.git(
            "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "inner",
            in: fixture.workspace + "/core")
        try await fixture.commit("fix: submodule", [:], in: "core")
        try await fixture.push("core")
        #expect(try await !fixture.slipway("graph").text.contains("inner"))
        try await released(fixture)
    }

    @Test("A further work tree beside its clone is not a second repository")
    func worktrees() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try await fixture.git("worktree", "add", "--quiet", "../tree", "-b", "other", in: fixture.workspace + "/core")
        #expect(try await fixture.slipway("graph").text == "level 1\n  core 1.0.0\n")
        try await released(fixture)
    }

    @Test("A repository with SHA-256 object ids is released like any other")
    func objectIDs() async throws {
        let fixture = try await fixture(objects: "sha256")
        defer { fixture.remove() }
        try await released(fixture)
    }

    // MARK: The remote and hooks

    @Test("If a remote refuses or disappears, the release is incomplete, and a retry completes it")
    func remotes() async throws {
        for fault in ["pre-receive", "gone"] {
            let fixture = try await fixture()
            defer { fixture.remove() }
            let remote = fixture.root + "/remotes/core.git"
            let hook = remote + "/hooks/pre-receive"
            if fault == "gone" {
                try fixture.write(
                    "defaults:\n  gates: [{ name: vanish, tests: none, run: [mv, \(remote), \(remote).away] }]\n",
                    to: "workspace/slipway.yaml")
            } else {
                try Data("#!/bin/sh\necho 'no entry today' >&2\nexit 1\n".utf8).write(to: URL(fileURLWithPath: hook))
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
            }
            let result = try await fixture.slipway("release")
            #expect(result.end == .exited(65), "\(fault): \(result.errorText)")
            if fault != "gone" {
                #expect((result.text + result.errorText).contains("no entry today"), "\(fault): \(result.text)")
            }
            if fault == "gone" {
                try FileManager.default.moveItem(atPath: remote + ".away", toPath: remote)
            } else {
                #expect(try await !fixture.git("tag", in: remote).contains("v1.1.0"), "\(fault)")
                try FileManager.default.removeItem(atPath: hook)
            }
            let again = try await fixture.slipway("run", "retry")
            #expect(again.end == .exited(0), "\(fault): \(again.errorText)")
            #expect(try await fixture.git("tag", in: remote).contains("v1.1.0"), "\(fault)")
        }
    }

    @Test("A hook in the clone neither stops a release nor adds to it")
    func hooks() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let hook = fixture.workspace + "/core/.git/hooks/pre-push"
        try await fixture.git("tag", "wip", in: fixture.workspace + "/core")
        try Data("#!/bin/sh\ngit push --no-verify origin wip\nexit 1\n".utf8).write(to: URL(fileURLWithPath: hook))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try await released(fixture)
        #expect(try await !fixture.git("tag", in: fixture.root + "/remotes/core.git").contains("wip"))
    }

    // MARK: The machine

    @Test("A missing or outdated git is reported before anything else")
    func git() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write("#!/bin/sh\necho git version 2.17.1\n", to: "bin/git")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.root + "/bin/git")
        try await refused(
            fixture, exit: 1, says: "git.too-old", "2.17.1", environment: ["PATH": fixture.root + "/bin:/usr/bin:/bin"])
        try await refused(fixture, exit: 1, says: "git.missing", environment: ["PATH": "/nonexistent"])
    }

    @Test(
        "A full or read-only disk stops a release before anything is public, and a retry completes it",
        .enabled(if: Mount.isPossible, "mounting a tmpfs needs root"), arguments: ["full", "read-only"])
    func disk(fault: String) async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let state = fixture.workspace + "/.slipway"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let mount = try await Mount(at: state, size: "64k")
        let filler = state + "/filler"
        if fault == "full" {
            _ = FileManager.default.createFile(
                atPath: filler, contents: Data(repeating: 1, count: 60 << 10))
        } else {
            try await mount.makeReadOnly()
        }
        let result = try await fixture.slipway("release")
        #expect(result.end != .exited(0), "\(result.errorText)")
        #expect(result.errorText.contains("error:"), "\(result.errorText)")
        #expect(try await !fixture.git("tag", in: fixture.root + "/remotes/core.git").contains("v1.1.0"))
        await mount.remove()
        try await released(fixture)
    }
}

/// A small file system of its own.
private struct Mount {
    let path: String
    private let runner = ProcessRunner()

    static let isPossible = getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/mount")

    init(at path: String, size: String) async throws {
        self.path = path
        let result = try await runner.run(Command(["mount", "-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path]))
        guard result.hasSucceeded else { throw FixtureError(text: "mount: \(result.errorText)") }
    }

    func makeReadOnly() async throws {
        _ = try await runner.run(Command(["mount", "-o", "remount,ro", path]))
    }

    func remove() async { _ = try? await runner.run(Command(["umount", "--lazy", path])) }
}
