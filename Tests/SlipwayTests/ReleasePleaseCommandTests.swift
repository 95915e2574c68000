import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("release-please's files on the command line", .heavy)
struct ReleasePleaseCommandTests {
    private func fixture(_ packages: String, _ manifest: String, _ files: [String: String]) async throws -> Fixture {
        let fixture = try Fixture()
        var files = files
        files["release-please-config.json"] = "{\"packages\": {\(packages)}}\n"
        files[".release-please-manifest.json"] = "{\(manifest)}\n"
        try await fixture.repository("core", files, tag: nil)
        let address = "https://example.org/o/core.git"
        try await fixture.git("remote", "set-url", "origin", address, in: fixture.workspace + "/core")
        return fixture
    }

    @Test("Both files without a slipway.yaml are used for planning")
    func found() async throws {
        let fixture = try await fixture(
            "\".\": {\"release-type\": \"simple\"}", "\".\": \"1.0.0\"", ["version.txt": "1.0.0\n"])
        defer { fixture.remove() }
        try await fixture.git("tag", "v1.0.0", in: fixture.workspace + "/core")
        try await fixture.commit("feat: count (#7)", ["a": "1"], in: "core")
        let plan = try await fixture.slipway("plan", in: fixture.workspace + "/core")
        #expect(plan.end == .exited(0), "\(plan.errorText)")
        #expect(plan.text.contains("1.0.0 → 1.1.0  minor  tag v1.1.0"), "\(plan.text)")
        let version = try await fixture.slipway("version", in: fixture.workspace + "/core")
        #expect(version.text == "1.1.0\n")
        let changelog = try await fixture.slipway("changelog", in: fixture.workspace + "/core")
        #expect(changelog.text.contains("* count ([#7](https://github.com/o/core/issues/7))"), "\(changelog.text)")
    }

    @Test("A commit that can't be parsed is listed with its location, and is an error on request")
    func strictCommits() async throws {
        let fixture = try await fixture(
            "\".\": {\"release-type\": \"simple\"}", "\".\": \"1.0.0\"", ["version.txt": "1.0.0\n"])
        defer { fixture.remove() }
        try await fixture.git("tag", "v1.0.0", in: fixture.workspace + "/core")
        try await fixture.commit("fix: a", ["a": "1"], in: "core")
        try await fixture.commit("Count words", ["a": "2"], in: "core")
        let plan = try await fixture.slipway("plan", in: fixture.workspace + "/core")
        #expect(plan.text.contains("1 counted, 1 not understood"), "\(plan.text)")
        #expect(plan.text.contains("Count words  (line 1, column 6: expected "), "\(plan.text)")
        let strict = try await fixture.slipway("plan", "--strict-commits", in: fixture.workspace + "/core")
        #expect(strict.end == .exited(1))
        #expect(strict.errorText.contains("1 commit is not understood"), "\(strict.errorText)")
        #expect(strict.errorText.contains("line 1, column 6"), "\(strict.errorText)")
    }

    @Test("Packages are requested by name or path; unknown ones and inapplicable options are refused")
    func asked() async throws {
        let fixture = try await fixture(
            "\"a\": {\"component\": \"one\"}, \"b\": {\"component\": \"two\"}", "\"a\": \"1.0.0\", \"b\": \"1.0.0\"",
            ["a/package.json": "{\"version\": \"1.0.0\"}", "b/package.json": "{\"version\": \"1.0.0\"}"])
        defer { fixture.remove() }
        for tag in ["one-v1.0.0", "two-v1.0.0"] { try await fixture.git("tag", tag, in: fixture.workspace + "/core") }
        try await fixture.commit("feat: x", ["a/x": "1", "b/x": "1"], in: "core")
        for name in ["one", "a"] {
            let plan = try await fixture.slipway("plan", "--component", name, in: fixture.workspace + "/core")
            #expect(plan.text.contains("one-v1.1.0") && !plan.text.contains("two-v1.1.0"), "\(plan.text)")
        }
        let chosen = try await fixture.slipway("plan", "--set-version", "two=3.0.0", in: fixture.workspace + "/core")
        #expect(chosen.text.contains("two-v3.0.0"), "\(chosen.text)")
        let unknown = try await fixture.slipway("plan", "--component", "three", in: fixture.workspace + "/core")
        #expect(unknown.end == .exited(64) && unknown.errorText.contains("Known: one, two"), "\(unknown.errorText)")
        #expect(
            try await fixture.slipway("plan", "--bump", "major", in: fixture.workspace + "/core").end == .exited(64))
    }

    @Test("A shallow clone, and in strict mode a missing tag, stop planning")
    func incomplete() async throws {
        let fixture = try await fixture(
            "\".\": {\"release-type\": \"simple\"}", "\".\": \"1.0.0\"", ["version.txt": "1.0.0\n"])
        defer { fixture.remove() }
        try await fixture.commit("feat: x", ["a": "1"], in: "core")
        let strict = try await fixture.slipway("plan", "--compatibility", "strict", in: fixture.workspace + "/core")
        #expect(
            strict.end == .exited(1) && strict.errorText.contains("'v1.0.0' is not in this clone"),
            "\(strict.errorText)")
        let compat = try await fixture.slipway("plan", in: fixture.workspace + "/core")
        #expect(compat.end == .exited(0) && compat.text.contains("the tag 'v1.0.0' does not exist"), "\(compat.text)")
        let source = "file://" + fixture.workspace + "/core"
        try await fixture.git("clone", "--quiet", "--depth", "1", source, fixture.root + "/shallow", in: fixture.root)
        let shallow = try await fixture.slipway("plan", in: fixture.root + "/shallow")
        #expect(shallow.end == .exited(1) && shallow.errorText.contains("shallow"), "\(shallow.errorText)")
    }

    @Test("In strict mode, commits of a release beside the branch do not count again")
    func besideBranch() async throws {
        let fixture = try await fixture(
            "\".\": {\"release-type\": \"simple\"}", "\".\": \"1.0.0\"", ["version.txt": "1.0.0\n"])
        defer { fixture.remove() }
        let folder = fixture.workspace + "/core"
        try await fixture.commit("feat: a", ["a": "1"], in: "core")
        try await fixture.git("checkout", "--quiet", "-b", "release", in: folder)
        try await fixture.commit("chore: release 1.0.0", ["b": "1"], in: "core")
        try await fixture.git("tag", "v1.0.0", in: folder)
        try await fixture.git("checkout", "--quiet", "main", in: folder)
        try await fixture.commit("feat: c", ["c": "1"], in: "core")
        let plan = try await fixture.slipway("changelog", "--compatibility", "strict", in: folder)
        #expect(plan.text.contains("* c (") && !plan.text.contains("* a ("), "\(plan.text) \(plan.errorText)")
    }
}
