import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import Testing

@Suite("Merged but untagged releases")
struct MergedReleaseTests {
    private func merged(
        _ changes: [ManifestChange], manifest: [String: String], tags: [String] = [],
        _ change: (inout ReleasePleasePackage) -> Void = { _ in }
    ) -> [String] {
        var package = ReleasePleasePackage(path: ".", releaseType: "simple")
        change(&package)
        var configuration = ReleasePleaseConfiguration(packages: [package])
        configuration.manifest = manifest
        let repository = ObservedRepository(
            id: "repo", folder: "/repo", head: "h", branch: "main",
            tags: tags.map { ObservedTag(name: TagName($0), commit: "t") })
        let world = ReleasePleaseWorld(
            configuration: configuration, compatibility: .compat, repository: repository, slug: nil, commits: [],
            paths: [])
        let date = ReleaseDate(year: 2026, month: 1, day: 2)
        return ReleasePleasePlanner(world: world, types: allReleaseTypes, date: date).mergedReleases(changes).map {
            "\($0.tag) \($0.commit)"
        }
    }

    private func step(
        _ commit: CommitID, _ before: String?, _ after: String, _ subject: String = "x"
    ) -> ManifestChange {
        ManifestChange(
            commit: commit, subject: subject, before: before.map { [".": $0] } ?? [:], after: [".": after])
    }

    @Test("The last commit that raised the version is the one that is tagged")
    func raised() {
        let steps = [step("a", "1.0.0", "1.1.0"), step("b", "1.1.0", "1.2.0"), step("c", "1.2.0", "1.2.0")]
        #expect(merged(steps, manifest: [".": "1.2.0"]) == ["v1.2.0 b"])
        #expect(merged(steps, manifest: [".": "1.2.0"], tags: ["v1.2.0"]).isEmpty)
    }

    @Test("A lowered or unmerged version is not tagged")
    func lowered() {
        #expect(merged([step("a", "2.0.0", "1.0.0")], manifest: [".": "1.0.0"]).isEmpty)
        #expect(merged([], manifest: [".": "1.0.0"]).isEmpty)
        #expect(merged([step("a", "1.0.0", "1.1.0")], manifest: [".": "3.0.0"]).isEmpty)
    }

    @Test("A version that came with the package is tagged only if its commit is titled like a release")
    func first() {
        #expect(merged([step("a", nil, "1.0.0", "chore: set up")], manifest: [".": "1.0.0"]).isEmpty)
        let subjects = [
            "chore(main): release 1.0.0 (#3)", "Merge pull request #1 from a/release-please--branches--main",
        ]
        for subject in subjects {
            #expect(merged([step("a", nil, "1.0.0", subject)], manifest: [".": "1.0.0"]) == ["v1.0.0 a"])
        }
    }

    @Test("Skipped releases, drafts and snapshots get no tags")
    func skipped() {
        let steps = [step("a", "1.0.0", "1.1.0")]
        #expect(merged(steps, manifest: [".": "1.1.0"]) { $0.isReleaseSkipped = true }.isEmpty)
        #expect(merged(steps, manifest: [".": "1.1.0"]) { $0.isDraft = true }.isEmpty)
        let snapshot = [step("a", "1.0.0", "1.1.0-SNAPSHOT")]
        #expect(merged(snapshot, manifest: [".": "1.1.0-SNAPSHOT"]).isEmpty)
    }

    @Test("The entry of a version goes from its heading to the next")
    func entry() {
        let text = "# Changelog\n\n## [1.1.0](x) (d)\r\n\n### Features\n\n* a\n\n## 1.0.0 (d)\n\n* b\n"
        #expect(changelogEntry(of: Version(1, 1, 0), in: text) == "## [1.1.0](x) (d)\n\n### Features\n\n* a")
        #expect(changelogEntry(of: Version(1, 0, 0), in: text) == "## 1.0.0 (d)\n\n* b")
        #expect(changelogEntry(of: Version(3, 0, 0), in: text) == "")
    }
}
