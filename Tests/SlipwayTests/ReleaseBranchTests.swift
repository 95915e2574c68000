import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Release branches", .heavy, .timeLimit(.minutes(20)))
struct ReleaseBranchTests {
    /// The workspace itself is the repository, with a bare remote.
    private func root(_ files: [String: String]) async throws -> Fixture {
        let fixture = try Fixture()
        let remote = remote(fixture)
        try await fixture.git("init", "--quiet", "--bare", "--initial-branch=main", remote, in: "/")
        try await fixture.git("config", "core.logAllRefUpdates", "always", in: remote)
        try await fixture.git("init", "--quiet", "--initial-branch=main", fixture.workspace, in: "/")
        try await fixture.git("remote", "add", "origin", remote, in: fixture.workspace)
        try await fixture.commit("feat: first version", files, in: ".")
        return fixture
    }

    /// A repository at the workspace itself with release-please's files and two packages.
    private func packages(configuration: String = "") async throws -> Fixture {
        let files = [
            "release-please-config.json":
                "{\"packages\": {\"core\": {\"component\": \"core\"}, \"cli\": {\"component\": \"cli\"}}, \"release-type\": \"simple\"\(configuration)}",
            ".release-please-manifest.json": "{\n  \"core\": \"1.0.0\",\n  \"cli\": \"1.0.0\"\n}\n",
            "core/version.txt": "1.0.0\n", "cli/version.txt": "1.0.0\n",
        ]
        let fixture = try await root(files)
        try await fixture.git("tag", "core-v1.0.0", in: fixture.workspace)
        try await fixture.git("tag", "cli-v1.0.0", in: fixture.workspace)
        try await fixture.commit("feat: count", ["core/a": "1"], in: ".")
        try await fixture.commit("fix: print", ["cli/a": "1"], in: ".")
        try await fixture.git("push", "--quiet", "--tags", "origin", "main", in: fixture.workspace)
        return fixture
    }

    private func remote(_ fixture: Fixture) -> String { fixture.root + "/remotes/w.git" }
    private let branch = "release-please--branches--main"

    @Test("One branch for all packages is on the base with their edits, locally and at the remote, once")
    func combined() async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        let first = try await fixture.slipway("release-branch")
        #expect(first.end == .exited(0), "\(first.errorText)")
        #expect(first.text.contains("chore: release main") && first.text.contains("created:"), "\(first.text)")
        #expect(first.text.contains("<details><summary>core: 1.1.0</summary>"))
        for folder in [fixture.workspace, remote(fixture)] {
            let text = try await fixture.git("log", "-1", "--format=%s|%an", branch, in: folder)
            #expect(text == "chore: release main|Slipway Release Bot\n")
            #expect(try await fixture.git("show", "\(branch):core/version.txt", in: folder) == "1.1.0\n")
            #expect(try await fixture.git("show", "\(branch):cli/version.txt", in: folder) == "1.0.1\n")
        }
        let changelog = try await fixture.git("show", "\(branch):core/CHANGELOG.md", in: fixture.workspace)
        #expect(changelog.contains("## 1.1.0") || changelog.contains("## [1.1.0]"))
        let before = try await fixture.git("rev-parse", branch, "main", in: remote(fixture))
        let second = try await fixture.slipway("release-branch")
        #expect(second.text.contains("unchanged:"), "\(second.text)\(second.errorText)")
        #expect(try await fixture.git("rev-parse", branch, "main", in: remote(fixture)) == before)
        #expect(try await fixture.updates().filter { $0.key.contains(branch) }.map(\.value) == [1])
        #expect(try await fixture.git("status", "--porcelain", in: fixture.workspace) == "")
    }

    @Test("Separate ones have a branch and a title for each package")
    func separate() async throws {
        let fixture = try await packages(configuration: ", \"separate-pull-requests\": true")
        defer { fixture.remove() }
        let result = try await fixture.slipway("release-branch", "--json")
        #expect(result.end == .exited(0), "\(result.errorText)")
        #expect(result.text.hasPrefix("{") && result.text.contains("slipway.release-branch"), "\(result.text)")
        for (name, version) in [("core", "1.1.0"), ("cli", "1.0.1")] {
            #expect(result.text.contains("\"title\" : \"chore(main): release \(name) \(version)\""), "\(result.text)")
            let subject = try await fixture.git(
                "log", "-1", "--format=%s", "\(branch)--components--\(name)", in: remote(fixture))
            #expect(subject == "chore(main): release \(name) \(version)\n")
        }
        let manifest = try await fixture.git(
            "show", "\(branch)--components--core:.release-please-manifest.json", in: remote(fixture))
        #expect(manifest == "{\n  \"core\": \"1.1.0\",\n  \"cli\": \"1.0.0\"\n}\n")
    }

    @Test("A dry run writes nothing, and --no-push writes nothing to the remote")
    func quiet() async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        let references = try await fixture.git("for-each-ref", in: fixture.workspace)
        let dry = try await fixture.slipway("release-branch", "--dry-run")
        #expect(dry.end == .exited(0) && dry.text.contains("planned:"), "\(dry.errorText)")
        #expect(try await fixture.git("for-each-ref", in: fixture.workspace) == references)
        let local = try await fixture.slipway("release-branch", "--no-push")
        #expect(local.end == .exited(0), "\(local.errorText)")
        #expect(try await fixture.git("for-each-ref", branch, "refs/heads/\(branch)", in: fixture.workspace) != "")
        #expect(try await fixture.git("for-each-ref", "refs/heads/\(branch)", in: remote(fixture)) == "")
    }

    @Test("A branch with someone else's commits is refused; with --force those commits are kept")
    func foreign() async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        _ = try await fixture.slipway("release-branch")
        try await fixture.git("switch", "--quiet", branch, in: fixture.workspace)
        #expect(try await fixture.slipway("release-branch").end != .exited(0))
        try await fixture.commit("docs: by hand", ["core/CHANGELOG.md": "# Mine\n"], in: ".")
        try await fixture.git("push", "--quiet", "origin", branch, in: fixture.workspace)
        let theirs = try await fixture.git("rev-parse", branch, in: fixture.workspace)
        try await fixture.git("switch", "--quiet", "main", in: fixture.workspace)
        try await fixture.commit("fix: more", ["core/b": "1"], in: ".")
        try await fixture.push(".")
        let dry = try await fixture.slipway("release-branch", "--dry-run")
        #expect(dry.end == .exited(0) && dry.errorText.contains("would be refused: Someone"), "\(dry.errorText)")
        let refused = try await fixture.slipway("release-branch")
        #expect(refused.end == .exited(1) && refused.errorText.contains("Ada"), "\(refused.errorText)")
        #expect(refused.errorText.contains("--force"))
        #expect(try await fixture.git("rev-parse", branch, in: remote(fixture)) == theirs)
        let forced = try await fixture.slipway("release-branch", "--force")
        #expect(forced.end == .exited(0), "\(forced.errorText)")
        #expect(try await fixture.git("rev-parse", branch, in: remote(fixture)) != theirs)
        let kept = try await fixture.git(
            "for-each-ref", "--format=%(objectname)", "refs/slipway/kept", in: fixture.workspace)
        #expect(kept == theirs)
    }

    @Test("A new commit moves the branch, even from a fresh clone")
    func moved() async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        _ = try await fixture.slipway("release-branch")
        try await fixture.commit("feat!: break", ["cli/b": "1"], in: ".")
        try await fixture.push(".")
        try await fixture.git("branch", "--quiet", "-D", branch, in: fixture.workspace)
        try await fixture.git("update-ref", "-d", "refs/slipway/release-branches/\(branch)", in: fixture.workspace)
        let result = try await fixture.slipway("release-branch")
        #expect(result.text.contains("updated:"), "\(result.text)\(result.errorText)")
        #expect(try await fixture.git("show", "\(branch):cli/version.txt", in: remote(fixture)) == "2.0.0\n")
    }

    @Test("Outputs are appended in the runner's format, multi-line values between delimiters")
    func outputs() async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        let file = fixture.root + "/out.txt"
        try fixture.write("before=1\n", to: "out.txt")
        let result = try await fixture.slipway("release-branch", "--output", file, "--outputs")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text == "before=1\n" + result.text)
        #expect(text.contains("prs_created=true\n") && !text.contains("releases_created"))
        #expect(text.contains("\"headBranchName\":\"\(branch)\""))
    }

    @Test(
        "After the merge each version gets its lightweight tag at the commit that raised it, once",
        arguments: [true, false])
    func tagMerged(isSquashed: Bool) async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        _ = try await fixture.slipway("release-branch")
        if isSquashed {
            try await fixture.git("merge", "--quiet", "--squash", branch, in: fixture.workspace)
            try await fixture.git("commit", "--quiet", "-m", "chore: release main (#1)", in: fixture.workspace)
        } else {
            try await fixture.git("merge", "--quiet", "--no-ff", "-m", "Merge it", branch, in: fixture.workspace)
        }
        let merge = try await fixture.git("rev-parse", "main", in: fixture.workspace)
        try await fixture.commit("docs: later", ["core/c": "1"], in: ".")
        try await fixture.push(".")
        let plan = try await fixture.slipway("plan")
        #expect(plan.text.contains("merged and not yet tagged: core-v1.1.0"), "\(plan.text)\(plan.errorText)")
        let refused = try await fixture.slipway("release-branch")
        #expect(refused.end == .exited(1) && refused.errorText.contains("--tag-merged"), "\(refused.errorText)")
        let dry = try await fixture.slipway("release-branch", "--tag-merged", "--dry-run")
        #expect(dry.text.contains("would tag core-v1.1.0"))
        for _ in 0..<2 {
            let file = fixture.root + "/out.txt"
            let result = try await fixture.slipway("release-branch", "--tag-merged", "--output", file)
            #expect(result.end == .exited(0), "\(result.errorText)")
            for tag in ["core-v1.1.0", "cli-v1.0.1"] {
                #expect(try await fixture.git("rev-parse", "refs/tags/\(tag)", in: remote(fixture)) == merge)
            }
        }
        let text = try String(contentsOfFile: fixture.root + "/out.txt", encoding: .utf8)
        #expect(text.contains("releases_created=true\npaths_released=[\"core\",\"cli\"]\ncore--release_created=true\n"))
        #expect(text.contains("core--tag_name=core-v1.1.0\n") && text.contains("core--minor=1\n"))
        #expect(text.contains("core--body<<EOF_") && text.contains("core--sha=\(merge)"))
        #expect(try await fixture.slipway("plan").text.contains("Nothing to release"))
    }

    @Test("A version written during set-up is not tagged")
    func bootstrap() async throws {
        let fixture = try await root(["a": "b"])
        defer { fixture.remove() }
        try await fixture.commit(
            "chore: set up",
            [
                "release-please-config.json": "{\"packages\": {\".\": {\"release-type\": \"simple\"}}}",
                ".release-please-manifest.json": "{\".\": \"3.0.0\"}\n", "version.txt": "3.0.0\n",
            ], in: ".")
        let result = try await fixture.slipway("release-branch", "--tag-merged")
        #expect(result.text.contains("Every merged release has its tag."), "\(result.text)\(result.errorText)")
    }

    @Test("With slipway.yaml the merged branch is released as it is: tagged without edits")
    func mergedWorkspace() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("feat: more", ["a": "1"], in: "core")
        try await fixture.push("core")
        try fixture.write("workspace: w\n", to: "workspace/slipway.yaml")
        let made = try await fixture.slipway("release-branch")
        #expect(made.end == .exited(0), "\(made.errorText)")
        #expect(made.text.contains("chore(main): release core 1.1.0"), "\(made.text)")
        let clone = fixture.workspace + "/core"
        try await fixture.git("merge", "--quiet", "--no-ff", "-m", "Merge it", "\(branch)--components--core", in: clone)
        try await fixture.push("core")
        let plan = try await fixture.slipway("plan")
        #expect(plan.text.contains("tag v1.1.0") && !plan.text.contains("edit core/"), "\(plan.text)")
        #expect(try await fixture.slipway("release-branch").text.contains("merged already"))
        let released = try await fixture.slipway("release")
        #expect(released.end == .exited(0), "\(released.errorText)")
        let remote = fixture.root + "/remotes/core.git"
        #expect(
            try await fixture.git("rev-parse", "v1.1.0^{commit}", in: remote)
                == fixture.git("rev-parse", "main", in: remote))
    }

    @Test("Manual text in the pull request is kept")
    func currentBody() async throws {
        let fixture = try await packages()
        defer { fixture.remove() }
        let strict = ["--compatibility", "strict"]
        let first = try await fixture.slipway("release-branch", "--dry-run", strict[0], strict[1], "--json")
        #expect(first.text.contains("<!-- slipway:begin"), "\(first.errorText)")
        try fixture.write("Wait for Ada.\n", to: "body.md")
        let result = try await fixture.slipway(
            "release-branch", "--dry-run", strict[0], strict[1], "--current-body", fixture.root + "/body.md")
        #expect(result.text.contains("Wait for Ada.") && result.text.contains("core: 1.1.0"), "\(result.errorText)")
    }
}
