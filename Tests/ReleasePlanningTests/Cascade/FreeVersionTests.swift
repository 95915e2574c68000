import ReleaseModel
import ReleasePlanning
import Testing

@Suite("The next free version")
struct FreeVersionTests {
    private func world(_ commit: String) -> World {
        var world = World()
        world.add("core", "1.0.0", commits: [commit])
        return world
    }

    @Test(
        "A version that another run holds counts as used, on its line",
        arguments: [
            ("feat: x", ["1.1.0"], "1.2.0"), ("fix: x", ["1.1.0"], "1.1.1"), ("feat!: x", ["1.1.0"], "2.0.0"),
            ("feat: x", ["1.1.0", "1.2.0", "1.0.1"], "1.3.0"), ("feat: x", ["2.0.0"], "1.1.0"),
            ("feat: x", [], "1.1.0"),
        ] as [(String, [String], String)])
    func reserved(commit: String, held: [String], next: String) throws {
        let versions = held.compactMap { Version($0) }
        #expect(try world(commit).plan(reserved: ["core": versions]).versions == ["core \(next)"])
    }

    @Test("A prerelease's number is above all held ones")
    func prerelease() throws {
        let held = try #require(Version("1.1.0-beta.4"))
        let plan = try world("feat: x").plan(ReleaseRequest(stage: .prerelease("beta")), reserved: ["core": [held]])
        #expect(plan.versions == ["core 1.1.0-beta.5"])
    }

    @Test("A released commit is not released again, even on request, and the error names the version")
    func releasedCommit() throws {
        var world = World()
        world.add("core", "1.0.0")
        world.repositories["core"]?.head = World.commit("v1.0.0")
        for request in [ReleaseRequest(components: ["core"]), ReleaseRequest(components: ["core"], bump: .major)] {
            let plan = try world.plan(request)
            #expect(plan.versions.isEmpty)
            #expect(plan.nothingToRelease?.contains("is already released as 1.0.0.") == true)
            #expect(plan.component("core")?.reasons.first?.kind == .released)
        }
        let chosen = ReleaseRequest(components: ["core"], versions: ["core": Version(1, 0, 1)])
        #expect(try world.plan(chosen).versions == ["core 1.0.1"])
    }
}
