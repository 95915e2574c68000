import Foundation
import ReleasePorts
import ReleaseReports

/// Five small repositories of four ecosystems with bare remotes, real commits, builds and tests.
struct DemoWorkspace {
    let root: String
    let runner: any CommandRunner

    func make() async throws {
        for (name, files) in DemoWorkspace.repositories {
            let clone = "\(root)/workspace/\(name)"
            let remote = "\(root)/remotes/\(name).git"
            try await git(["init", "--quiet", "--bare", "--initial-branch=main", remote], in: "/")
            try await git(["init", "--quiet", "--initial-branch=main", clone], in: "/")
            for (key, value) in [("user.name", "Ada Example"), ("user.email", "ada@example.org")] {
                try await git(["config", key, value], in: clone)
            }
            try await git(["remote", "add", "origin", remote], in: clone)
            for (path, text) in files { try write(text, to: "\(clone)/\(path)") }
            try await commit("feat: first version", in: clone)
            try await git(["tag", "-a", "-m", "1.0.0", "v1.0.0"], in: clone)
            try await git(["push", "--quiet", "origin", "main", "v1.0.0"], in: clone)
        }
        try write(DemoWorkspace.configuration, to: root + "/workspace/slipway.yaml")
        // What has happened since: a breaking change upstream, and something of its own in tools.
        let core = root + "/workspace/core"
        try write("def greeting():\n    return \"new greeting\"\n", to: core + "/core.py")
        try write(DemoWorkspace.coreTest("new greeting"), to: core + "/test_core.py")
        try await commit("feat!: greet in a new way", in: core)
        let tools = root + "/workspace/tools"
        try write("#!/bin/sh\n# Counts the words of its input.\nwc -w\n", to: tools + "/count.sh")
        try await commit("fix: count words, not lines", in: tools)
        for name in ["core", "tools"] {
            try await git(["push", "--quiet", "origin", "main"], in: "\(root)/workspace/\(name)")
        }
    }

    private func write(_ text: String, to path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw FileError.failed(path: path, reason: systemReason(error))
        }
    }

    private func commit(_ message: String, in clone: String) async throws {
        try await git(["add", "--all"], in: clone)
        try await git(["commit", "--quiet", "-m", message], in: clone)
    }

    private func git(_ arguments: [String], in folder: String) async throws {
        let command = ["git", "-C", folder, "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"] + arguments
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let result = try await runner.run(Command(command))
        guard result.hasSucceeded else {
            throw DemoError(command: command.joined(separator: " "), end: result.errorText, root: root)
        }
    }

    private static func coreTest(_ greeting: String) -> String {
        """
        from unittest import TestCase
        from core import greeting

        class Greeting(TestCase):
            def test_greets(self):
                self.assertEqual(greeting(), "\(greeting)")

        """
    }

    /// Name, then files; upstreams first.
    private static let repositories: [(String, [(String, String)])] = [
        (
            "core",
            [
                ("pyproject.toml", "[project]\nname = \"core\"\nversion = \"1.0.0\"  # the one version\n"),
                ("core.py", "def greeting():\n    return \"old greeting\"\n"),
                ("test_core.py", coreTest("old greeting")),
            ]
        ),
        (
            "left",
            [
                (
                    "pyproject.toml",
                    "[project]\nname = \"left\"\nversion = \"1.0.0\"\ndependencies = [\n    \"core>=1.0,<2\",  # speaks through core\n]\n"
                ),
                ("left.py", "import core\n\ndef speak():\n    return \"left says \" + core.greeting()\n"),
                (
                    "test.sh",
                    """
                    #!/bin/sh
                    # Proves left against the candidate of core.
                    said=$(PYTHONPATH=".:$SLIPWAY_UPSTREAM_CORE" python3 -c 'import core; print(core.greeting())')
                    echo "1..1"
                    echo "core says: $said"
                    [ "$said" = "old greeting" ] || { echo "not ok 1 - left expects another greeting"; exit 1; }
                    echo "ok 1"

                    """
                ),
            ]
        ),
        (
            "right",
            [
                (
                    "Cargo.toml",
                    "[package]\nname = \"right\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\n[features]\ndefault = []\n"
                ), ("src/lib.rs", "pub fn right() -> u32 { 42 }\n"),
                ("test.sh", "#!/bin/sh\necho 1..1\ngrep -q 42 src/lib.rs && echo 'ok 1'\n"),
            ]
        ),
        (
            "app",
            [
                ("VERSION", "1.0.0\n"),
                (
                    "app.sh",
                    "#!/bin/sh\necho \"app $SLIPWAY_VERSION: $(PYTHONPATH=$SLIPWAY_UPSTREAM_LEFT:$SLIPWAY_UPSTREAM_CORE python3 -c 'import left; print(left.speak())')\"\n"
                ),
                ("test.sh", "#!/bin/sh\necho 1..1\nsh app.sh | grep 'left says' && echo 'ok 1'\n"),
            ]
        ),
        ("tools", [("VERSION", "1.0.0\n"), ("count.sh", "#!/bin/sh\nwc -l\n")]),
    ]

    private static let configuration = """
        # yaml-language-server: $schema=./slipway.schema.json
        workspace: demo
        cascade: always
        defaults:
          gates:
            - { name: test, run: [sh, test.sh] }
        components:
          core:
            gates:
              - { name: test, run: [python3, -m, unittest, -v], tests: required }
            build: { run: [sh, -c, "mkdir -p dist && cp core.py dist/core.py"], artifacts: ["dist/core.py"] }
          left:
            build: { run: [sh, -c, "mkdir -p dist && cp left.py dist/left.py"], artifacts: ["dist/left.py"] }
          right:
            requires: [core]
            build: { run: [sh, -c, "mkdir -p dist && tar -cf dist/right.tar src"], artifacts: ["dist/right.tar"] }
          app:
            requires: [left, right]
            build:
              run: [sh, -c, "mkdir -p dist && sed s/.SLIPWAY_VERSION/{version}/ app.sh > dist/app"]
              artifacts: [{ path: dist/app, name: "app-{version}" }]
          tools:
            gates:
              - { name: test, run: [sh, -c, "echo 1..1; test \\"$(echo a b c | sh count.sh)\\" -eq 3 && echo ok 1"] }
              - { name: style, run: [sh, -c, "grep -q Licence count.sh"], blocking: false, tests: none }
            build: { run: [sh, -c, "mkdir -p dist && cp count.sh dist/count"], artifacts: ["dist/count"] }

        """
}
