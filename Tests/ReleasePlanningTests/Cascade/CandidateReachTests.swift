import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Candidates do not spread")
struct CandidateReachTests {
    /// house requires pump, both in one repository.
    private func world(_ requirement: String = "^1.0.0", pump: String = "1.0.0", house: String = "2.0.0") -> World {
        var world = World()
        world.add("pump", pump, commits: ["fix: a seal"], in: "both")
        world.add("house", house, in: "both")
        world.edge("house", "pump", requirement)
        return world
    }

    @Test("A candidate of one component releases no dependent, writes nothing into it, and says so")
    func stays() throws {
        let plan = try world().plan(ReleaseRequest(components: ["pump"], stage: .prerelease("rc")))
        #expect(plan.versions == ["pump 1.0.1-rc.1"])
        #expect(plan.edits(of: "house").isEmpty)
        #expect(
            plan.warnings.contains { $0.contains("house requires pump ^1.0.0") && $0.contains("candidate 1.0.1-rc.1") })
    }

    @Test("A chosen candidate version does not spread either")
    func chosen() throws {
        let version = try #require(Version("1.1.0-beta.1"))
        let plan = try world().plan(ReleaseRequest(versions: ["pump": version]))
        #expect(plan.versions == ["pump 1.1.0-beta.1"] && plan.edits(of: "house").isEmpty)
    }

    @Test("A dependent that is also requested follows the candidate")
    func asked() throws {
        let plan = try world().plan(ReleaseRequest(components: ["house", "pump"], stage: .prerelease("rc")))
        #expect(plan.versions == ["pump 1.0.1-rc.1", "house 2.0.1-rc.1"])
        #expect(plan.edits(of: "house").contains { $0.hasSuffix("^1.0.0 → ^1.0.1-rc.1") })
    }

    @Test("A named component that is a candidate by its strategy includes dependents that are too, and no others")
    func byStrategy() throws {
        for both in [true, false] {
            var world = world("=1.0.0-rc.1", pump: "1.0.0-rc.1", house: both ? "2.0.0-rc.1" : "2.0.0")
            for name in both ? ["pump", "house"] : ["pump"] {
                world.set(ComponentID(name)) {
                    $0.versioning.strategy = .prerelease
                    $0.versioning.isPrerelease = true
                    $0.versioning.prereleaseType = "rc"
                }
            }
            let plan = try world.plan(ReleaseRequest(components: ["pump"]))
            #expect(plan.versions == ["pump 1.0.0-rc.2"] + (both ? ["house 2.0.0-rc.2"] : []))
            #expect(try world.plan().versions == plan.versions, "as it would without the name")
        }
    }

    @Test("A named candidate that becomes stable includes its dependents", arguments: [nil, ReleaseStage.graduation])
    func becomesStable(stage: ReleaseStage?) throws {
        let plan = try world("^0.9.0", pump: "1.0.0-rc.1").plan(ReleaseRequest(components: ["pump"], stage: stage))
        #expect(plan.versions == ["pump 1.0.0", "house 2.0.1"])
    }

    @Test("A stable release of one component still includes its dependents")
    func stable() throws {
        let plan = try world("=1.0.0").plan(ReleaseRequest(components: ["pump"]))
        #expect(plan.versions == ["pump 1.0.1", "house 2.0.1"])
    }

    @Test("After graduation no requirement names the candidate, whether its component was released or not")
    func graduation() throws {
        let all = try world(">=1.0.1-rc.1", pump: "1.0.1-rc.1", house: "2.0.1-rc.1")
            .plan(ReleaseRequest(stage: .graduation))
        #expect(all.versions == ["pump 1.0.1", "house 2.0.1"])
        #expect(all.edits(of: "house").contains { $0.hasSuffix(">=1.0.1-rc.1 → >=1.0.1") })
        let one = try world(">=1.0.1-rc.1", pump: "1.0.1-rc.1")
            .plan(ReleaseRequest(components: ["pump"], stage: .graduation))
        #expect(one.versions == ["pump 1.0.1"])
        #expect(one.edits(of: "house").map { $0.hasSuffix(">=1.0.1-rc.1 → >=1.0.1") } == [true])
    }

    @Test(
        "A requirement on a candidate names the stable version, and keeps everything else",
        arguments: [
            ("cargo", "^1.2.0-rc.3", "1.2.0", "^1.2.0"), ("python", ">=0.3.2rc1,<0.4", "0.3.2", ">=0.3.2,<0.4"),
            ("npm", "1.2.0-beta.1 || ^2.0.0", "1.2.0", "1.2.0 || ^2.0.0"), ("cargo", "^1.2.0", "1.2.0", nil),
            ("cargo", "^1.1.0-rc.1", "1.2.0", nil), ("cargo", "^1.2.0-rc.1", "1.2.0-rc.2", nil),
        ] as [(EcosystemName, String, String, String?)])
    func graduated(ecosystem: EcosystemName, requirement: String, version: String, expected: String?) throws {
        let language = try #require(allEcosystems.first { $0.name == ecosystem })
        #expect(language.graduated(requirement: requirement, to: try #require(Version(version))) == expected)
    }
}
