import Foundation
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("slipway generate workflows", .heavy)
struct GenerateWorkflowsTests {
    private static let action = "acme/slipway@0123456789abcdef0123456789abcdef01234567"
    private static let names = ["slipway-release.yml", "slipway-check.yml", "slipway-guard.yml"]

    /// What workspaces say.
    enum Kind: String, CaseIterable {
        case nothing, secrets, trusted, releasePlease

        var files: [String: String] {
            let project = "[project]\nname = \"core\"\nversion = \"1.0.0\"\n"
            return switch self {
            case .nothing: ["pyproject.toml": project]
            case .secrets:
                [
                    "pyproject.toml": project,
                    "slipway.yaml": """
                    forge: { kind: github, token-from: RELEASE_TOKEN }
                    secrets: [SIGNING_KEY]
                    components:
                      core:
                        build: { run: [uv, build], artifacts: [dist/*.whl], secrets: [SIGNING_KEY] }
                        publish:
                          - { to: python-index, index: "https://packages.example.org/simple/", upload: "https://packages.example.org/", password-from: INDEX_TOKEN }

                    """,
                ]
            case .trusted:
                [
                    "libs/core-a/pyproject.toml": project, "app/pyproject.toml": project.replacing("core", with: "app"),
                    "slipway.yaml": """
                    forge: { kind: github }
                    defaults:
                      build: { run: [uv, build], artifacts: [dist/*.whl, { path: dist/*.tar.gz, name: "{artifact}" }] }
                      publish: [{ to: forge-release }]

                    """,
                ]
            case .releasePlease:
                [
                    "release-please-config.json": #"{"packages": {".": {"release-type": "simple"}}}"#,
                    ".release-please-manifest.json": #"{".": "1.0.0"}"#, "version.txt": "1.0.0\n",
                ]
            }
        }

        var arguments: [String] {
            (self == .trusted ? ["--trusted-publishing", "core", "app"] : []) + (self == .nothing ? [] : ["--guard"])
        }
    }

    /// A clone at the workspace's root, and what the command answers there.
    private struct Place {
        let scene: CommandScene
        var folder: String { scene.sandbox.folder.path + "/solo" }

        init(_ files: [String: String]) async throws {
            scene = try CommandScene()
            _ = try await scene.sandbox.makeClone("solo", files: files)
        }

        /// As a clone of `acme/solo`.
        func atForge() async throws {
            try await scene.sandbox.git(
                ["remote", "set-url", "origin", "https://github.com/acme/solo.git"], in: "solo")
        }

        func generate(_ more: [String] = [], action: String = GenerateWorkflowsTests.action) async
            -> CommandScene.Answer
        {
            await scene.plainly(["-C", folder, "generate", "workflows", "--action", action] + more)
        }

        func text(_ name: String) throws -> String {
            try scene.sandbox.folder.text("solo/.github/workflows/" + name)
        }

        func write(_ text: String, to name: String) throws {
            try scene.sandbox.folder.write(text, to: "solo/.github/workflows/" + name)
        }
    }

    // MARK: What they say

    private static func followUp(_ repository: String, _ message: String, token: String = "", commits: String = "")
        -> [String: String]
    {
        [
            "pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.0.0\"\n",
            "slipway.yaml": """
            forge: { kind: github\(token) }
            \(commits)
            follow-ups: [{ repository: \(repository), \(message) }]

            """,
        ]
    }

    @Test(
        "Follow-ups and merges give the release's job the rights that they need, where it has its own token",
        arguments: [
            ("acme/solo", "workflow: deploy.yml", "", "", ["actions: write"]),
            ("Acme/Solo", "event: deploy", "", "", []),
            (
                "acme/solo", "event: deploy", "", "commits: { via: pull-request, merge: squash }",
                ["checks: read", "statuses: read"]
            ),
            ("acme/other", "workflow: deploy.yml", ", token-from: RELEASE_TOKEN", "", []),
        ] as [(String, String, String, String, [String])])
    func followUps(repository: String, message: String, token: String, commits: String, more: [String]) async throws {
        let place = try await Place(Self.followUp(repository, message, token: token, commits: commits))
        try await place.atForge()
        let answer = await place.generate()
        #expect(answer.code == 0, "\(answer.messages)")
        let release = try place.text("slipway-release.yml")
        let match = try #require(release.firstMatch(of: /(?m)^ {4}permissions:\n((?: {6}.*\n)+)/))
        let permissions = match.1.split(separator: "\n").map {
            $0.split(separator: "#")[0].trimmingCharacters(in: .whitespaces)
        }
        #expect(permissions == ["contents: write", "pull-requests: write", "issues: write"] + more)
    }

    @Test("A follow-up that a job's own token can't send is refused, with the tokens that can")
    func followUpElsewhere() async throws {
        let place = try await Place(Self.followUp("acme/other", "event: deploy"))
        try await place.atForge()
        let answer = await place.generate()
        #expect(
            answer.code == 1 && answer.messages.contains("[workflows.follow-up-elsewhere]")
                && answer.messages.contains("token-from: RELEASE_TOKEN"), "\(answer.messages)")
    }

    @Test("The check runs again when the title or the text is changed, and is strict where that is asked for")
    func strictCheck() async throws {
        let place = try await Place(Kind.trusted.files)
        for (arguments, line) in [
            ([], "run: slipway check\n"), (["--strict-commits"], "run: slipway check --strict-commits\n"),
        ] {
            let answer = await place.generate(arguments)
            #expect(answer.code == 0, "\(answer.messages)")
            let check = try place.text("slipway-check.yml")
            #expect(check.contains("types: [opened, reopened, synchronize, edited]"), "\(check)")
            #expect(check.contains(line), "\(check)")
        }
    }

    @Test("A job has the rights that it uses, and no others; every action is pinned by its commit")
    func rights() async throws {
        let place = try await Place(Kind.trusted.files)
        let answer = await place.generate(Kind.trusted.arguments)
        #expect(answer.code == 0, "\(answer.messages)")
        let release = try place.text("slipway-release.yml")
        let check = try place.text("slipway-check.yml")
        let permissions = [release, check].map { text in
            text.matches(of: /(?m)^ {4}permissions:\n((?: {6}.*\n)+)/).map { match in
                match.1.split(separator: "\n").map { $0.split(separator: "#")[0].trimmingCharacters(in: .whitespaces) }
            }
        }
        #expect(
            permissions == [
                [
                    ["contents: write", "pull-requests: write", "issues: write"],
                    ["contents: read", "id-token: write"],
                    ["contents: read", "id-token: write"],
                ], [["contents: read", "checks: write", "pull-requests: write"]],
            ])
        for text in [release, check] {
            #expect(text.contains("\npermissions: {}\n"))
            let uses = text.matches(of: /(?m)uses: (.*)$/).map { String($0.1) }
            #expect(!uses.isEmpty)
            #expect(uses.allSatisfy { $0.wholeMatch(of: /[^@ ]+@[0-9a-f]{40} # v[0-9.]+/) != nil }, "\(uses)")
        }
        #expect(release.contains("steps.slipway.outputs['libs/core-a--tag_name']"))
    }

    @Test(
        "A guard is written where it is wanted; it only reads, and has the secret with which pull requests are opened")
    func guarding() async throws {
        let plain = try await Place(Kind.nothing.files)
        #expect(await plain.generate().code == 0)
        #expect(!FileManager.default.fileExists(atPath: plain.folder + "/.github/workflows/slipway-guard.yml"))
        let place = try await Place(Kind.secrets.files)
        let answer = await place.generate(["--guard"])
        #expect(answer.output.contains("written: .github/workflows/slipway-guard.yml"), "\(answer.messages)")
        let text = try place.text("slipway-guard.yml")
        #expect(text.contains("slipway-command: prove\n") && text.contains("steps.slipway.outputs.proven"))
        #expect(text.contains("token: ${{ secrets.RELEASE_TOKEN }}\n"))
        #expect(!text.contains(": write"))
    }

    @Test("The release gets the secrets that the configuration names, from secrets of the same names")
    func secrets() async throws {
        let place = try await Place(Kind.secrets.files)
        #expect(await place.generate().code == 0)
        let found = try place.text("slipway-release.yml").matches(
            of: /(?m)^ {10}([A-Z_]+): \$\{\{ secrets\.([A-Z_]+) \}\}$/)
        #expect(found.map { String($0.1) } == ["INDEX_TOKEN", "RELEASE_TOKEN", "SIGNING_KEY"])
        #expect(found.allSatisfy { $0.1 == $0.2 })
        // Else the job's own token would open the pull requests, and no check would run on them.
        #expect(try place.text("slipway-release.yml").contains("          token: ${{ secrets.RELEASE_TOKEN }}\n"))
    }

    // MARK: Other programs' judgement

    private static let judges = ["actionlint", "zizmor", "check-jsonschema"]
    private static let hasJudges = judges.allSatisfy(OutsideTool.isInstalled)

    /// The names of the programs that find something in the workflows of a folder.
    private func objections(in folder: String) throws -> [String: String] {
        let files = GenerateWorkflowsTests.names.map { "\(folder)/.github/workflows/\($0)" }
            .filter(FileManager.default.fileExists)
        let arguments = [
            "actionlint": ["-no-color"], "zizmor": ["--offline", "--no-progress", "--persona", "pedantic"],
            "check-jsonschema": ["--builtin-schema", "vendor.github-workflows"],
        ]
        var found: [String: String] = [:]
        for judge in GenerateWorkflowsTests.judges {
            let result = try OutsideTool(judge)?.run((arguments[judge] ?? []) + files)
            if result?.status != 0 { found[judge] = result?.output ?? "not run" }
        }
        return found
    }

    @Test(
        "actionlint, zizmor and GitHub's schema find nothing",
        .enabled(if: hasJudges, "needs actionlint, zizmor, check-jsonschema"),
        arguments: Kind.allCases)
    func judged(kind: Kind) async throws {
        let place = try await Place(kind.files)
        let answer = await place.generate(kind.arguments)
        #expect(answer.code == 0, "\(answer.messages)")
        let found = try objections(in: place.folder)
        #expect(found.isEmpty, "\(found)")
    }

    @Test(
        "Each of the three finds the fault that it is asked for",
        .enabled(if: hasJudges, "needs actionlint, zizmor, check-jsonschema"),
        arguments: [
            ("actionlint", "github.event.pull_request.head.repo.full_name == github", "github.evnt == github"),
            ("zizmor", "permissions: {}", "permissions: write-all"),
            ("check-jsonschema", "runs-on:", "runs-at:"),
        ])
    func judgesFind(judge: String, text: String, fault: String) async throws {
        let place = try await Place(Kind.nothing.files)
        #expect(await place.generate().code == 0)
        let written = try place.text("slipway-check.yml")
        #expect(written.contains(text))
        try place.write(written.replacing(text, with: fault), to: "slipway-check.yml")
        #expect(try objections(in: place.folder)[judge] != nil)
    }

    @Test(
        "zizmor and GitHub's schema find nothing in the action itself",
        .enabled(if: hasJudges, "needs actionlint, zizmor, check-jsonschema"))
    func ownAction() throws {
        let file = ActionRun.root + "/action.yml"
        let schema = try OutsideTool("check-jsonschema")?.run(["--builtin-schema", "vendor.github-actions", file])
        #expect(schema?.status == 0, "\(schema?.output ?? "")")
        let zizmor = try OutsideTool("zizmor")?.run(["--offline", "--no-progress", "--persona", "pedantic", file])
        #expect(zizmor?.status == 0, "\(zizmor?.output ?? "")")
    }

    // MARK: Files of people

    @Test("An edited file is not replaced, nor is another one written, unless that is forced; then it is said")
    func edited() async throws {
        let place = try await Place(Kind.nothing.files)
        #expect(await place.generate().output.contains("written: .github/workflows/slipway-check.yml"))
        #expect(await place.generate().output.contains("unchanged: .github/workflows/slipway-release.yml"))
        let renewed = await place.generate(["--branch", "stable"])
        #expect(renewed.code == 0 && renewed.output.contains("renewed: .github/workflows/slipway-release.yml"))
        let own = try place.text("slipway-check.yml") + "# by hand\n"
        try place.write(own, to: "slipway-check.yml")
        let refused = await place.generate()
        #expect(refused.code == 1 && refused.messages.contains("[workflows.edited]"), "\(refused.messages)")
        #expect(refused.messages.contains("slipway-check.yml") && !refused.messages.contains("slipway-release.yml"))
        #expect(try place.text("slipway-check.yml") == own)
        #expect(try place.text("slipway-release.yml").contains("\"stable\""))
        let forced = await place.generate(["--force"])
        #expect(forced.output.contains("replaced, with its edits: .github/workflows/slipway-check.yml"))
        #expect(try !place.text("slipway-check.yml").contains("by hand"))
    }

    @Test("A dry run prints the files and writes none")
    func dryRun() async throws {
        let place = try await Place(Kind.nothing.files)
        let answer = await place.generate(["--dry-run"])
        #expect(answer.code == 0 && answer.output.contains("name: Slipway check"))
        #expect(!FileManager.default.fileExists(atPath: place.folder + "/.github"))
    }

    // MARK: Refusals

    @Test(
        "An action at a tag or a branch is refused, since those move",
        arguments: ["acme/slipway@v1", "acme/slipway", "x"])
    func unpinned(action: String) async throws {
        let place = try await Place(Kind.nothing.files)
        let answer = await place.generate(action: action)
        #expect(answer.code == 64 && answer.messages.contains("can be moved"), "\(answer.messages)")
    }

    @Test("Several repositories are more than a workflow's token may write to")
    func severalRepositories() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("other")
        let answer = await scene.slipway("generate", "workflows", "--action", GenerateWorkflowsTests.action)
        #expect(answer.code == 1 && answer.messages.contains("[workflows.several-repositories]"), "\(answer.messages)")
    }

    @Test("A branch that is only checked out to work on is not taken for the one that releases")
    func branch() async throws {
        let place = try await Place(Kind.nothing.files)
        try await place.scene.sandbox.git(["switch", "--quiet", "-c", "topic"], in: "solo")
        let answer = await place.generate()
        #expect(answer.code == 1 && answer.messages.contains("--branch main"), "\(answer.messages)")
        #expect(await place.generate(["--branch", "main"]).code == 0)
        #expect(await place.generate(["--branch", "a..b"]).code == 1)
    }

    @Test(
        "Trusted publishing needs files that the job can fetch and PyPI can take",
        arguments: [
            ("components: { core: {} }", "makes no wheels"),
            ("components: { core: { build: { run: [x], artifacts: [dist/*.tar.gz] } } }", "is renamed in the release"),
            (
                "components: { core: { build: { run: [x], artifacts: [dist/*.whl] } } }",
                "publish: [{ to: forge-release }]"
            ),
            (
                """
                components:
                  core:
                    build: { run: [x], artifacts: [dist/*.whl] }
                    publish: [{ to: forge-release }, { to: python-index, index: "https://a.example/", upload: "https://a.example/" }]
                """, "uploads it already"
            ),
        ])
    func untrustable(configuration: String, words: String) async throws {
        var files = Kind.nothing.files
        files["slipway.yaml"] = configuration + "\n"
        let place = try await Place(files)
        let answer = await place.generate(["--trusted-publishing", "core"])
        #expect(answer.code == 1 && answer.messages.contains("[workflows.trusted-publishing]"), "\(answer.messages)")
        #expect(answer.messages.contains(words), "\(answer.messages)")
    }
}
