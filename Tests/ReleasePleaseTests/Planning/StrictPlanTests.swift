import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import Testing

@Suite("What a strict plan fixes in release-please")
struct StrictPlanTests {
    private func plan(
        _ compatibility: Compatibility, last: String, commits: [(id: String, parents: [CommitID], message: String)],
        tagged: CommitID, depth: Int = 500
    ) throws -> ReleasePlan {
        var configuration = ReleasePleaseConfiguration(packages: [
            ReleasePleasePackage(path: ".", releaseType: "simple")
        ])
        configuration.manifest = [".": last]
        configuration.commitSearchDepth = depth
        let observed = commits.map {
            ObservedCommit(id: CommitID($0.id), parents: $0.parents, message: $0.message, paths: ["a"])
        }
        let repository = ObservedRepository(
            id: "r", folder: "/r", head: observed.first?.id, branch: "main",
            tags: [ObservedTag(name: TagName("v\(last)"), commit: tagged)])
        let world = ReleasePleaseWorld(
            configuration: configuration, compatibility: compatibility, repository: repository, slug: "o/r",
            commits: observed, paths: [])
        return try ReleasePleasePlanner(
            world: world, types: allReleaseTypes, date: ReleaseDate(year: 2026, month: 1, day: 2)
        )
        .plan(workspace: "w", moment: Date(timeIntervalSince1970: 0))
    }

    /// Of one package with these files, whose manifest says 1.2.0, with a fix since.
    private func plan(
        _ compatibility: Compatibility, type: ReleaseTypeName, _ files: [String: String], missing: String? = nil
    ) throws -> ReleasePlan {
        var package = ReleasePleasePackage(path: ".", releaseType: type)
        package.extraFiles = [missing].compactMap(\.self).map { ExtraFileConfiguration(path: $0) }
        var configuration = ReleasePleaseConfiguration(packages: [package])
        configuration.manifest = [".": "1.2.0"]
        let repository = ObservedRepository(
            id: "r", folder: "/r", head: "2", branch: "main", tags: [ObservedTag(name: "v1.2.0", commit: "1")],
            files: files.mapValues { Array($0.utf8) })
        var world = ReleasePleaseWorld(
            configuration: configuration, compatibility: compatibility, repository: repository, slug: "o/r",
            commits: [
                ObservedCommit(id: "2", parents: ["1"], message: "fix: a", paths: ["a"]),
                ObservedCommit(id: "1", message: "x", paths: ["a"]),
            ], paths: Set(files.keys))
        if let missing {
            world.warnings = [
                Diagnostic(
                    .warning, code: "extra-file.missing", place: Place(file: missing, line: 1, column: 1), message: "m")
            ]
        }
        return try ReleasePleasePlanner(
            world: world, types: allReleaseTypes, date: ReleaseDate(year: 2026, month: 1, day: 2)
        ).plan(workspace: "w", moment: Date(timeIntervalSince1970: 0))
    }

    @Test("A file is never lowered, which release-please does")
    func lowered() throws {
        let files = ["version.txt": "1.4.0\n"]
        #expect {
            try plan(.strict, type: "simple", files)
        } throws: { error in
            guard
                case ReleasePleaseError.belowFile(let next, "1.4.0", "version.txt", _, _)? = error
                    as? ReleasePleaseError
            else { return false }
            return next == Version(1, 2, 1)
        }
        let compat = try plan(.compat, type: "simple", files)
        #expect(compat.components.first?.nextVersion == Version(1, 2, 1))
        #expect(compat.warnings.contains { $0.contains("below 1.4.0 in version.txt") })
        #expect(throws: Never.self) { try plan(.strict, type: "simple", ["version.txt": "1.2.0\n"]) }
    }

    @Test("A declared file that can't be followed is an error, where release-please goes on without it")
    func unfollowed() throws {
        #expect(throws: EditError.self) { try plan(.strict, type: "simple", ["version.txt": "unknown\n"]) }
        #expect(throws: Never.self) { try plan(.compat, type: "simple", ["version.txt": "unknown\n"]) }
        #expect(throws: UnreadableInput.self) { try plan(.strict, type: "simple", [:], missing: "src/v.py") }
        #expect(throws: Never.self) { try plan(.compat, type: "simple", [:], missing: "src/v.py") }
    }

    @Test(
        "A suffix is dropped, where release-please keeps it",
        arguments: [
            ("fix: a", "1.2.0-rc.1", "1.2.0", "1.2.1-rc.1"), ("feat: a", "1.2.0-rc.1", "1.2.0", "1.3.0-rc.1"),
            ("feat!: a", "1.2.0-rc.1", "2.0.0", "2.0.0-rc.1"), ("fix: a", "1.2.0", "1.2.1", "1.2.1"),
        ])
    func suffix(message: String, last: String, strict: String, compat: String) throws {
        for (mode, expected) in [(Compatibility.strict, strict), (.compat, compat)] {
            let plan = try plan(mode, last: last, commits: [("2", ["1"], message), ("1", [], "x")], tagged: "1")
            #expect(plan.components.first?.nextVersion?.text == expected)
        }
    }

    @Test(
        "A side branch older than the release commit counts; release-please drops it"
    )
    func sideBranch() throws {
        // Newest first by date: the merge, the release, then the side branch that began before the release.
        let commits: [(id: String, parents: [CommitID], message: String)] = [
            ("4", ["3", "2"], "Merge branch 'side'"), ("3", ["1"], "chore: release"), ("2", ["1"], "feat: side"),
            ("1", [], "chore: begin"),
        ]
        let strict = try plan(.strict, last: "1.0.0", commits: commits, tagged: "3")
        #expect(strict.components.first?.nextVersion?.text == "1.1.0")
        #expect(strict.commits?.first { $0.id == "2" }?.fate == .counted)
        #expect(strict.commits?.first { $0.id == "4" }?.fate == .merge)
        let compat = try plan(.compat, last: "1.0.0", commits: commits, tagged: "3")
        #expect(compat.components.first?.nextVersion == nil)
    }

    @Test("Only the commits of the range are listed")
    func range() throws {
        let commits: [(id: String, parents: [CommitID], message: String)] = [
            ("4", ["3"], "fix: new"), ("3", ["2"], "chore: release"), ("2", ["1"], "No one reads this"), ("1", [], "x"),
        ]
        #expect(try plan(.strict, last: "1.0.0", commits: commits, tagged: "3").commits?.map(\.id) == ["4"])
    }

    @Test("Each commit has one fate: counted, hidden, reverted, not understood with its place")
    func fates() throws {
        let commits: [(id: String, parents: [CommitID], message: String)] = [
            ("6666666", ["5555555"], "Count words"), ("5555555", ["4444444"], "docs: a"),
            ("4444444", ["3333333"], "revert: feat: b\n\nThis reverts commit 2222222."),
            ("3333333", ["2222222"], "fix: c"),
            ("2222222", ["1111111"], "feat: b"), ("1111111", [], "x"),
        ]
        let plan = try plan(.strict, last: "1.0.0", commits: commits, tagged: "1111111")
        #expect(plan.components.first?.nextVersion?.text == "1.0.1")
        let fates = Dictionary(uniqueKeysWithValues: (plan.commits ?? []).map { ($0.id, $0.fate) })
        #expect(fates["6666666"] == .notUnderstood)
        #expect(fates["5555555"] == .hidden)
        #expect(fates["4444444"] == .reverted && fates["2222222"] == .reverted)
        #expect(fates["3333333"] == .counted)
        #expect(plan.commits?.first { $0.id == "6666666" }?.faults.first?.hasPrefix("line 1, column 6:") == true)
    }

    @Test("The search has no depth limit; release-please's has one, and the plan says so")
    func depth() throws {
        let commits: [(id: String, parents: [CommitID], message: String)] =
            (0..<20).map { ("c\(20 - $0)", [CommitID("c\(19 - $0)")], $0 == 15 ? "feat: old" : "fix: new") } + [
                ("c0", [], "x")
            ]
        #expect(
            try plan(.strict, last: "1.0.0", commits: commits, tagged: "c0").components.first?.nextVersion?.text
                == "1.1.0")
        let compat = try plan(.compat, last: "1.0.0", commits: commits, tagged: "c0", depth: 10)
        #expect(compat.components.first?.nextVersion?.text == "1.0.1")
        #expect(compat.warnings.contains { $0.contains("commit-search-depth") })
    }
}
