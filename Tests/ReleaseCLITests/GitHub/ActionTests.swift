import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("The action", .heavy, .enabled(if: ActionRun.isPossible, "needs node"))
struct ActionTests {
    /// Of a workflow, with the rights that the guide asks for and no others.
    private static let token = "ghs_workflow_secret"
    private static let rights: [Permission: Level] = [
        .contents: .write, .pullRequests: .write, .issues: .write, .metadata: .read,
    ]

    private static let files = [
        "release-please-config.json": #"{"packages": {".": {"release-type": "simple"}}}"#,
        ".release-please-manifest.json": #"{".": "1.0.0"}"#,
        "version.txt": "1.0.0\n", "CHANGELOG.md": "# Changelog\n",
    ]

    private func run(
        _ files: [String: String] = ActionTests.files, rights: [Permission: Level] = ActionTests.rights,
        mayOpen: Bool = true,
        _ body: @Sendable (GitHubScene, ActionRun) async throws -> Void
    ) async throws {
        var settings = RepositorySettings()
        settings.workflowsMayApprovePullRequests = mayOpen
        try await GitHubScene.run(
            repository: settings, files: files,
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            await scene.github.double.addWorkflowToken(
                ActionTests.token, repository: scene.id, permissions: rights)
            try await scene.commit("feat: a new thing", ["thing.txt": "thing\n"])
            try await body(scene, try ActionRun(scene, token: ActionTests.token))
        }
    }

    // MARK: With release-please's files

    @Test("On each push merged pull requests are released first, then the next is opened, with the action's outputs")
    func journey() async throws {
        try await run { scene, action in
            let first = try await action.run()
            #expect(first.code == 0, "\(first.text)")
            let request = try #require(try await scene.open().first)
            #expect(first.outputs["releases_created"] == "false" && first.outputs["paths_released"] == "[]")
            #expect(first.outputs["prs_created"] == "true" && first.outputs["release_created"] == nil)
            let shown = try #require(
                try JSONSerialization.jsonObject(
                    with: Data((first.outputs["pr"] ?? "").utf8)) as? [String: Any])
            #expect(shown["number"] as? Int == request.number && shown["title"] as? String == request.title)
            let again = try await action.run()
            #expect(again.code == 0 && again.outputs["prs_created"] == "false", "\(again.text)\(again.outputs)")
            #expect(again.outputs["pr"] == nil && again.outputs["prs"] == nil)

            let commit = try await scene.merge(request)
            try await scene.pull()
            try await scene.commit("fix: a fault", ["fix.txt": "fix\n"])
            let released = try await action.run()
            #expect(released.code == 0, "\(released.text)")
            let outputs = released.outputs
            let release = try #require(try await scene.releases().first)
            let expected = [
                "releases_created": "true", "paths_released": #"["."]"#, "release_created": "true",
                "tag_name": "v1.1.0", "version": "1.1.0", "major": "1", "minor": "1", "patch": "0",
                "sha": commit.text, "path": ".", "name": "v1.1.0", "draft": "false", "id": "\(release.id)",
                "html_url": release.address, "upload_url": release.uploadAddress, "prNumber": "\(request.number)",
                "prs_created": "true",
            ]
            for (name, value) in expected { #expect(outputs[name] == value, "\(name): \(outputs[name] ?? "–")") }
            #expect(outputs["body"]?.contains("a new thing") == true)
            let next = try await scene.open()
            #expect(next.map(\.title) == ["chore(main): release 1.1.1"])
            for one in [first, again, released] {
                let shown = one.text.replacing("::add-mask::\(ActionTests.token)", with: "")
                #expect(!shown.contains(ActionTests.token))
            }
            #expect(Set(outputs.keys).isSubset(of: try ActionRun.declaredOutputs()))
        }
    }

    @Test("The outputs of a package in a folder have its path in front")
    func packages() async throws {
        let files = [
            "release-please-config.json":
                #"{"packages": {"libs/a": {"release-type": "simple", "component": "a"}, "libs/b": {"release-type": "simple", "component": "b"}}}"#,
            ".release-please-manifest.json": #"{"libs/a": "1.0.0", "libs/b": "1.0.0"}"#,
            "libs/a/version.txt": "1.0.0\n", "libs/b/version.txt": "1.0.0\n",
        ]
        try await run(files) { scene, action in
            try await scene.scene.sandbox.git(["tag", "a-v1.0.0", "v1.0.0"], in: "clone")
            try await scene.scene.sandbox.git(["tag", "b-v1.0.0", "v1.0.0"], in: "clone")
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "--tags"], in: "clone")
            try await scene.commit("feat: more", ["libs/a/more": "1\n"])
            let opened = try await action.run()
            #expect(opened.code == 0, "\(opened.text)")
            try await scene.merge(try #require(try await scene.open().first))
            let released = try await action.run()
            #expect(released.code == 0, "\(released.text)")
            let outputs = released.outputs
            #expect(outputs["libs/a--tag_name"] == "a-v1.1.0" && outputs["libs/a--release_created"] == "true")
            #expect(outputs["release_created"] == nil && outputs["libs/b--release_created"] == nil)
            #expect(outputs["paths_released"] == #"["libs/a"]"#)
        }
    }

    @Test("release-type alone is answered with the two files that release-please needs for the same release")
    func releaseType() async throws {
        try await run(["version.txt": "1.0.0\n"]) { scene, action in
            let refused = try await action.run(["release-type": "simple"])
            #expect(refused.code == 1, "\(refused.text)")
            var written: [String: String] = [:]
            for name in ["release-please-config.json", ".release-please-manifest.json"] {
                let lines = refused.text.components(separatedBy: "%0A")
                let line = try #require(lines.first { $0.hasPrefix(name + ": ") }, "\(refused.text)")
                written[name] = String(line.split(separator: "\n")[0].dropFirst(name.count + 2))
            }
            #expect(written[".release-please-manifest.json"] == #"{".": "1.0.0"}"#)
            try await scene.commit("build: say what is released", written)
            let opened = try await action.run(["release-type": "simple"])
            #expect(opened.code == 0, "\(opened.text)")
            let request = try #require(try await scene.open().first)
            #expect(request.title == "chore(main): release 1.1.0")
        }
    }

    @Test("Either half can be skipped, and says nothing then")
    func skipped() async throws {
        try await run { scene, action in
            let none = try await action.run(["skip-github-pull-request": "true"])
            #expect(none.code == 0 && none.outputs["prs_created"] == nil, "\(none.text)")
            #expect(try await scene.open().isEmpty)
            let opened = try await action.run(["skip-github-release": "TRUE"])
            #expect(opened.code == 0 && opened.outputs["releases_created"] == nil, "\(opened.text)")
            #expect(opened.outputs["prs_created"] == "true")
        }
    }

    // MARK: With slipway.yaml

    @Test("With slipway.yaml nothing is released before its pull request is merged, and then with its assets")
    func ownConfiguration() async throws {
        let files = ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\npublish = false\n"]
        try await run(files) { scene, action in
            try await scene.commit(
                "build: release with Slipway",
                [
                    "slipway.yaml": """
                    forge: { kind: github, api: "\(scene.github.enterpriseAPI)" }
                    components:
                      core:
                        build: { run: [bash, -c, "mkdir -p out && echo made > out/core.txt"], artifacts: [out/core.txt] }
                        gates:
                          - { name: test, run: [bash, -c, "echo 'test result: ok. 1 passed; 0 failed'"] }
                        publish: [{ to: forge-release }]

                    """
                ])
            let opened = try await action.run()
            #expect(opened.code == 0 && opened.outputs["releases_created"] == "false", "\(opened.text)")
            #expect(try await scene.releases().isEmpty)
            let request = try #require(try await scene.open().first)
            let commit = try await scene.merge(request)
            let released = try await action.run()
            #expect(released.code == 0, "\(released.text)")
            let release = try #require(try await scene.releases().first)
            #expect(release.assets.map(\.name).sorted() == ["SHA256SUMS", "core-core.txt"])
            let outputs = released.outputs
            let expected = [
                "releases_created": "true", "tag_name": "v1.1.0", "sha": commit.text, "html_url": release.address,
                "id": "\(release.id)", "draft": "false", "prNumber": "\(request.number)", "prs_created": "false",
            ]
            for (name, value) in expected { #expect(outputs[name] == value, "\(name): \(outputs[name] ?? "–")") }
        }
    }

    // MARK: Refusals

    @Test(
        "What can't be right is refused before anything is written, with what to do",
        arguments: [
            (["token": ""], "The input token is empty."), (["fork": "true"], "Remove the input"),
            (["skip-github-release": "maybe"], "It takes true or false."),
            (["repo-url": "https://example.org"], "It takes owner/name."),
            (["target-branch": "gone"], "can't be cloned"), (["config-file": "gone.json"], "There is no gone.json"),
            (["slipway-command": "publish"], "It takes release, prove or install."),
        ])
    func refusals(inputs: [String: String], words: String) async throws {
        try await run { scene, action in
            let answer = try await action.run(inputs)
            #expect(answer.code == 1 && answer.text.contains("::error title=Slipway::"), "\(answer.text)")
            #expect(answer.text.contains(words) && answer.text.contains(" → "), "\(answer.text)")
            #expect(answer.outputs.isEmpty)
            let shown = try await scene.open()
            #expect(shown.isEmpty)
        }
    }

    @Test("A repository that says nothing of releases is not guessed at")
    func nothingSaid() async throws {
        try await run(["a": "a\n"]) { _, action in
            let answer = try await action.run()
            #expect(answer.code == 1 && answer.text.contains("slipway init"), "\(answer.text)")
        }
    }

    @Test("A pull request from a fork has a token that may only read, and the missing rights are named")
    func readOnly() async throws {
        try await run(rights: [.contents: .read, .metadata: .read]) { scene, action in
            let answer = try await action.run()
            #expect(answer.code != 0 && answer.text.contains("contents=write"), "\(answer.text)")
            let shown = try await scene.open()
            #expect(shown.isEmpty)
        }
    }

    @Test("B7: where workflows may not open pull requests the setting is named, and later the same branch is used")
    func setting() async throws {
        try await run(mayOpen: false) { scene, action in
            let answer = try await action.run()
            #expect(answer.code == 77, "\(answer.text)")
            #expect(answer.text.contains("Allow GitHub Actions to create and approve pull requests"))
            let opened = try await action.run(["token": GitHubScene.token])
            #expect(opened.code == 0 && opened.outputs["prs_created"] == "true", "\(opened.text)")
            let branches = try await scene.scene.sandbox.git(["ls-remote", "--heads", "origin"], in: "clone")
            let names = branches.split(separator: "\n").compactMap { $0.split(separator: "\t").last }
            #expect(names.sorted() == ["refs/heads/main", "refs/heads/release-please--branches--main"])
            #expect(try await scene.open().map(\.branch) == ["release-please--branches--main"])
        }
    }

    @Test("B3: without the right to label, a pull request is opened, found again, and released once it is merged")
    func unlabelled() async throws {
        try await run(rights: [.contents: .write, .pullRequests: .write, .metadata: .read]) { scene, action in
            let opened = try await action.run()
            #expect(opened.code == 0 && opened.outputs["prs_created"] == "true", "\(opened.text)")
            let again = try await action.run()
            #expect(again.code == 0 && again.outputs["prs_created"] == "false", "\(again.text)")
            let request = try #require(try await scene.open().first)
            try await scene.merge(request)
            let released = try await action.run()
            #expect(released.code == 0 && released.outputs["tag_name"] == "v1.1.0", "\(released.text)")
        }
    }

    // MARK: Guarding

    /// What a runner knows of a job for a pull request.
    private func event(
        _ request: ForgePullRequest, head: CommitID? = nil, in action: ActionRun
    ) throws -> [String: String?] {
        try action.folder.write(
            #"{"pull_request": {"head": {"sha": "\#(head ?? request.head)"}}}"#, to: "event.json")
        return [
            "GITHUB_REF": "refs/pull/\(request.number)/merge", "GITHUB_BASE_REF": request.base,
            "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": action.folder.path + "/event.json",
        ]
    }

    @Test("A guard tells a release pull request from one that moved on, and never fails: what is not proven is checked")
    func proves() async throws {
        try await run { scene, action in
            let opened = try await action.run()
            #expect(opened.code == 0, "\(opened.text)")
            let request = try #require(try await scene.open().first)
            await scene.github.double.addWorkflowToken(
                "ghs_reader", repository: scene.id,
                permissions: [.contents: .read, .pullRequests: .read, .metadata: .read])
            let inputs = ["slipway-command": "prove", "token": "ghs_reader"]
            var guarding = action
            guarding.environment = try event(request, in: action)
            let proven = try await guarding.run(inputs)
            #expect(proven.code == 0 && proven.outputs == ["proven": "true"], "\(proven.text)")
            #expect(Set(proven.outputs.keys).isSubset(of: try ActionRun.declaredOutputs()))

            let told = try await guarding.run(inputs.merging(["slipway-author": "ada"]) { $1 })
            #expect(told.code == 0 && told.outputs == ["proven": "false"], "\(told.text)")
            #expect(told.text.contains("not proven identity"), "\(told.text)")
            guarding.environment = try event(request, head: CommitID(String(repeating: "a", count: 40)), in: action)
            let moved = try await guarding.run(inputs)
            #expect(moved.code == 0 && moved.outputs == ["proven": "false"], "\(moved.text)")
            guarding.environment = ["GITHUB_EVENT_NAME": "push"]
            let push = try await guarding.run(inputs)
            #expect(push.code == 0 && push.outputs == ["proven": "false"], "\(push.text)")
            guarding.environment = try event(request, in: action)
            let refused = try await guarding.run(inputs.merging(["config-file": "gone.json"]) { $1 })
            #expect(refused.code == 0 && refused.outputs == ["proven": "false"], "\(refused.text)")
            #expect(refused.text.contains("::warning title=Slipway::There is no gone.json"), "\(refused.text)")
        }
    }

    // MARK: Installing

    /// A folder with an archive of the action's own version whose program only tells a version.
    private func archive(in action: ActionRun, sum: String? = nil) async throws -> (folder: String, version: String) {
        let version = try String(contentsOfFile: ActionRun.root + "/VERSION", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let script = """
            set -eu; cd "$0"; name=slipway-$1-linux-$(uname -m); mkdir "$name" source
            printf '#!/bin/sh\\necho %s\\n' "$1" >"$name/slipway"; chmod +x "$name/slipway"
            tar -czf "source/$name.tar.gz" "$name"; cd source; sha256sum "$name.tar.gz" >SHA256SUMS
            """
        let status = try OutsideTool("bash")?.run(["-c", script, action.folder.path, version]).status
        #expect(status == 0)
        return (action.folder.path + "/source", version)
    }

    @Test("The archive is installed after its digest was compared, and later steps find the program")
    func installs() async throws {
        try await run { _, action in
            var action = action
            action.hasProgram = false
            let (folder, version) = try await archive(in: action)
            let answer = try await action.run(["slipway-command": "install", "slipway-source": folder])
            #expect(answer.code == 0, "\(answer.text)")
            let program = answer.path.trimmingCharacters(in: .whitespacesAndNewlines) + "/slipway"
            #expect(try OutsideTool("bash")?.run(["-c", "\"$0\"", program]).output == version + "\n")
        }
    }

    @Test("An archive with other bytes than the released one is not unpacked", arguments: [true, false])
    func otherBytes(isPinned: Bool) async throws {
        try await run { _, action in
            var action = action
            action.hasProgram = false
            let (folder, version) = try await archive(in: action)
            var inputs = ["slipway-command": "install", "slipway-source": folder]
            if isPinned {
                inputs["slipway-sha256"] = String(repeating: "0", count: 64)
            } else {
                let path = folder + "/SHA256SUMS"
                let sums = try String(contentsOfFile: path, encoding: .utf8)
                try (String(repeating: "0", count: 64) + sums.dropFirst(64)).write(
                    toFile: path, atomically: true, encoding: .utf8)
            }
            let answer = try await action.run(inputs)
            #expect(answer.code == 1 && answer.text.contains("is not the archive that was released"), "\(answer.text)")
            #expect(!FileManager.default.fileExists(atPath: action.folder.path + "/slipway-\(version)/slipway"))
        }
    }

    @Test("Without a network the action says where it looked, and how to do without")
    func withoutNetwork() async throws {
        try await run { scene, action in
            var action = action
            action.hasProgram = false
            // A port of this machine that refuses connections, tried once.
            let answer = try await action.run(["slipway-source": "https://127.0.0.1:1/releases"])
            #expect(answer.code == 1, "\(answer.text)")
            #expect(answer.text.contains("https://127.0.0.1:1/releases/SHA256SUMS can't be had"), "\(answer.text)")
            #expect(answer.text.contains("put slipway into PATH"), "\(answer.text)")
            let shown = try await scene.open()
            #expect(shown.isEmpty)
        }
    }

    @Test("A program in PATH of another version than the requested one is not used")
    func otherVersion() async throws {
        try await run { _, action in
            let answer = try await action.run([
                "slipway-command": "install", "slipway-version": "99.0.0", "slipway-source": action.folder.path,
            ])
            #expect(answer.code == 1 && answer.text.contains("SHA256SUMS can't be had"), "\(answer.text)")
        }
    }

    // MARK: What migrates

    @Test("Every input and output of release-please-action exists, with its default")
    func sameInterface() throws {
        let (defaults, _) = try ActionRun.metadata()
        let theirs = [
            "token": "${{ github.token }}", "release-type": "", "path": "", "target-branch": "", "config-file": "",
            "manifest-file": "", "repo-url": "${{ github.repository }}", "github-api-url": "${{ github.api_url }}",
            "github-graphql-url": "${{ github.graphql_url }}", "fork": "false", "include-component-in-tag": "false",
            "proxy-server": "", "skip-github-release": "false", "skip-github-pull-request": "false",
            "changelog-host": "${{ github.server_url }}",
        ]
        for (name, value) in theirs { #expect(defaults[name] == value, "\(name)") }
        let own = Set(defaults.keys).subtracting(theirs.keys)
        #expect(own.allSatisfy { $0.hasPrefix("slipway-") }, "\(own)")
        let outputs = [
            "releases_created", "paths_released", "prs_created", "pr", "prs", "release_created", "upload_url",
            "html_url", "tag_name", "version", "major", "minor", "patch", "sha", "body",
        ]
        #expect(try ActionRun.declaredOutputs().isSuperset(of: outputs))
    }
}
