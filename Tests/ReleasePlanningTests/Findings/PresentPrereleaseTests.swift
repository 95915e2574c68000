import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

/// The doctor compares requirements with what lies beside them, not with what an index would give.
@Suite("Requirements on development releases")
struct PresentPrereleaseTests {
    /// Codes of what the doctor finds about `house`, which requires `pump`.
    private func found(_ requirement: String, _ version: String, _ ecosystem: EcosystemName) throws -> [String] {
        var world = World()
        world.add("pump", nil)
        world.add("house", "1.0.0")
        world.edge("house", "pump", requirement)
        world.edges[0].ecosystem = ecosystem
        let index = try #require(world.components.firstIndex { $0.id == "pump" })
        world.components[index].version = try #require(
            ecosystem == .python ? Version(python: version) : Version(version))
        let facts = WorkspaceFacts(world: world.observed, histories: try PlanMaker.histories(of: world.observed))
        return findings(in: facts, ecosystems: world.ecosystems).map(\.code).filter { $0.hasPrefix("requirement.") }
    }

    @Test(
        "In Python a folder's development release is accepted where PEP 440 orders it within the requirement",
        arguments: ["~=1.4", ">=1.4", "~=1.4,!=1.5", "<1.6"])
    func accepted(requirement: String) throws {
        #expect(try found(requirement, "1.5.dev1", .python).isEmpty)
    }

    @Test("One that comes before what is required is refused", arguments: ["~=1.5", ">=1.5", "<1.5", "~=1.4.0"])
    func refused(requirement: String) throws {
        #expect(try found(requirement, "1.5.dev1", .python) == ["requirement.refuses-sibling"])
    }

    @Test("Cargo takes a prerelease from a folder only where the requirement names one")
    func cargo() throws {
        #expect(try found("1.4", "1.5.0-dev.1", "cargo") == ["requirement.refuses-sibling"])
        #expect(try found("1.5.0-dev.1", "1.5.0-dev.1", "cargo").isEmpty)
    }
}
