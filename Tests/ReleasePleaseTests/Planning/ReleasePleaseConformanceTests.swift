import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import ReleaseTestKit
import Testing

/// A plan of one package at the root, from its messages, newest first.
private func plan(
    _ messages: [String], type: ReleaseTypeName = "simple", last: String = "1.0.0",
    versioning: VersioningConfiguration = .init(),
    ids: [String]? = nil
) throws -> PlannedComponent {
    var package = ReleasePleasePackage(path: ".", releaseType: type)
    package.versioning = versioning
    var configuration = ReleasePleaseConfiguration(packages: [package])
    configuration.manifest = [".": last]
    let start = CommitID(String(repeating: "e", count: 40))
    let commits = messages.enumerated().map { index, message in
        ObservedCommit(
            id: CommitID(ids?[index] ?? String(repeating: "\(index % 10)", count: 40)), message: message, paths: ["a"])
    }
    let repository = ObservedRepository(
        id: "repo", folder: "/repo", head: commits.first?.id ?? start, branch: "main",
        tags: [ObservedTag(name: TagName("v\(last)"), commit: start)])
    let world = ReleasePleaseWorld(
        configuration: configuration, compatibility: .compat, repository: repository, slug: "owner/repo",
        commits: commits + [ObservedCommit(id: start, message: "chore: release")], paths: [])
    let plan = try ReleasePleasePlanner(
        world: world, types: allReleaseTypes, date: ReleaseDate(year: 2026, month: 1, day: 2)
    ).plan(workspace: "w", moment: Date(timeIntervalSince1970: 0))
    return try #require(plan.components.first)
}

private struct Rules: Decodable {
    struct Configuration: Decodable {
        var versioning: String?
        var prerelease: Bool?
        var prereleaseType: String?
        var bumpMinorPreMajor: Bool?
        var bumpPatchForMinorPreMajor: Bool?

        enum CodingKeys: String, CodingKey {
            case versioning, prerelease
            case prereleaseType = "prerelease-type"
            case bumpMinorPreMajor = "bump-minor-pre-major"
            case bumpPatchForMinorPreMajor = "bump-patch-for-minor-pre-major"
        }

        var meant: VersioningConfiguration {
            var meant = VersioningConfiguration()
            meant.strategy = versioning.flatMap { .init(rawValue: $0) } ?? .default
            meant.isPrerelease = prerelease ?? false
            meant.prereleaseType = prereleaseType
            meant.bumpsMinorBeforeMajor = bumpMinorPreMajor ?? false
            meant.bumpsPatchForMinorBeforeMajor = bumpPatchForMinorPreMajor ?? false
            return meant
        }
    }

    struct BumpCase: Decodable {
        var config: Configuration
        var current: String
        var commits: [String]
        var next: String
    }

    struct TagCase: Decodable {
        struct Parts: Decodable {
            var component: String?
            var separator: String?
            var v: Bool
            var version: String
        }
        var tag: String
        var parsed: Parts?
    }

    struct Entries: Decodable {
        struct Context: Decodable { var sha: String }
        struct Case: Decodable {
            var message: String
            var section: String
        }
        var context: Context
        var cases: [Case]
    }

    struct Section: Decodable {
        var releaseType: String
        var messages: [String]
        var shas: [String]
        var section: String
    }

    var bump: [BumpCase]
    var tags: [TagCase]
    var entries: Entries
    var sections: [Section]

    static let shared = try? ReleaseTestKit.shared(Rules.self, "conformance/release-please-rules.json")
}

private struct Parsed: Decodable {
    struct Commit: Decodable, Equatable {
        var type: String
        var scope: String?
        var subject: String
        var header: String
        var breaking: [String]
        var releaseAs: [String]
        var references: [String]
    }
    struct Case: Decodable {
        var why: String
        var message: String
        var expected: [Commit]
    }
    var cases: [Case]
    static let shared = try? ReleaseTestKit.shared(Parsed.self, "conformance/release-please-parse.json")
}

@Suite(
    "The rules of release-please",
    .enabled(if: Rules.shared != nil && Parsed.shared != nil, "needs ../shared/conformance, or SLIPWAY_SHARED"))
struct ReleasePleaseConformanceTests {
    @Test("Each message is read into the same commits", arguments: (Parsed.shared?.cases ?? []).indices)
    func messages(index: Int) throws {
        let one = try #require(Parsed.shared?.cases[index])
        let commit = ObservedCommit(id: "1", message: one.message)
        let found = CommitReading(commit, rules: .compat).commits.map {
            Parsed.Commit(
                type: $0.type, scope: $0.scope, subject: $0.subject, header: $0.header, breaking: $0.breaking,
                releaseAs: $0.releaseAs, references: $0.references)
        }
        #expect(found == one.expected, "\(one.why)")
    }

    @Test("Each strategy gives the same next version", arguments: (Rules.shared?.bump ?? []).indices)
    func bumps(index: Int) throws {
        let one = try #require(Rules.shared?.bump[index])
        // A commit that is shown, so that there is a release; it calls for no more than the others.
        let messages = one.commits + ["fix: shown"]
        let planned = try plan(messages, last: one.current, versioning: one.config.meant)
        #expect(planned.nextVersion?.text == one.next)
    }

    @Test("Each tag is read into the same parts", arguments: (Rules.shared?.tags ?? []).indices)
    func tags(index: Int) throws {
        let one = try #require(Rules.shared?.tags[index])
        let parts = TagParts(TagName(one.tag))
        #expect(parts?.version == one.parsed?.version)
        #expect(parts?.component == (one.parsed.map { $0.component ?? "" }))
        #expect(parts?.separator.map(String.init) == one.parsed?.separator)
        #expect(parts?.hasV == one.parsed?.v)
    }

    @Test("Each message makes the same entry", arguments: (Rules.shared?.entries.cases ?? []).indices)
    func entries(index: Int) throws {
        let entries = try #require(Rules.shared?.entries)
        let one = entries.cases[index]
        var versioning = VersioningConfiguration()
        versioning.releaseAs = "1.1.0"
        let planned = try plan([one.message], versioning: versioning, ids: [entries.context.sha])
        // A section of one line is no release.
        #expect(planned.changelog == (one.section.contains("\n") ? one.section : ""))
    }

    @Test(
        "Each type of release shows the same sections in the same order",
        arguments: (Rules.shared?.sections ?? []).indices)
    func sections(index: Int) throws {
        let one = try #require(Rules.shared?.sections[index])
        let planned = try plan(one.messages, type: ReleaseTypeName(one.releaseType), last: "1.9.9", ids: one.shas)
        #expect(planned.changelog == one.section)
    }
}
