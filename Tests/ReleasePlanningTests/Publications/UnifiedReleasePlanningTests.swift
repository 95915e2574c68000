import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Planned unified releases")
struct UnifiedReleasePlanningTests {
    private static let place = Place(file: "slipway.yaml", line: 3, column: 7)

    /// core 1.1.0 and tool 0.3.0, and a repository that releases nothing.
    private func world(
        in repository: RepositoryID = "all", _ change: (inout UnifiedReleaseConfiguration) -> Void = { _ in }
    ) -> World {
        var world = World()
        world.configuration.forge = ForgeConfiguration(kind: .github, owner: "acme")
        var wanted = UnifiedReleaseConfiguration(repository: repository, place: UnifiedReleasePlanningTests.place)
        change(&wanted)
        world.configuration.unifiedRelease = wanted
        world.add("core", "1.0.0", commits: ["feat: x"])
        world.add("tool", "0.2.0", commits: ["feat: y"])
        world.add("all", "0.1.0")
        return world
    }

    private func work(
        _ world: World, at repository: RepositoryID = "all", _ request: ReleaseRequest = ReleaseRequest()
    ) throws -> PublishSetWork {
        let plan = try world.plan(request)
        let step = try #require(plan.step(.publishSet(repository)))
        // Everything else that is public comes before it.
        let before = plan.needs(of: step.id)
        #expect(plan.steps.allSatisfy { $0.reversible || $0.id == step.id || before.contains($0.id) })
        #expect(plan.step(.assemble)?.needs.contains(step.id) == true)
        guard case .publishSet(let work) = step.work else { throw PlanError.noSuchTag("", known: []) }
        return work
    }

    @Test("It is called after the set, and an earlier set of the day gives it a number")
    func tags() throws {
        var world = world()
        let first = try work(world)
        #expect(first.tag.tag == "set-2026-0101" && first.makesTag && !first.isPrerelease)
        #expect(first.target["title"] == "demo set-2026-0101" && first.target["latest"] == "yes")
        world.repositories["all"]?.tags.append(ObservedTag(name: "set-2026-0101", commit: "x"))
        #expect(try work(world).tag.tag == "set-2026-0101.2")
    }

    @Test("In the repository of a released component it has that component's tag, which the component's step makes")
    func sharedTag() throws {
        let work = try work(world(in: "core"), at: "core")
        #expect(work.tag.tag == "v1.1.0" && !work.makesTag)
        #expect(
            try self.work(world(in: "core") { $0.title = "Demo {version}" }, at: "core").target["title"] == "Demo 1.1.0"
        )
    }

    @Test("It is the latest only where all of it is stable and of the newest lines; a prerelease in it makes it one")
    func latest() throws {
        #expect(try work(world { $0.latest = .no }).target["latest"] == "no")
        var old = world { $0.latest = .yes }
        old.repositories["core"]?.tags.append(ObservedTag(name: "v2.0.0", commit: World.commit("v2.0.0")))
        var settings = ComponentConfiguration()
        settings.line = ReleaseLine("1.x")
        old.configuration.components["core"] = settings
        #expect(try work(old).target["latest"] == "no")
        let candidate = try #require(Version("1.1.0-rc.1"))
        let work = try work(world(), ReleaseRequest(versions: ["core": candidate]))
        #expect(work.isPrerelease && work.target["latest"] == "no")
    }

    @Test("What can't be planned is refused with the place of its configuration")
    func refusals() throws {
        let place = UnifiedReleasePlanningTests.place
        #expect(throws: UnifiedReleaseError.noRepository("none", known: ["all", "core", "tool"], place)) {
            try world(in: "none").plan()
        }
        #expect(throws: UnifiedReleaseError.noVersion(["core", "tool"], place)) {
            try world { $0.tag = "v{version}" }.plan()
        }
        #expect(throws: UnifiedReleaseError.badTag("a b", place)) { try world { $0.tag = "a b" }.plan() }
        #expect(throws: UnifiedReleaseError.tagExists("v0.1.0", World.commit("v0.1.0"), place)) {
            try world { $0.tag = "v0.1.0" }.plan()
        }
        #expect(throws: UnifiedReleaseError.versionAsRolling("v1.0.0", place)) {
            try world { $0.rolling = "v1.0.0" }.plan()
        }
        var twice = world(in: "core")
        var settings = ComponentConfiguration()
        settings.publish = [PublishConfiguration(target: PublicationTarget("forge-release", [:]))]
        twice.configuration.components["core"] = settings
        #expect(throws: UnifiedReleaseError.sameTag("v1.1.0", "core", place)) { try twice.plan() }
        #expect(UnifiedReleaseError.noVersion([], place).reasons[0].hasPrefix("slipway.yaml:3:7"))
    }

    @Test("A rolling one has its own tag, is a prerelease and never the latest")
    func rolling() throws {
        let work = try work(world { $0.rolling = "nightly" })
        #expect(work.tag.tag == "nightly" && work.isPrerelease && work.target["latest"] == "no")
        #expect(work.target["rolling"] == "nightly")
    }

    @Test("Test releases make one only where the configuration says so")
    func tests() throws {
        #expect(try world().plan(ReleaseRequest(purpose: .test)).step(.publishSet("all")) == nil)
        #expect(try world { $0.takesTests = true }.plan(ReleaseRequest(purpose: .test)).step(.publishSet("all")) != nil)
    }
}
