import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Merged releases of components whose version only tags say")
struct MergedVersionTests {
    /// A component without a version in a file, tagged 1.0.0, with a feature and what came after it.
    ///
    /// - Parameter changelog: nil: with the entry that a release pull request writes.
    private func world(
        _ commits: [String], released: String? = "1.0.0", changelog: String? = nil, hasChangelog: Bool = true
    ) throws -> World {
        var world = World()
        world.add("core", released ?? "1.0.0", commits: commits + ["feat: a"])
        world.components[0].version = nil
        world.components[0].versionSources = []
        world.components[0].ecosystem = "go"
        guard hasChangelog else { return world }
        var before = world
        before.repositories["core"]?.commits["core"]?.removeFirst(commits.count)
        let entry = try before.plan().component("core")?.changelog ?? ""
        world.repositories["core"]?.changelogs["CHANGELOG.md"] = Array((changelog ?? "# Changelog\n\n" + entry).utf8)
        if released == nil { world.repositories["core"]?.tags = [] }
        return world
    }

    @Test(
        "The commit of a release is recognized by its title, however it was merged",
        arguments: [
            "chore(main): release core 1.1.0", "chore(main): release core 1.1.0 (#7)", "chore: release main (#7)",
            "Merge pull request #7 from acme/release-please--branches--main\n\nchore(main): release core 1.1.0",
        ])
    func recognized(message: String) throws {
        let plan = try world([message]).plan()
        #expect(
            plan.versions == ["core 1.1.0"] && plan.mergedComponents == ["core"],
            "\(plan.versions)\(plan.edits(of: "core"))")
    }

    @Test(
        "What is not a release of the component is not merged: other words, components, branches, and old versions",
        arguments: [
            "chore: tidy", "chore(main): release other 1.1.0", "chore(next): release core 1.1.0",
            "chore: release notes", "chore(main): release core 1.0.0",
        ])
    func other(message: String) throws {
        let plan = try world([message]).plan()
        #expect(plan.versions == ["core 1.1.0"] && plan.mergedComponents.isEmpty)
    }

    @Test("A heading that a person wrote in advance is not a merged release")
    func heading() throws {
        #expect(try world([]).plan().mergedComponents.isEmpty)
    }

    @Test("A reverted release is not merged")
    func reverted() throws {
        let title = "chore(main): release core 1.1.0"
        let revert = "revert: \(title)\n\nThis reverts commit \(World.commit(title))."
        #expect(try world([revert, title], changelog: "# Changelog\n").plan().mergedComponents.isEmpty)
    }

    @Test("A first release, too, has the version that was merged")
    func first() throws {
        let plan = try world(["chore(main): release core 1.1.0"], released: nil).plan()
        #expect(plan.versions == ["core 1.1.0"] && plan.mergedComponents == ["core"])
    }

    @Test("What a person edited in the pull request is released, above what the commits call for")
    func edited() throws {
        let entry = try #require(world([]).repositories["core"]?.changelogs["CHANGELOG.md"])
        let changelog = String(decoding: entry, as: UTF8.self).replacing("1.1.0", with: "1.4.0")
        let plan = try world(["chore: release main"], changelog: changelog).plan()
        #expect(plan.versions == ["core 1.4.0"] && plan.mergedComponents == ["core"], "\(plan.versions)")
    }

    @Test("Without an entry, the title says the version")
    func untitled() throws {
        let plan = try world(["chore(main): release core 1.1.0"], hasChangelog: false).plan()
        #expect(plan.versions == ["core 1.1.0"] && plan.mergedComponents == ["core"])
    }

    @Test("Where title and changelog differ, neither is guessed, and a chosen version helps")
    func unclear() throws {
        let world = try world(["chore(main): release core 1.2.0"])
        let error = #expect(throws: UnclearMerge.self) { try world.plan() }
        #expect(
            error?.suggestions.contains { $0.contains("--set-version core=1.1.0") } == true
                && error?.summary.contains("1.2.0") == true)
        #expect(throws: UnclearMerge.self) { try world.plan(ReleaseRequest(components: ["core"])) }
        #expect(
            try world.plan(ReleaseRequest(versions: ["core": Version(1, 1, 0)])).versions == ["core 1.1.0"])
    }
}
