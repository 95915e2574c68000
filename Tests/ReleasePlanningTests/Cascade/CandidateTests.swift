import ReleaseModel
import ReleasePlanning
import Testing

@Suite("No stable version is made from a candidate")
struct CandidateTests {
    /// house requires pump, both in one repository; house has a fix since its last release.
    private func world(
        _ requirement: String, pump: String = "2.0.0-rc.1", house: String = "1.0.1-rc.1", kind: EdgeKind = .normal,
        older: [String] = []
    ) -> World {
        var world = World()
        world.add("pump", pump, in: "both")
        world.add("house", house, commits: ["fix: a door"], in: "both")
        for version in older {
            world.repositories["both"]?.tags.append(
                ObservedTag(name: TagName("pump-v\(version)"), commit: World.commit(version)))
        }
        world.edge("house", "pump", requirement, kind: kind)
        return world
    }

    private func refusal(_ world: World, _ request: ReleaseRequest) -> CandidateError? {
        do {
            _ = try world.plan(request)
            return nil
        } catch { return error as? CandidateError }
    }

    @Test(
        "A stable release that requires a sibling's candidate is refused, and what to do about it is accepted",
        arguments: [ReleaseRequest(), ReleaseRequest(components: ["house"], stage: .graduation)])
    func required(request: ReleaseRequest) throws {
        let world = world("^2.0.0-rc.1")
        let error = try #require(refusal(world, request))
        #expect(error.code == "plan.candidate-required")
        #expect(error.summary.contains("house") && error.summary.contains("pump '^2.0.0-rc.1'"))
        #expect(error.suggestions.contains { $0.hasSuffix("--graduate --component pump house") })
        let both = try world.plan(ReleaseRequest(components: ["pump", "house"], stage: .graduation))
        #expect(both.versions == ["pump 2.0.0", "house 1.0.1"])
        #expect(both.edits(of: "house").contains { $0.hasSuffix("^2.0.0-rc.1 → ^2.0.0") })
        var left = world
        left.configuration.edgePolicies = [EdgePolicy(from: "house", to: "pump", policy: .never)]
        #expect(refusal(left, request) == nil)
    }

    /// house takes pump from the folder beside it, and is published with pump's version.
    private func following(_ publishedAs: String = "^{version}", pump: String, written: String? = nil) -> World {
        var world = World()
        world.add("pump", pump, written: written, in: "both")
        world.add("house", "1.0.0", commits: ["fix: a door"], in: "both")
        world.edge("house", "pump", nil)
        world.edges[0].publishedAs = publishedAs
        world.edges[0].key = nil
        return world
    }

    @Test(
        "A requirement that follows the folder beside it counts as it is published",
        arguments: ["^{version}", "~{version}", "{version}"])
    func published(form: String) throws {
        let error = try #require(refusal(following(form, pump: "2.0.0-rc.1"), ReleaseRequest()))
        #expect(error.code == "plan.candidate-required")
        #expect(error.summary.contains("'\(filled(form, ["version": "2.0.0-rc.1"]))'"))
        var world = following(form, pump: "2.0.0-rc.1")
        #expect(refusal(world, ReleaseRequest(components: ["house"], stage: .prerelease("rc"))) == nil)
        world.release(try world.plan(ReleaseRequest(components: ["pump"], stage: .graduation)))
        #expect(try world.plan().versions == ["house 1.0.1"])
    }

    @Test("What follows a folder gets the version that the folder then has")
    func followed() throws {
        // The candidate is made now, beside a stable release that would name it.
        var world = following(pump: "1.9.0")
        world.repositories["both"]?.commits["pump"] = [ObservedCommit(id: World.commit("x"), message: "feat!: x")]
        world.set("pump") {
            $0.versioning.strategy = .prerelease; $0.versioning.prereleaseType = "rc"
        }
        #expect(refusal(world, ReleaseRequest())?.code == "plan.candidate-required")
        #expect(refusal(following(pump: "1.9.0"), ReleaseRequest()) == nil)
        // Built in, not required.
        var unpublished = following(pump: "2.0.0-rc.1")
        unpublished.components[0].unpublishedBy = "\"private\": true"
        #expect(refusal(unpublished, ReleaseRequest()) == nil)
    }

    @Test("From a stable version the candidate is made stable first")
    func fromStable() throws {
        var world = world(">=2.0.0-rc.1", house: "1.0.0")
        let error = try #require(refusal(world, ReleaseRequest()))
        #expect(error.suggestions.contains { $0.hasSuffix("--graduate --component pump") })
        world.release(try world.plan(ReleaseRequest(components: ["pump"], stage: .graduation)))
        #expect(refusal(world, ReleaseRequest()) == nil)
    }

    @Test("A candidate may require one, and a requirement that the last stable version meets refuses nothing")
    func allowed() throws {
        #expect(refusal(world("^2.0.0-rc.1"), ReleaseRequest(components: ["house"], stage: .prerelease("rc"))) == nil)
        #expect(refusal(world(">=1.0.0, <2.0.1", older: ["1.9.0"]), ReleaseRequest()) == nil)
        #expect(refusal(world("^2.0.0-rc.1", kind: .dev), ReleaseRequest()) == nil)
    }

    /// Since `1.3.0-rc.1`.
    private func candidate(_ commits: [String], earlier: [String] = ["feat: a lamp"], stable: Bool = true) -> World {
        var world = World()
        world.add("lamp", "1.3.0-rc.1", commits: commits)
        if stable {
            world.repositories["lamp"]?.tags.append(ObservedTag(name: "v1.2.0", commit: World.commit("v1.2.0")))
        }
        world.repositories["lamp"]?.earlierCommits["lamp"] = earlier.map {
            ObservedCommit(id: World.commit($0), message: $0)
        }
        return world
    }

    @Test(
        "A graduation is refused where later commits call for a higher version",
        arguments: [
            (["feat!: gone"], "2.0.0"), (["fix: y", "refactor!: gone"], "2.0.0"),
            (["fix: y\n\nRelease-As: 1.5.0"], "1.5.0"),
        ])
    func outgrown(commits: [String], next: String) throws {
        for components in [[], ["lamp"]] as [[ComponentID]] {
            let request = ReleaseRequest(components: components, stage: .graduation)
            let error = try #require(refusal(candidate(commits), request))
            #expect(error.code == "plan.candidate-outgrown" && error.summary.contains(next))
            let last = try #require(commits.last)
            #expect(error.reasons == ["\(World.commit(last).short) \(last.prefix { $0 != "\n" })"])
            #expect(error.suggestions.contains { $0.contains("--prerelease rc --component lamp") })
        }
        let chosen = try #require(Version(next))
        #expect(try candidate(commits).plan(ReleaseRequest(versions: ["lamp": chosen])).versions == ["lamp \(next)"])
    }

    @Test("Commits before the candidate, those within its level, and those before any stable version refuse nothing")
    func within() throws {
        let request = ReleaseRequest(stage: .graduation)
        #expect(refusal(candidate(["feat: z", "fix: y"]), request) == nil)
        #expect(refusal(candidate(["fix: y"], earlier: ["feat!: gone"]), request) == nil)
        #expect(refusal(candidate(["feat!: gone"], stable: false), request) == nil)
    }
}
