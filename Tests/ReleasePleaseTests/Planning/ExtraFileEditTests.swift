import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import Testing

@Suite("Edits of extra files as release-please makes them")
struct ExtraFileEditTests {
    private func edits(_ key: String, _ value: String) throws -> [FileEdit] {
        var configuration = ReleasePleaseConfiguration(packages: [
            ReleasePleasePackage(path: ".", releaseType: "simple")
        ])
        configuration.manifest = [".": "1.2.3"]
        let repository = ObservedRepository(
            id: "r", folder: "/r", head: "2", branch: "main", tags: [ObservedTag(name: "v1.2.3", commit: "1")])
        var world = ReleasePleaseWorld(
            configuration: configuration, compatibility: .strict, repository: repository, slug: "o/r",
            commits: [
                ObservedCommit(id: "2", parents: ["1"], message: "feat: a", paths: ["a"]),
                ObservedCommit(id: "1", parents: [], message: "x", paths: ["a"]),
            ], paths: [])
        let place = Place(file: "f", line: 1, column: 1)
        world.extraSources["."] = [VersionSource(ecosystem: .extraFile, place: place, key: key, value: value)]
        let plan = try ReleasePleasePlanner(
            world: world, types: allReleaseTypes, date: ReleaseDate(year: 2026, month: 1, day: 2)
        )
        .plan(workspace: "w", moment: Date(timeIntervalSince1970: 0))
        return plan.components.flatMap(\.edits).map(\.edit).filter { $0.ecosystem == .extraFile }
    }

    @Test(
        "In JSON the version within the text is replaced; elsewhere the bare version replaces the entire text",
        arguments: [
            ("json:v", "https://b.dev/1.2.3/s.json", "https://b.dev/1.3.0/s.json"), ("json:v", "v1.2.3", "v1.3.0"),
            ("yaml:v", "v1.2.3", "1.3.0"), ("yaml:v", "latest", "1.3.0"), ("toml:v", "img:1.2.3", "1.3.0"),
            ("xml:v", "v1.2.3", "1.3.0"), ("marker[0]", "1.2.3", "1.3.0"), ("marker[0].minor", "2", "3"),
        ])
    func text(key: String, value: String, expected: String) throws {
        #expect(try edits(key, value).map(\.change.after) == [expected])
    }
}
