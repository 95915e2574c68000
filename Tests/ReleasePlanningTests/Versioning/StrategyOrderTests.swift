import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Versions never go back")
struct StrategyOrderTests {
    @Test("A label that ends with a number is not raised to one that SemVer orders before it")
    func textualNumbers() throws {
        var world = World()
        world.add("core", "1.0.0-beta9", commits: ["fix: x"])
        #expect(throws: PlanError.self) { try world.plan(ReleaseRequest(stage: .prerelease("beta"))) }
        world.set("core") { settings in
            settings.versioning.strategy = .prerelease
            settings.versioning.isPrerelease = true
        }
        let next = try #require(try world.plan().component("core")?.nextVersion)
        #expect(next > (try #require(Version("1.0.0-beta9"))))
    }

    @Test("The first version after development keeps the zeros of the calendar")
    func calendarZeros() throws {
        var world = World()
        world.add("core", nil, written: "2026.04.09.dev1")
        #expect(try world.plan().component("core")?.nextVersion?.text == "2026.04.09")
    }
}
