import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Releases of components in a ring")
struct RingTests {
    private func world(_ kind: EdgeKind, in repository: RepositoryID? = nil) -> World {
        var world = World()
        world.add("api", "1.0.0", commits: ["feat: x"], in: repository)
        world.add("plug", "1.0.0", commits: ["fix: y"], in: repository)
        world.edge("plug", "api")
        world.edge("api", "plug", kind: kind)
        return world
    }

    @Test(
        "An optional or peer requirement orders nothing in a ring, and the plan says so",
        arguments: [EdgeKind.optional, .peer])
    func loose(kind: EdgeKind) throws {
        let plan = try world(kind).plan()
        #expect(plan.versions == ["api 1.1.0", "plug 1.0.1"])
        #expect(
            plan.warnings.contains {
                $0.contains("api requires plug (\(kind.rawValue))") && $0.contains("does not order")
            })
        try checkPlan(plan, ecosystems: nil)
        // What requires each other succeeds or fails together.
        #expect(plan.steps.filter { $0.kind == .line }.count == 1)
    }

    @Test("A ring of firm requirements is refused, unless its members are one group or one never follows")
    func firm() throws {
        #expect(throws: GraphError.self) { try world(.normal).plan() }
        var grouped = world(.normal)
        grouped.configuration.groups = [GroupConfiguration(name: "g", components: ["*"], versions: .fixed)]
        let plan = try grouped.plan()
        #expect(Set(plan.versions) == ["api 1.1.0", "plug 1.1.0"])
        try checkPlan(plan, ecosystems: nil)
        var free = world(.normal)
        free.configuration.edgePolicies = [
            EdgePolicy(from: "api", to: "plug", policy: .never)
        ]
        #expect(try free.plan().versions == ["api 1.1.0", "plug 1.0.1"])
    }

    @Test("Components that one tag has released so far are one group")
    func lockstep() throws {
        var world = World()
        for name in ["api", "plug"] as [ComponentID] {
            world.add(name, nil, written: "1.0.0", commits: ["fix: \(name)"], in: "house")
        }
        world.edge("plug", "api")
        world.edge("api", "plug")
        world.repositories["house"]?.tags = [ObservedTag(name: "v1.0.0", commit: "c")]
        world.repositories["house"]?.tagTrees["v1.0.0"] = TagTree(fitting: ["api", "plug"])
        #expect(try Set(world.plan().versions) == ["api 1.0.1", "plug 1.0.1"])
    }
}
