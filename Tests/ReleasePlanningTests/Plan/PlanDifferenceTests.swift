import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Difference of two plans")
struct PlanDifferenceTests {
    private func plan(_ commits: [String], cli: Bool = true) throws -> ReleasePlan {
        var world = World()
        world.add("core", "1.0.0", commits: commits)
        if cli {
            world.add("cli", "1.0.0")
            world.edge("cli", "core")
        }
        return try world.plan()
    }

    @Test("Equal plans have none")
    func same() throws {
        #expect(difference(from: try plan(["fix: a"]), to: try plan(["fix: a"])).isEmpty)
    }

    @Test("Differing versions, bumps, tags, reasons, entries and edits are listed")
    func changed() throws {
        let found = difference(from: try plan(["fix: a"]), to: try plan(["feat: b", "fix: a"]))
        #expect(found.components.map(\.name) == ["core"])
        let core = try #require(found.components.first)
        #expect(core.nextVersion?.from == Version(1, 0, 1) && core.nextVersion?.to == Version(1, 1, 0))
        #expect(core.bump?.to == .minor && core.tag?.to == "v1.1.0" && core.presence == .both)
        #expect(core.reasons?.added.count == 1 && core.reasons?.removed == [])
        #expect(core.changelog?.added.first?.hasPrefix("b ") == true && core.changelog?.removed == [])
        #expect(core.edits?.added.count == core.edits?.removed.count && core.currentVersion == nil)
    }

    @Test("A component that is in only one plan, or no longer released, is listed")
    func presence() throws {
        let gone = difference(from: try plan(["feat!: a"]), to: try plan(["feat!: a"], cli: false))
        #expect(gone.components.map(\.presence) == [.removed])
        let quiet = difference(from: try plan(["feat!: a"]), to: try plan([]))
        #expect(Set(quiet.components.map(\.name)) == ["core", "cli"])
        #expect(quiet.components.allSatisfy { $0.nextVersion?.from == Version(2, 0, 0) || $0.nextVersion?.to == nil })
    }

    @Test("Swapping the plans swaps added and removed", arguments: [["fix: a"], ["feat: b", "fix: a"], []])
    func symmetry(commits: [String]) throws {
        let (one, other) = (try plan(["feat!: c"]), try plan(commits))
        let (there, back) = (difference(from: one, to: other), difference(from: other, to: one))
        #expect(
            there.components.compactMap(\.changelog).map(\.added)
                == back.components.compactMap(\.changelog).map(\.removed))
        #expect(there.components.map(\.nextVersion?.to) == back.components.map(\.nextVersion?.from))
    }
}
