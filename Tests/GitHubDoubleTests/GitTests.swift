import Foundation
import GitHubDouble
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("git against the double of GitHub", .heavy)
struct GitTests {
    @Test("A clone has what the repository has, and a push arrives")
    func clonesAndPushes() async throws {
        try await Bench.run { bench in
            try await bench.clone()
            #expect(try bench.folder.text("clone/README.md") == "core\n")
            let commit = try await bench.commit("feat: more", ["more.txt": "more\n"])
            _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            #expect(try await bench.head() == commit)
        }
    }

    @Test("A push without a token, with a wrong one or without the right is refused")
    func refusesStrangers() async throws {
        try await Bench.run { bench in
            await bench.github.double.addToken("ghp_eve", of: "eve")
            try await bench.clone()
            for (token, words) in [
                (nil, "could not read Username"), ("wrong", "Authentication failed"), ("ghp_eve", "403"),
            ] {
                let said = try await bench.git(
                    ["push", bench.gitAddress(token: token), "main:refs/heads/other"], in: "clone", fails: true)
                #expect(said.contains(words), "\(said)")
            }
            #expect(try await bench.github.double.commit("other", in: bench.repository) == nil)
        }
    }

    @Test("A protected branch refuses what breaks its protection, in GitHub's words")
    func protects() async throws {
        var settings = RepositorySettings()
        var protection = Protection()
        protection.reviews = 1
        protection.includesAdministrators = true
        settings.protections["main"] = protection
        try await Bench.run(repository: settings) { bench in
            try await bench.clone()
            try await bench.commit("feat: more", ["more.txt": "more\n"])
            let said = try await bench.git(["push", "origin", "main"], in: "clone", fails: true)
            #expect(said.contains("GH006: Protected branch update failed for refs/heads/main."))
            #expect(said.contains("Changes must be made through a pull request."))
            #expect(said.contains("[remote rejected] main -> main"))
        }
    }

    @Test("C5: a protection pattern that covers the automation's branch refuses to force-push it")
    func protectsPatterns() async throws {
        var settings = RepositorySettings()
        settings.protections["release*"] = Protection()
        try await Bench.run(repository: settings) { bench in
            try await bench.branch("release-next")
            _ = try await bench.git(["commit", "--quiet", "--amend", "-m", "feat: other"], in: "branch-release-next")
            let said = try await bench.git(
                ["push", "--force", "origin", "release-next"], in: "branch-release-next", fails: true)
            #expect(said.contains("Cannot force-push to this protected branch"))
        }
    }

    @Test(
        "Of an atomic push with a refused ref nothing arrives, of an ordinary one the rest does",
        arguments: [true, false])
    func pushesAtomically(isAtomic: Bool) async throws {
        var rules = Ruleset()
        rules.target = .tag
        rules.rules = [.init("creation")]
        var settings = RepositorySettings()
        settings.rulesets = [rules]
        try await Bench.run(repository: settings) { bench in
            try await bench.clone()
            let commit = try await bench.commit("feat: more", ["more.txt": "more\n"])
            _ = try await bench.git(["tag", "v1.0.0"], in: "clone")
            let said = try await bench.git(
                ["push"] + (isAtomic ? ["--atomic"] : []) + ["origin", "main", "v1.0.0"], in: "clone", fails: true)
            #expect(said.contains("GH013: Repository rule violations found for refs/tags/v1.0.0."))
            #expect(said.contains("Cannot create ref due to creations being restricted."))
            #expect(try await (bench.head() == commit) != isAtomic)
            #expect(try await bench.github.double.commit("v1.0.0", in: bench.repository) == nil)
        }
    }

    @Test("F5: a token without the right on workflows may not push a workflow file")
    func guardsWorkflows() async throws {
        try await Bench.run { bench in
            await bench.github.double.addToken("ghp_plain", of: "ada", scopes: ["repo"])
            try await bench.clone(token: "ghp_plain")
            try await bench.commit("ci: add", [".github/workflows/ci.yml": "on: push\n"])
            let said = try await bench.git(["push", "origin", "main"], in: "clone", fails: true)
            #expect(said.contains("without `workflow` scope"))
            _ = try await bench.git(["push", "--quiet", bench.gitAddress(), "main"], in: "clone")
        }
    }

    @Test("H2: an archived repository can be read and not pushed to")
    func archives() async throws {
        var settings = RepositorySettings()
        settings.isArchived = true
        try await Bench.run(repository: settings) { bench in
            try await bench.clone()
            try await bench.commit("feat: more", [:])
            let said = try await bench.git(["push", "origin", "main"], in: "clone", fails: true)
            #expect(said.contains("403"))
            let reply = try await bench.core("POST", "/labels", ["name": "x"])
            #expect(reply.status == 403 && reply["message"]?.text == "Repository was archived so is read-only.")
        }
    }

    @Test("H1: after a renaming a clone by the former name works")
    func followsRenaming() async throws {
        try await Bench.run { bench in
            await bench.github.double.forge.rename(bench.repository, to: "kernel")
            try await bench.clone()
            #expect(try bench.folder.text("clone/README.md") == "core\n")
        }
    }
}
