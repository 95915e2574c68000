import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Requirements that never follow")
struct NeverFollowedTests {
    private func plan(together: Bool) throws -> ReleasePlan {
        var world = World()
        world.add("keel", "0.2.0", commits: ["fix: x"], in: together ? "yard" : nil)
        world.add("hull", "1.0.0", in: together ? "yard" : nil)
        world.edge("hull", "keel", "=0.2.0")
        world.set("hull") { $0.cascade = .never }
        return try world.plan()
    }

    @Test("The plan says that a requirement stays only where it stays", arguments: [true, false])
    func words(together: Bool) throws {
        let plan = try plan(together: together)
        #expect(plan.versions == ["keel 0.2.1"])
        let isEdited = plan.edits(of: "hull").contains { $0.contains("keel") }
        #expect(plan.warnings.contains { $0.contains("never to follow") } == !isEdited)
        #expect(isEdited == together)
    }
}
