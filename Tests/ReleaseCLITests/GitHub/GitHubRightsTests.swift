import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing
import _CryptoExtras

/// Rights and rules are read before a run, so that a refusal comes before anything is public.
@Suite("Rights and rules at GitHub, before anything is written", .heavy)
struct GitHubRightsTests {
    private static let crate = [
        "Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\npublish = false\n",
        ".github/workflows/ci.yml": "on: push\njobs: {}\n",
    ]

    private func run(
        _ settings: RepositorySettings = RepositorySettings(), publish: Bool = false, app: String = "",
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await GitHubScene.run(
            repository: settings, files: GitHubRightsTests.crate,
            prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            try scene.scene.sandbox.folder.write(
                """
                forge: { kind: github, api: "\(scene.github.enterpriseAPI)"\(app) }
                components:
                  core:
                    build: { run: [bash, -c, "mkdir -p out && echo made > out/core.txt"], artifacts: [out/core.txt] }
                    gates: [{ name: test, run: [bash, -c, "echo 'test result: ok. 1 passed; 0 failed'"] }]
                    publish: [\(publish ? "{ to: forge-release }" : "")]

                """, to: "clone/slipway.yaml")
            try await scene.commit("feat: a new thing", ["thing.txt": "thing\n"])
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
            try await body(scene)
        }
    }

    private func rule(
        _ rule: Ruleset.Rule, for target: Ruleset.Target = .branch, bypass: [String] = []
    ) -> RepositorySettings {
        var rules = Ruleset()
        rules.target = target
        rules.bypass = bypass
        rules.rules = [rule]
        var settings = RepositorySettings()
        settings.rulesets = [rules]
        return settings
    }

    /// The names of all refs of the repository at the forge.
    private func refs(_ scene: GitHubScene) async throws -> String {
        try await scene.scene.sandbox.git(["ls-remote", "origin"], in: "clone")
    }

    @Test(
        "Credentials that the forge rejects are an error of doctor's, with what to do", arguments: [false, true])
    func rejected(publish: Bool) async throws {
        try await run(publish: publish) { scene in
            let clone = scene.scene.sandbox.folder.path + "/clone"
            let answer = await scene.scene.plainly(["-C", clone, "doctor"], environment: ["GH_TOKEN": "ghp_revoked"])
            #expect(answer.code == 1, "\(answer.output)")
            #expect(
                answer.output.contains("[forge.rejects-credentials]") && answer.output.contains("GH_TOKEN"),
                "\(answer.output)")
            #expect(await scene.slipway("doctor").code == 0)
        }
    }

    @Test("A plan lists the rights that it needs, for people and for machines")
    func listed() async throws {
        try await run(publish: true) { scene in
            let text = await scene.slipway("plan")
            #expect(
                text.output.contains("acme/core  contents: write  to push main, make the tag v1.1.0"),
                "\(text.output)\(text.messages)")
            let plan = try await scene.slipway("plan", "--json").json()
            let rights = try #require(plan["rights"] as? [[String: Any]])
            #expect(rights.first?["area"] as? String == "contents" && rights.first?["name"] as? String == "acme/core")
            #expect(plan["digest"] != nil && plan["steps"] != nil)
        }
    }

    @Test(
        "A rule that refuses the release is named before anything is pushed, by doctor too",
        arguments: [
            (Ruleset.Rule("pull_request"), Ruleset.Target.branch, "changes must come by pull request"),
            (.init("update"), .branch, "it can't be changed"),
            (
                .init("required_status_checks", parameters: ["required_status_checks": [["context": "ci"]]]), .branch,
                "commits must have passed ci"
            ),
            (
                .init("commit_message_pattern", parameters: ["operator": "starts_with", "pattern": "JIRA-"]), .branch,
                "must start with 'JIRA-'"
            ),
            (.init("creation"), .tag, "restricts the tag v1.1.0 of acme/core: it can't be created"),
            (
                .init("tag_name_pattern", parameters: ["operator": "starts_with", "pattern": "rel-"]), .tag,
                "its name must start with 'rel-'"
            ),
        ])
    func refused(rule: Ruleset.Rule, target: Ruleset.Target, words: String) async throws {
        // The rule comes after the commit that is released.
        try await run { scene in
            let ruleset = self.rule(rule, for: target).rulesets
            await scene.github.double.forge.update(scene.id) { repository in
                repository.settings.rulesets = ruleset
                repository.settings.rulesets[0].id = 77
            }
            let before = try await refs(scene)
            let doctor = await scene.slipway("doctor")
            #expect(doctor.code == 1 && doctor.output.contains(words), "\(doctor.output)\(doctor.messages)")
            let answer = await scene.slipway("release")
            #expect(answer.code == 77 && answer.messages.contains(words), "\(answer.code) \(answer.messages)")
            #expect(answer.messages.contains("bypass"))
            #expect(try await refs(scene) == before)
            #expect(
                !FileManager.default.fileExists(atPath: scene.scene.sandbox.folder.path + "/clone/.slipway/releases"))
        }
    }

    @Test("G6: a workflow's own token is not told to be let past a rule, which GitHub does not offer")
    func workflowToken() async throws {
        try await run { scene in
            let ruleset = self.rule(.init("creation"), for: .tag).rulesets
            await scene.github.double.forge.update(scene.id) { repository in
                repository.settings.rulesets = ruleset
                repository.settings.rulesets[0].id = 77
            }
            await scene.github.double.addWorkflowToken(
                "ghs_workflow", repository: scene.id, permissions: [.contents: .write, .metadata: .read])
            for command in ["doctor", "release"] {
                let answer = await scene.scene.plainly(
                    ["-C", scene.scene.sandbox.folder.path + "/clone", command],
                    environment: ["GITHUB_TOKEN": "ghs_workflow"])
                let text = answer.output + answer.messages
                #expect(answer.code != 0 && text.contains("A workflow's own token can't be let past a rule"), "\(text)")
                #expect(!text.contains("Let this identity bypass"), "\(text)")
            }
        }
    }

    @Test("Whoever bypasses the rule releases")
    func bypassed() async throws {
        try await run { scene in
            let ruleset = self.rule(.init("update"), bypass: ["ada"]).rulesets
            await scene.github.double.forge.update(scene.id) { repository in
                repository.settings.rulesets = ruleset
                repository.settings.rulesets[0].id = 77
            }
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.messages)")
            let tagged = try await scene.commitOf("v1.1.0")
            #expect(tagged != nil)
        }
    }

    @Test(
        "Classic protection refuses in words where an administrator asks, and is reported as unread where another does")
    func protection() async throws {
        try await run { scene in
            await scene.github.double.forge.update(scene.id) { repository in
                var protection = Protection()
                protection.checks = ["ci"]
                protection.includesAdministrators = true
                repository.settings.protections["main"] = protection
                repository.settings.roles["eve"] = .write
            }
            await scene.github.double.addToken("ghp_eve", of: "eve")
            let answer = await scene.slipway("release")
            #expect(
                answer.code == 77 && answer.messages.contains("the protection in acme/core"),
                "\(answer.code) \(answer.messages)")
            let other = await scene.scene.plainly(
                ["-C", scene.scene.sandbox.folder.path + "/clone", "doctor"], environment: ["GH_TOKEN": "ghp_eve"])
            #expect(other.output.contains("only administrators may read how"), "\(other.output)")
        }
    }

    @Test("A token without the scope for workflows is refused before a release commit that changes one")
    func workflows() async throws {
        let files = [
            "release-please-config.json":
                #"{"packages": {".": {"release-type": "simple", "extra-files": [".github/workflows/ci.yml"]}}}"#,
            ".release-please-manifest.json": #"{".": "1.0.0"}"#, "version.txt": "1.0.0\n",
            ".github/workflows/ci.yml": "on: push\nenv: { VERSION: 1.0.0 } # x-release-please-version\njobs: {}\n",
        ]
        try await GitHubScene.run(
            files: files, prepare: { sandbox in try await sandbox.git(["tag", "v1.0.0"], in: "source") }
        ) { scene in
            try await scene.commit("feat: a new thing", ["thing.txt": "thing\n"])
            await scene.github.double.addToken("ghp_plain", of: "ada", scopes: ["repo"])
            let folder = scene.scene.sandbox.folder.path + "/clone"
            func releasePR(_ token: String) async -> CommandScene.Answer {
                await scene.scene.plainly(
                    [
                        "-C", folder, "release-pr", "--api", scene.github.enterpriseAPI, "--config",
                        folder + "/release-please-config.json", "--manifest", folder + "/.release-please-manifest.json",
                    ], environment: ["GH_TOKEN": token])
            }
            let refused = await releasePR("ghp_plain")
            #expect(
                refused.code == 77 && refused.messages.contains("workflows: write")
                    && refused.messages.contains(".github/workflows/ci.yml"), "\(refused.code) \(refused.messages)")
            #expect(try await scene.open().isEmpty)
            let allowed = await releasePR(GitHubScene.token)
            #expect(allowed.code == 0, "\(allowed.messages)")
        }
    }

    @Test("An app asks for the rights that the plan needs and for no other repository, and says which it was not given")
    func app() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (pem, publicKey) = (key.pemRepresentation, key.publicKey.pemRepresentation)
        try await run(publish: true, app: ", app: { id: 7, key-from: APP_KEY }") { scene in
            let double = scene.github.double
            await double.addApp(
                7, slug: "releaser", owner: "acme", publicKey: publicKey,
                installations: [
                    .init(
                        id: 70, account: "acme",
                        permissions: [.contents: .write, .pullRequests: .write, .checks: .write], repositories: nil)
                ])
            double.recorder.forget()
            func slipway(_ command: String) async -> CommandScene.Answer {
                await scene.scene.plainly(
                    ["-C", scene.scene.sandbox.folder.path + "/clone", command], environment: ["APP_KEY": pem])
            }
            let done = await slipway("release")
            #expect(done.code == 0, "\(done.messages)")
            let recorded = try String(
                contentsOfFile: scene.scene.sandbox.folder.path + "/double/exchanges.jsonl", encoding: .utf8)
            let asked = recorded.split(separator: "\n").filter { $0.contains("apps/create-installation-access-token") }
            #expect(asked.first?.contains(#""permissions":{"contents":"write"}"#) == true, "\(asked)")
            for one in asked {
                // Labels of pull requests come after the release, with a token of their own.
                let isOfRelease = one.contains(#""permissions":{"contents":"write"}"#)
                #expect(
                    isOfRelease || one.contains(#""permissions":{"contents":"write","pull_requests":"write"}"#),
                    "\(one)")
                #expect(one.contains(#""repositories":["core"]"#), "\(one)")
            }
            // An installation that was not given the right.
            await double.addApp(
                7, slug: "releaser", owner: "acme", publicKey: publicKey,
                installations: [.init(id: 70, account: "acme", permissions: [.contents: .read], repositories: nil)])
            try await scene.commit("fix: more", ["more.txt": "more\n"])
            try await scene.scene.sandbox.git(["pull", "--quiet", "--rebase", "origin", "main"], in: "clone")
            let refused = await slipway("release")
            #expect(refused.code == 77 && refused.messages.contains("contents: write"), "\(refused.messages)")
        }
    }

    @Test("A repository that was renamed since the clone was made is released under its new name")
    func renamed() async throws {
        try await run(publish: true) { scene in
            await scene.github.double.forge.rename(scene.id, to: "engine")
            let doctor = await scene.slipway("doctor")
            #expect(doctor.output.contains("acme/core is called acme/engine now"), "\(doctor.output)")
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.messages)")
            let releases = try await scene.forge.releases(in: ForgeRepository(owner: "acme", name: "engine"))
            #expect(releases.map(\.tag) == ["v1.1.0"] && releases.first?.isDraft == false)
            #expect(releases.first?.address.contains("acme/engine") == true)
        }
    }
}
