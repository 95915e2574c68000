import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Changelog files", .heavy)
struct ChangelogFileTests {
    @Test("A component that has a changelog gets each release's entry above the last one, and nothing else changes")
    func kept() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let old = "# Changelog\n\n## 1.0.0 (2026-01-01)\n\n* began\n"
        try await fixture.repository("core", ["VERSION": "1.0.0\n", "CHANGELOG.md": old])
        try await fixture.commit("feat: count words", ["a": "1"], in: "core")
        try await fixture.push("core")
        let run = try await fixture.slipway("release")
        #expect(run.end == .exited(0), "\(run.errorText)")
        let text = try await fixture.git("show", "v1.1.0:CHANGELOG.md", in: fixture.workspace + "/core")
        #expect(text.hasPrefix("# Changelog\n\n## 1.1.0 ("), "\(text)")
        #expect(text.contains("### Features\n\n* count words ("), "\(text)")
        #expect(text.hasSuffix("\n\n" + old.dropFirst(13)), "\(text)")
    }

    @Test("A component without one gets none, and a complete one is left alone")
    func left() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("bare", ["VERSION": "1.0.0\n"])
        try await fixture.repository("told", ["VERSION": "1.0.0\n"])
        for name in ["bare", "told"] { try await fixture.commit("feat: x", ["a": "1"], in: name) }
        let id = try await fixture.git("rev-parse", "--short=7", "HEAD", in: fixture.workspace + "/told")
        let told = "## [1.1.0] - soon\n\n### Features\n\n* x (\(id.prefix(7)))\n"
        try await fixture.commit("docs: tell", ["CHANGELOG.md": told], in: "told")
        let plan = try await fixture.slipway("plan")
        #expect(plan.end == .exited(0), "\(plan.errorText)")
        #expect(!plan.text.contains("CHANGELOG.md"), "\(plan.text)")
    }

    @Test("A changelog that is a link is followed within the repository, and one that leads out of it is refused")
    func linked() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n", "docs/news.md": "# News\n\n## 1.0.0\n"])
        let folder = fixture.workspace + "/core"
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/CHANGELOG.md", withDestinationPath: "docs/news.md")
        try await fixture.commit("fix: count words", ["a": "1"], in: "core")
        try await fixture.push("core")
        let run = try await fixture.slipway("release")
        #expect(run.end == .exited(0), "\(run.errorText)")
        let text = try await fixture.git("show", "v1.0.1:docs/news.md", in: folder)
        #expect(text.hasPrefix("# News\n\n## 1.0.1 ("), "\(text)")
        let link = try await fixture.git("show", "v1.0.1:CHANGELOG.md", in: folder)
        #expect(link == "docs/news.md")

        try FileManager.default.removeItem(atPath: folder + "/CHANGELOG.md")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/CHANGELOG.md", withDestinationPath: "../../news.md")
        try await fixture.commit("fix: count more", ["a": "2"], in: "core")
        let plan = try await fixture.slipway("plan")
        #expect(plan.end == .exited(78) && plan.errorText.contains("plan.changelog-link"), "\(plan.errorText)")
    }

    @Test("With release-please's files `release` is refused")
    func byBranch() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let files = [
            "release-please-config.json": "{\"packages\": {\".\": {\"release-type\": \"simple\"}}}",
            ".release-please-manifest.json": "{\".\": \"1.0.0\"}", "version.txt": "1.0.0\n",
        ]
        try await fixture.repository("core", files)
        try await fixture.commit("feat: x", ["a": "1"], in: "core")
        let run = try await fixture.slipway("release", in: fixture.workspace + "/core")
        #expect(run.end == .exited(64) && run.errorText.contains("slipway release-branch"), "\(run.errorText)")
    }

    @Test("Shown types and their titles are configurable, and shown types cause releases")
    func sections() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("docs: tell more", ["a": "1"], in: "core")
        try await fixture.commit("fix: count", ["a": "2"], in: "core")
        let configuration = """
            workspace: w
            repositories: { core: {} }
            defaults:
              changelog:
                sections:
                  - { type: docs, section: Words }
                  - { type: fix, section: Fixes, hidden: true }

            """
        try fixture.write(configuration, to: "workspace/slipway.yaml")
        let changelog = try await fixture.slipway("changelog")
        #expect(changelog.text.contains("### Words\n\n* tell more ("), "\(changelog.text) \(changelog.errorText)")
        #expect(!changelog.text.contains("count"))
        let version = try await fixture.slipway("version")
        #expect(version.text == "1.0.1\n")
    }
}
