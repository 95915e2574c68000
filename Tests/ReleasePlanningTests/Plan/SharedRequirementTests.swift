import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Requirements that packages of others share")
struct SharedRequirementTests {
    private func world(_ commit: String) -> World {
        var world = World()
        world.add("mast", "1.4.0", commits: [commit])
        world.add("rig", "0.3.0")
        world.edge("rig", "mast", "1.4")
        world.edges[0].sharing = ["org.elsewhere:rope"]
        return world
    }

    @Test("A value that would move for others too is refused and names them")
    func refused() throws {
        #expect {
            try world("feat!: x").plan()
        } throws: { error in
            guard
                case UnperformablePlan.sharedRequirement(let edge, let others, let version)? = error
                    as? UnperformablePlan
            else { return false }
            return edge.to == "mast" && others == ["org.elsewhere:rope"] && version == Version(2, 0, 0)
        }
    }

    @Test("One that still fits stays, and so does one that never follows")
    func stays() throws {
        #expect(try world("fix: x").plan().versions == ["mast 1.4.1"])
        var never = world("feat!: x")
        never.set("rig") { $0.cascade = .never }
        #expect(try never.plan().versions == ["mast 2.0.0"])
    }
}
