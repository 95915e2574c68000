import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What a release branch stands on, and what is tagged after the merge, is the base as its remote has it.
@Suite("Bases of release branches", .heavy, .timeLimit(.minutes(20)))
struct ReleaseBaseTests {
    private let branch = "release-please--branches--main--components--core"

    /// A repository with release-please's files, one package and a bare remote.
    private func package() async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository(
            "core",
            [
                "release-please-config.json":
                    "{\"packages\": {\".\": {\"component\": \"core\", \"include-component-in-tag\": false}}, \"release-type\": \"simple\"}",
                ".release-please-manifest.json": "{\n  \".\": \"1.0.0\"\n}\n", "version.txt": "1.0.0\n",
            ])
        try await fixture.commit("feat: count", ["a": "1"], in: "core")
        try await fixture.push("core")
        return fixture
    }

    private func clone(_ fixture: Fixture) -> String { fixture.workspace + "/core" }
    private func remote(_ fixture: Fixture) -> String { fixture.root + "/remotes/core.git" }

    private func tags(_ fixture: Fixture) async throws -> String {
        try await fixture.git("tag", in: remote(fixture)) + fixture.git("tag", in: clone(fixture))
    }

    private func slipway(_ fixture: Fixture, _ arguments: String...) async throws -> CommandResult {
        switch arguments.count {
        case 0: try await fixture.slipway("release-branch", in: clone(fixture))
        case 1: try await fixture.slipway("release-branch", arguments[0], in: clone(fixture))
        case 2: try await fixture.slipway("release-branch", arguments[0], arguments[1], in: clone(fixture))
        default:
            try await fixture.slipway(
                "release-branch", arguments[0], arguments[1], arguments[2], in: clone(fixture))
        }
    }

    @Test("On a release branch nothing is tagged and no branch is written", arguments: ["--tag-merged", "--dry-run"])
    func onReleaseBranch(flag: String) async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        #expect(try await slipway(fixture).end == .exited(0))
        try await fixture.git("switch", "--quiet", branch, in: clone(fixture))
        let before = try await tags(fixture)
        let result = try await slipway(fixture, flag)
        #expect(result.end == .exited(64), "\(result.text)\(result.errorText)")
        #expect(result.errorText.contains("is a release branch") && result.errorText.contains(" switch main"))
        #expect(try await tags(fixture) == before)
    }

    @Test(
        "A commit that is not on the base is not tagged, pushed or not",
        arguments: ["--push", "--no-push", "--dry-run"])
    func topic(flag: String) async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        try await fixture.git("switch", "--quiet", "-c", "topic", in: clone(fixture))
        try await fixture.commit(
            "chore: release main", [".release-please-manifest.json": "{\n  \".\": \"1.5.0\"\n}\n"], in: "core")
        try await fixture.git("push", "--quiet", "origin", "topic", in: clone(fixture))
        let before = try await tags(fixture)
        let result = try await slipway(fixture, "--tag-merged", flag)
        #expect(result.end == .exited(64), "\(result.text)\(result.errorText)")
        #expect(result.errorText.contains("v1.5.0") && result.errorText.contains("--base"), "\(result.errorText)")
        #expect(try await tags(fixture) == before)
        let named = try await slipway(fixture, "--tag-merged", flag, "--base=topic")
        #expect(named.end == .exited(0) && named.text.contains("v1.5.0"), "\(named.errorText)")
    }

    @Test("A missing base is refused even where nothing is to be tagged; only a branch of the clone is to be pushed")
    func noBase() async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        let missing = try await slipway(fixture, "--tag-merged", "--base", "nope")
        #expect(missing.end == .exited(64), "\(missing.text)")
        #expect(missing.errorText.contains("There is no branch nope at origin"))
        #expect(missing.errorText.contains("Check the name: git -C \(clone(fixture)) branch -r"))
        #expect(!missing.errorText.contains("push origin nope"))
        try await fixture.git("branch", "here", in: clone(fixture))
        let unpushed = try await slipway(fixture, "--tag-merged", "--base", "here")
        #expect(unpushed.errorText.contains("push origin here"), "\(unpushed.errorText)")
        try await fixture.git("push", "--quiet", "origin", "here", in: clone(fixture))
        #expect(try await slipway(fixture, "--tag-merged", "--base", "here").end == .exited(0))
    }

    @Test("If the remote has no default branch, main is the base")
    func noDefault() async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        try await fixture.git("symbolic-ref", "HEAD", "refs/heads/nowhere", in: remote(fixture))
        try await fixture.git("switch", "--quiet", "-c", "topic", in: clone(fixture))
        try await fixture.commit(
            "chore: release main", [".release-please-manifest.json": "{\n  \".\": \"1.5.0\"\n}\n"], in: "core")
        try await fixture.git("push", "--quiet", "origin", "topic", in: clone(fixture))
        let result = try await slipway(fixture, "--tag-merged")
        #expect(result.end == .exited(64) && result.errorText.contains("not in main"), "\(result.errorText)")
    }

    @Test("An unpushed merge is not tagged; once pushed, it is")
    func unpushedMerge() async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        #expect(try await slipway(fixture).end == .exited(0))
        try await fixture.git("merge", "--quiet", "--no-ff", "-m", "Merge it", branch, in: clone(fixture))
        let before = try await tags(fixture)
        let refused = try await slipway(fixture, "--tag-merged")
        #expect(
            refused.end == .exited(64) && refused.errorText.contains(" push origin main"), "\(refused.errorText)")
        #expect(try await tags(fixture) == before)
        try await fixture.push("core")
        #expect(try await slipway(fixture, "--tag-merged").text.contains("tagged v1.1.0"))
    }

    @Test("An unpushed base is not pushed along, and a dry run says so")
    func unpushed() async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        try await fixture.commit("fix: more", ["b": "1"], in: "core")
        let references = try await fixture.git("for-each-ref", in: remote(fixture))
        let dry = try await slipway(fixture, "--dry-run")
        #expect(dry.end == .exited(0) && dry.errorText.contains("would be refused"), "\(dry.errorText)")
        let result = try await slipway(fixture)
        #expect(result.end == .exited(1), "\(result.text)")
        #expect(result.errorText.contains("not pushed") && result.errorText.contains(" push origin main"))
        #expect(try await fixture.git("for-each-ref", in: remote(fixture)) == references)
        #expect(try await slipway(fixture, "--no-push").end == .exited(0))
    }

    @Test("An invalid Release-As is reported with its commit")
    func badReleaseAs() async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        try await fixture.commit("feat: more\n\nRelease-As: next", ["b": "1"], in: "core")
        let commit = try await fixture.git("rev-parse", "HEAD", in: clone(fixture))
        let result = try await slipway(fixture, "--no-push")
        #expect(result.end == .exited(78), "\(result.text)")
        #expect(result.errorText.contains("'next'") && result.errorText.contains("git show \(commit.prefix(40))"))
    }

    @Test("A clone behind its base is reported as such, not as a foreign commit on the branch")
    func behind() async throws {
        let fixture = try await package()
        defer { fixture.remove() }
        let old = try await fixture.git("rev-parse", "main", in: clone(fixture)).trimmingCharacters(
            in: .whitespacesAndNewlines)
        try await fixture.commit("fix: more", ["b": "1"], in: "core")
        try await fixture.push("core")
        #expect(try await slipway(fixture).end == .exited(0))
        try await fixture.git("reset", "--quiet", "--hard", old, in: clone(fixture))
        for flag in ["--push", "--dry-run"] {
            let result = try await slipway(fixture, flag)
            #expect(result.end == .exited(flag == "--dry-run" ? 0 : 1), "\(result.text)")
            #expect(result.errorText.contains("the clone is behind its remote"), "\(result.errorText)")
            #expect(!result.errorText.contains("Somebody"), "\(result.errorText)")
        }
        try await fixture.commit("fix: else", ["c": "1"], in: "core")
        #expect(try await slipway(fixture).errorText.contains("have diverged"))
    }
}
