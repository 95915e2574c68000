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

    @Test("Each commit is listed with its level, and the result without the deciding one")
    func commits() throws {
        let found = try text(["feat!: a", "fix: b", "docs: c", "what is this"])
        #expect(found.contains("core would be released as 2.0.0 from 1.0.0 (major)."), "\(found)")
        #expect(found.contains("calls for a major release.") && found.contains("calls for a patch."))
        #expect(found.contains("would call for a patch instead of a major release."))
        #expect(found.contains("Hidden, because no changelog shows their type:") && found.contains("docs: c"))
        #expect(found.contains("Not understood:") && found.contains("what is this"))
    }

    @Test("Several commits of the same level, or a single commit, are reported as such")
    func deciding() throws {
        #expect(
            try text(["feat: a", "feat: b"]).contains("2 commits call for a minor release, so no single one decides."))
        #expect(try text(["feat: a"]).contains("no commit would call for a release of it."))
    }

    @Test("A follower is explained by the edge and the upstream's cause")
    func follower() throws {
        let found = try text(["feat!: a"], of: "cli")
        #expect(
            found.contains("The edge: cli requires core at ") && found.contains("core would be released because"),
            "\(found)")
    }

    @Test("Hidden commits of other components are not listed as its own")
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

    @Test("Components that are not released are listed with the reason")
    func quiet() throws {
        #expect(try text([]).hasPrefix("core would not be released.\nNo commit"))
    }
}
