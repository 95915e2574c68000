import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("A cascade never lowers a requirement")
struct RequirementAheadTests {
    @Test(
        "A requirement is ahead of a version that is too low for it",
        arguments: [
            ("cargo", "0.9.12", "0.4.0", true), ("cargo", "^2", "1.5.0", true), ("cargo", "^1", "2.0.0", false),
            ("cargo", ">=1, <2", "2.0.0", false), ("cargo", ">=1, <2", "0.9.0", true),
            ("cargo", "=1.2.0", "1.2.0", false),
            ("cargo", "> 0.9.12", "0.9.12", true), ("npm", "^1.0.0 || ^3.0.0", "2.0.0", false),
            ("npm", "~2.4.0", "2.3.9", true), ("npm", "2.x", "1.0.0", true), ("npm", "workspace:^2.0.0", "1.0.0", true),
            ("python", "~=2.1", "2.0", true), ("python", "==1.*", "2.0", false), ("python", ">=1.0.0rc1", "0.9", true),
            ("go", "v1.5.0", "1.4.0", true), ("go", "v1.5.0", "1.6.0", false), ("maven", "[1.0,2.0)", "0.9", true),
            ("nuget", "1.5.0", "1.4.0", true), ("composer", "^2.1", "2.0.0", true), ("helm", "~1.4.0", "1.3.0", true),
        ] as [(EcosystemName, String, String, Bool)])
    func ahead(ecosystem: EcosystemName, requirement: String, version: String, isAhead: Bool) throws {
        let language = try #require(allEcosystems.first { $0.name == ecosystem })
        #expect(language.isAhead(requirement: requirement, of: try #require(Version(version))) == isAhead)
    }

    private func world(_ commit: String = "feat: x") -> World {
        var world = World()
        world.add("pump", "0.4.0", commits: [commit])
        world.add("house", "1.0.0")
        world.edge("house", "pump", "0.9.12")
        return world
    }

    @Test("A plan that would lower a requirement is refused and names both")
    func refused() throws {
        #expect {
            try world().plan()
        } throws: { error in
            guard let error = error as? PlanError, case .requirementAhead(let edge, let version) = error else {
                return false
            }
            return edge.from == "house" && edge.to == "pump" && version == Version(0, 5, 0)
                && error.suggestions.contains { $0.contains("--set-version pump=") }
        }
    }

    /// Both in one repository, or each in its own; only what requires is released.
    private func downstream(_ requirement: String, in repository: RepositoryID?, policy: CascadePolicy? = nil) -> World
    {
        var world = World()
        if let repository {
            world.add("pump", "0.4.0", in: repository)
            world.add("house", "1.0.0", commits: ["fix: x"], in: repository)
        } else {
            world.add("pump", "0.4.0")
            world.add("house", "1.0.0", commits: ["fix: x"])
        }
        world.edge("house", "pump", requirement)
        if let policy { world.set("house") { $0.cascade = policy } }
        return world
    }

    @Test("What requires more of a sibling than its tree has is refused, though the sibling stays")
    func unreleasedSibling() throws {
        #expect {
            try downstream("0.9.12", in: "both").plan()
        } throws: { error in
            guard case PlanError.requirementAhead(let edge, let version)? = error as? PlanError else { return false }
            return edge.from == "house" && edge.to == "pump" && version == Version(0, 4, 0)
        }
        #expect(try downstream("0.4", in: "both").plan().versions.contains("house 1.0.1"))
        #expect(try downstream("0.9.12", in: "both", policy: .never).plan().versions.contains("house 1.0.1"))
        #expect(try downstream("0.9.12", in: nil).plan().versions.contains("house 1.0.1"))
    }

    @Test(
        "What is taken from its folder and refused there is refused in the plan, development included",
        arguments: [EdgeKind.normal, .dev, .build, .optional])
    func behind(kind: EdgeKind) throws {
        func world(_ requirement: String, isByPath: Bool? = true) -> World {
            var world = World()
            world.add("pump", "2.0.0", in: "both")
            world.add("house", "1.0.0", commits: ["fix: x"], in: "both")
            world.edge("house", "pump", requirement, kind: kind)
            world.edges[0].isByPath = isByPath
            return world
        }
        #expect {
            try world("^1.0").plan()
        } throws: { error in
            guard case PlanError.requirementBehind(let edge, let version)? = error as? PlanError else { return false }
            return edge.from == "house" && version == Version(2, 0, 0)
        }
        #expect(throws: PlanError.self) { try world("^3").plan() }
        #expect(try world("^2").plan().versions == ["house 1.0.1"])
        var left = world("^1.0")
        left.set("house") { $0.cascade = .never }
        #expect(try left.plan().versions == ["house 1.0.1"])
        // Raised with the sibling it is no obstacle.
        var both = world("^1.0")
        both.repositories["both"]?.commits["pump"] = [ObservedCommit(id: World.commit("y"), message: "fix: y")]
        #expect(try both.plan().edits(of: "house").contains { $0.hasSuffix("^1.0 → ^2.0") })
    }

    @Test("Taken from a registry, an older sibling is only named")
    func older() throws {
        var world = World()
        world.add("pump", "2.0.0", in: "both")
        world.add("house", "1.0.0", commits: ["fix: x"], in: "both")
        world.edge("house", "pump", "^1.0")
        #expect(try world.plan().warnings.contains { $0.contains("house requires pump ^1.0, which refuses 2.0.0") })
        world.edges[0].requirement = "^2"
        #expect(try world.plan().warnings.allSatisfy { !$0.contains("which refuses") })
    }

    @Test("What the root of a workspace requires follows the component that it is on")
    func root() throws {
        var world = World()
        world.add("pump", "1.0.0", commits: ["feat!: x"], in: "both", path: "p/pump")
        world.rootRequirements = [
            Edge(
                from: "pump", to: "pump", kind: .dev, requirement: "^1.0",
                origin: Place(file: "Cargo.toml", line: 4, column: 1), repository: "both", ecosystem: "cargo",
                key: "dependencies.pump")
        ]
        let plan = try world.plan()
        #expect(plan.edits(of: "pump").contains("Cargo.toml dependencies.pump: ^1.0 → ^2.0"))
        // It moves for the workspace only, and is no news of the component.
        #expect(plan.component("pump")?.changelog.contains("Dependencies") == false)
        world.rootRequirements[0].requirement = "^7"
        #expect(try world.plan().versions == ["pump 2.0.0"])
    }

    @Test("The version that is required can be chosen")
    func chosen() throws {
        let request = ReleaseRequest(versions: ["pump": Version(0, 9, 12)])
        #expect(try world().plan(request).versions == ["pump 0.9.12"])
    }

    @Test("With the policy never the requirement stays, in one repository too")
    func never() throws {
        var world = World()
        world.add("pump", "0.4.0", commits: ["feat: x"], in: "both")
        world.add("house", "1.0.0", in: "both")
        world.edge("house", "pump", "0.9.12")
        world.set("house") { $0.cascade = .never }
        let plan = try world.plan()
        #expect(plan.versions == ["pump 0.5.0"] && plan.edits(of: "house").isEmpty)
    }

    /// A set records that house works with pump 0.9.12.
    private func recorded(_ policy: CascadePolicy) -> World {
        var world = World()
        world.add("pump", "0.4.0", commits: ["feat: x"])
        world.add("house", "1.0.0")
        world.add("set", "1.0.0")
        let key = "versions.house.requires[0]"
        world.sets = [
            VersionSet(
                repository: "set", file: "versions.toml",
                entries: [
                    .init(
                        component: "pump", version: .init(key: "versions.pump.version", value: "0.4.0"), tag: nil,
                        commit: nil)
                ], requirements: [.init(component: "house", upstream: "pump", value: .init(key: key, value: "0.9.12"))])
        ]
        world.edges.append(
            Edge(
                from: "house", to: "pump", kind: .declared, requirement: "0.9.12",
                origin: Place(file: "versions.toml", line: 3, column: 12), repository: "set",
                ecosystem: VersionSet.ecosystem, key: key))
        world.set("house") { $0.cascade = policy }
        return world
    }

    @Test("What a set records is not lowered either", arguments: [CascadePolicy.outOfRange, .always])
    func record(policy: CascadePolicy) throws {
        #expect {
            try recorded(policy).plan()
        } throws: { error in
            guard case PlanError.requirementAhead(let edge, let version)? = error as? PlanError else { return false }
            return edge.origin.file == "versions.toml" && version == Version(0, 5, 0)
        }
    }

    @Test("A record that is ahead stays where nothing follows, and the rest of the set is written")
    func recordNever() throws {
        let plan = try recorded(.never).plan()
        #expect(plan.versions == ["pump 0.5.0"])
        guard case .writeBack(let work) = try #require(plan.step("write-back:set")).work else {
            Issue.record("a write-back step writes back")
            return
        }
        #expect(work.edits.map(\.key) == ["versions.pump.version"])
    }

    @Test("An old upstream tag does not pull a requirement back")
    func oldTag() throws {
        var world = World()
        world.add("pump", "2.0.0")
        world.repositories["pump"]?.tags.append(ObservedTag(name: "v1.0.0", commit: World.commit("old")))
        world.add("house", "1.1.0")
        world.edge("house", "pump", "^2.0.0")
        #expect(throws: PlanError.self) { try world.plan(ReleaseRequest(upstreamTag: "v1.0.0")) }
    }

    @Test("The doctor does not advise to lower it")
    func doctor() throws {
        let world = world()
        let facts = WorkspaceFacts(world: world.observed, histories: try PlanMaker.histories(of: world.observed))
        let found = findings(in: facts, ecosystems: world.ecosystems).first { $0.code == "requirement.refuses-sibling" }
        #expect(found?.message.contains("ahead") == true)
        #expect(found?.remedy.contains("slipway update") == false)
    }
}
