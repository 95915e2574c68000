import ReleaseModel
import ReleasePlanning
import Testing

@Suite("The cascade")
struct CascadeTests {
    /// core ← lib ← app, all released as 1.0.0; core has a feature or a break.
    private func chain(_ commit: String, requirement: String = "^1.0.0") -> World {
        var world = World()
        world.add("core", "1.0.0", commits: [commit])
        world.add("lib", "1.0.0")
        world.add("app", "1.0.0")
        world.edge("lib", "core", requirement)
        world.edge("app", "lib", "^1.0.0")
        return world
    }

    @Test("A requirement that accepts the new version causes no release")
    func accepted() throws {
        #expect(try chain("feat: x").plan().versions == ["core 1.1.0"])
    }

    @Test("A requirement that excludes the new version releases its component with a patch")
    func refused() throws {
        let plan = try chain("feat!: x").plan()
        #expect(plan.versions == ["core 2.0.0", "lib 1.0.1"])
        #expect(
            plan.edits(of: "lib") == [
                "Cargo.toml package.version: 1.0.0 → 1.0.1", "Cargo.toml dependencies.core.version: ^1.0.0 → ^2.0.0",
            ])
    }

    @Test("The policy 'always' follows every release; its downstreams follow only if they must")
    func always() throws {
        var world = chain("feat: x")
        world.set("lib") { $0.cascade = .always }
        let plan = try world.plan()
        #expect(plan.versions == ["core 1.1.0", "lib 1.0.1"])
        #expect(plan.edits(of: "lib").last == "Cargo.toml dependencies.core.version: ^1.0.0 → ^1.1.0")
    }

    @Test("The policy 'never' releases nothing and warns about a requirement left behind")
    func never() throws {
        var world = chain("feat!: x")
        world.set("lib") { $0.cascade = .never }
        let plan = try world.plan()
        #expect(plan.versions == ["core 2.0.0"])
        #expect(plan.warnings.count == 1)
        #expect(plan.warnings.first?.contains("lib requires core ^1.0.0, which refuses 2.0.0") == true)
    }

    @Test("The policy 'never' does not warn if the requirement accepts the version")
    func neverAccepted() throws {
        var world = chain("feat: x")
        world.set("lib") { $0.cascade = .never }
        #expect(try world.plan().warnings.isEmpty)
    }

    @Test("An edge's policy overrides its component's")
    func edgePolicy() throws {
        var world = chain("feat: x")
        world.set("lib") { $0.cascade = .never }
        world.configuration.edgePolicies = [EdgePolicy(from: "lib", to: "core", policy: .always)]
        #expect(try world.plan().versions == ["core 1.1.0", "lib 1.0.1"])
    }

    @Test("Requirements of every kind except dev and patch cause releases", arguments: EdgeKind.allCases)
    func kinds(kind: EdgeKind) throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"])
        world.add("lib", "1.0.0")
        world.edge("lib", "core", "^1.0.0", kind: kind)
        #expect(try world.plan().versions.contains("lib 1.0.1") == ![.dev, .patch].contains(kind))
    }

    @Test("A manifest's requirement overrides a declared one")
    func declared() throws {
        var world = chain("feat: x")
        world.edge("lib", "core", "=1.0.0", kind: .declared)
        #expect(try world.plan().versions == ["core 1.1.0"])
    }

    @Test("In a diamond the lowest component is released once, for both causes")
    func diamond() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"])
        for name in ["left", "right"] as [ComponentID] {
            world.add(name, "1.0.0")
            world.edge(name, "core", "=1.0.0")
        }
        world.add("app", "1.0.0")
        world.edge("app", "left", "=1.0.0")
        world.edge("app", "right", "=1.0.0", line: 9)
        let plan = try world.plan()
        #expect(plan.versions == ["core 2.0.0", "left 1.0.1", "right 1.0.1", "app 1.0.1"])
        let reasons = plan.component("app")?.reasons ?? []
        #expect(reasons.map(\.chain) == [["app", "left", "core"], ["app", "right", "core"]])
        #expect(reasons.allSatisfy { $0.kind == .upstream && $0.rule == "out-of-range" })
    }

    @Test("A component with its own causes names them beside its upstream")
    func ownCauses() throws {
        var world = chain("feat!: x")
        world.repositories["lib"]?.commits["lib"] = [ObservedCommit(id: "f00", message: "feat: y")]
        let plan = try world.plan()
        #expect(plan.versions.prefix(2) == ["core 2.0.0", "lib 1.1.0"])
        #expect(plan.component("lib")?.reasons.map(\.kind) == [.commit, .upstream])
        #expect(plan.component("lib")?.reasons.first?.commit == "f00")
    }

    @Test(
        "The highest level among a component's commits decides",
        arguments: [
            (["fix: a", "feat: b", "docs: c"], "1.1.0"), (["fix: a", "docs: b"], "1.0.1"),
            (["fix!: a", "feat: b"], "2.0.0"),
        ])
    func highest(commits: [String], version: String) throws {
        var world = World()
        world.add("core", "1.0.0", commits: commits)
        #expect(try world.plan().versions == ["core \(version)"])
    }

    @Test("Commits that call for no release cause none, and the plan says so")
    func nothing() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["docs: a", "whatever"])
        let plan = try world.plan()
        #expect(plan.released.isEmpty)
        #expect(plan.steps.isEmpty)
        #expect(
            plan.nothingToRelease == "Nothing to release: none of the 2 commits since 1.0.0 requires a release.")
    }

    @Test("Where nothing is released of several components, the reason of each stands on a line with its name")
    func nothingOfSeveral() throws {
        var world = World()
        world.add("core", "1.0.0")
        world.add("app", "1.1.0")
        world.add("lib", "1.0.0")
        let reason = try world.plan().nothingToRelease
        #expect(
            reason == "Nothing to release:\n  app: no commits since 1.1.0\n  core, lib: no commits since 1.0.0")
    }

    @Test("A first release takes the version of the manifest")
    func first() throws {
        var world = World()
        world.add("core", nil, written: "0.3.0", commits: ["feat!: x"])
        let plan = try world.plan()
        #expect(plan.versions == ["core 0.3.0"])
        #expect(plan.component("core")?.bump == .initial)
        #expect(plan.component("core")?.reasons.first?.kind == .firstRelease)
        #expect(plan.component("core")?.edits.isEmpty == true)
    }

    @Test(
        "A manifest ahead of its last tag is released with its version",
        arguments: [
            ("1.2.0", [], "1.2.0"), ("1.2.0", ["fix: x"], "1.2.0"), ("1.0.1", ["feat: x"], "1.1.0"),
            ("1.2.0-dev", ["fix: x"], "1.2.0"), ("1.2.0-SNAPSHOT", ["feat!: x"], "2.0.0"),
        ] as [(String, [String], String)])
    func untagged(written: String, commits: [String], version: String) throws {
        var world = World()
        world.add("core", "1.0.0", written: written, commits: commits)
        #expect(try world.plan().versions == ["core \(version)"])
    }

    @Test("A development version without commits is not released")
    func development() throws {
        var world = World()
        world.add("core", "1.0.0", written: "1.1.0-dev")
        #expect(try world.plan().released.isEmpty)
    }

    // MARK: Requests

    @Test("Only the requested components and their consequences are released")
    func requested() throws {
        var world = chain("feat!: x")
        world.add("other", "1.0.0", commits: ["feat: y"])
        #expect(try world.plan(ReleaseRequest(components: ["core"])).versions == ["core 2.0.0", "lib 1.0.1"])
    }

    @Test("A requested component without commits is released with a patch")
    func requestedUnchanged() throws {
        #expect(try chain("docs: x").plan(ReleaseRequest(components: ["app"])).versions == ["app 1.0.1"])
    }

    @Test("A chosen version applies to its component, and the cascade follows it")
    func forced() throws {
        let plan = try chain("fix: x").plan(ReleaseRequest(versions: ["core": Version(3, 0, 0)]))
        #expect(plan.versions == ["core 3.0.0", "lib 1.0.1"])
        #expect(plan.component("core")?.reasons.first?.kind == .forced)
    }

    @Test(
        "A chosen version that is not above the last release is refused", arguments: ["1.0.0", "0.9.0", "1.0.0-rc.1"])
    func tooLow(text: String) throws {
        let version = try #require(Version(text))
        #expect(throws: PlanError.versionTooLow("core", chosen: version, released: Version(1, 0, 0))) {
            try chain("fix: x").plan(ReleaseRequest(versions: ["core": version]))
        }
    }

    @Test("One version for the whole set is every component's, with all requirements between them")
    func wholeSet() throws {
        let plan = try chain("docs: x", requirement: "=1.0.0").plan(ReleaseRequest(version: Version(2, 0, 0)))
        #expect(plan.versions == ["core 2.0.0", "lib 2.0.0", "app 2.0.0"])
        #expect(plan.edits(of: "lib").last == "Cargo.toml dependencies.core.version: =1.0.0 → =2.0.0")
        #expect(plan.edits(of: "app").last == "Cargo.toml dependencies.lib.version: ^1.0.0 → ^2.0.0")
    }

    @Test("A requested bump overrides the commits")
    func forcedBump() throws {
        #expect(try chain("fix: x").plan(ReleaseRequest(components: ["core"], bump: .minor)).versions == ["core 1.1.0"])
    }

    @Test("After an upstream's tag only its downstreams are released")
    func upstreamTag() throws {
        var world = chain("feat!: not yet released")
        world.repositories["core"]?.tags.append(ObservedTag(name: "v1.5.0", commit: "t"))
        world.components[0].version = Version(1, 5, 0)
        world.components[0].versionSources[0].value = "1.5.0"
        world.edges[0].requirement = "~1.0.0"
        world.repositories["lib"]?.commits["lib"] = [ObservedCommit(id: "f00", message: "feat!: not asked for")]
        world.configuration.components["core"] = .init()
        world.set("core") { $0.tag = "core-v{version}" }
        world.repositories["core"]?.tags = [ObservedTag(name: "core-v1.5.0", commit: "t")]
        let plan = try world.plan(ReleaseRequest(upstreamTag: "core-v1.5.0"))
        #expect(plan.versions == ["lib 1.0.1"])
        #expect(plan.component("core")?.reasons.map(\.kind) == [.released])
        #expect(plan.component("lib")?.reasons.map(\.kind) == [.upstream])
    }

    @Test("A missing upstream tag stops planning", arguments: ["core-v9.9.9", "nonsense"] as [TagName])
    func missingTag(tag: TagName) throws {
        let world = chain("fix: x")
        let known = ["app v1.0.0", "core v1.0.0", "lib v1.0.0"]
        #expect(throws: PlanError.noSuchTag(tag, known: known)) {
            try world.plan(ReleaseRequest(upstreamTag: tag))
        }
    }

    @Test("An unknown component name is refused")
    func stranger() throws {
        #expect(throws: GraphError.self) { try chain("fix: x").plan(ReleaseRequest(components: ["corr"])) }
    }

    @Test("A requirement that can't be understood stops planning instead of being skipped")
    func unreadable() throws {
        let world = chain("fix: x", requirement: "?!")
        #expect(throws: PlanError.unreadableRequirement(world.edges[0])) { try world.plan() }
    }
}
