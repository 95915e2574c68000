import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Explanation of a decision")
struct ExplanationTests {
    private func text(_ commits: [String], of name: ComponentID = "core") throws -> String {
        var world = World()
        world.add("core", "1.0.0", commits: commits)
        world.add("cli", "1.0.0")
        world.edge("cli", "core")
        let history = world.repositories["core"]?.commits["core"] ?? []
        world.repositories["core"]?.history = history
        let plan = try world.plan()
        return explanation(of: try #require(plan.component(name)), in: plan).joined(separator: "\n")
    }

    @Test("Each commit is told with its level, and what would be without the deciding one")
    func commits() throws {
        let found = try text(["feat!: a", "fix: b", "docs: c", "what is this"])
        #expect(found.contains("core goes to 2.0.0 from 1.0.0 (major)."), "\(found)")
        #expect(found.contains("calls for a major release.") && found.contains("calls for a patch."))
        #expect(found.contains("would call for a patch instead of a major release."))
        #expect(found.contains("Hidden, because no changelog shows their type:") && found.contains("docs: c"))
        #expect(found.contains("Not understood:") && found.contains("what is this"))
    }

    @Test("Where several commits call for the same, or it is the only one, that is said")
    func deciding() throws {
        #expect(
            try text(["feat: a", "feat: b"]).contains("2 commits call for a minor release, so no single one decides."))
        #expect(try text(["feat: a"]).contains("no commit would call for a release of it."))
    }

    @Test("A follower is explained by the edge and the upstream's cause")
    func follower() throws {
        let found = try text(["feat!: a"], of: "cli")
        #expect(
            found.contains("The edge: cli requires core at ") && found.contains("core is released because"), "\(found)")
    }

    @Test("Hidden commits of other components are not told as its own")
    func ownSilence() throws {
        var world = World()
        world.add("core", "1.0.0")
        var plan = try world.plan()
        let component = try #require(plan.component("core"))
        let owners: [[ComponentID]?] = [["core"], ["cli"], nil]
        plan.commits = owners.enumerated().map { index, owners in
            PlannedCommit(
                repository: "core", id: World.commit("\(index)"), subject: "docs: \(index)",
                fate: owners == nil ? .outside : .hidden, owners: owners)
        }
        let found = explanation(of: component, in: plan).joined(separator: "\n")
        #expect(found.contains("docs: 0") && !found.contains("docs: 1"), "\(found)")
        #expect(found.contains("Outside, because they touch no component, or only paths that are left out of it:"))
    }

    @Test("What is not released is said with why")
    func quiet() throws {
        #expect(try text([]).hasPrefix("core is not released.\nNo commit"))
    }
}
