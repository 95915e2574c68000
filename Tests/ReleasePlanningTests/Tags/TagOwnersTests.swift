import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Owners of nameless tags")
struct TagOwnersTests {
    /// Components of one repository with the versions that their manifests have now, and tags on commits of their own.
    private func world(_ versions: [ComponentID: String], tags: [TagName: TagTree]) -> World {
        var world = World()
        for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
            world.add(name, nil, written: version, commits: ["fix: \(name)"], in: "house")
        }
        for (tag, tree) in tags {
            world.repositories["house"]?.tags.append(ObservedTag(name: tag, commit: World.commit(tag.text)))
            world.repositories["house"]?.tagTrees[tag] = tree
        }
        return world
    }

    private func last(_ world: World) throws -> [ComponentID: TagName] {
        try PlanMaker.histories(of: world.observed).compactMapValues(\.last?.tag.name)
    }

    @Test("It belongs to the component whose version its tree has")
    func one() throws {
        let world = world(
            ["valve": "2.1.0", "hose": "0.4.0"],
            tags: ["v2.1.0": TagTree(fitting: ["valve"], differing: ["hose"]), "v0.4.0": TagTree(fitting: ["hose"])])
        #expect(try last(world) == ["valve": "v2.1.0", "hose": "v0.4.0"])
        let plan = try world.plan()
        #expect(plan.released.map(\.tag?.text) == ["v0.4.1", "v2.1.1"])
    }

    @Test("If its tree has the version of all, they are released together under one tag")
    func all() throws {
        var world = world(
            ["valve": "3.0.0", "hose": "3.0.0"], tags: ["v3.0.0": TagTree(fitting: ["valve", "hose"])])
        world.repositories["house"]?.commits["hose"] = []
        let plan = try world.plan()
        #expect(plan.versions == ["hose 3.0.1", "valve 3.0.1"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v3.0.1"])
    }

    @Test("A newer tag of just one of them ends the lockstep; older tags stay releases of all")
    func noLongerTogether() throws {
        let world = world(
            ["valve": "3.1.0", "hose": "3.0.0"],
            tags: [
                "v3.0.0": TagTree(fitting: ["valve", "hose"]),
                "v3.1.0": TagTree(fitting: ["valve"], differing: ["hose"]),
            ])
        #expect(try last(world) == ["valve": "v3.1.0", "hose": "v3.0.0"])
        #expect(try world.plan().versions == ["hose 3.0.1", "valve 3.1.1"])
    }

    @Test("If several but not all have its version, the plan asks which one it belongs to")
    func several() throws {
        let tree = TagTree(fitting: ["valve", "hose"], differing: ["pump"])
        var world = world(["valve": "1.0.0", "hose": "1.0.0", "pump": "0.2.0"], tags: ["v1.0.0": tree])
        #expect(throws: PlanError.tagOfSeveral("v1.0.0", Version(1, 0, 0), ["hose", "valve"])) { try world.plan() }
        let facts = WorkspaceFacts(world: world.observed, histories: try PlanMaker.histories(of: world.observed))
        #expect(findings(in: facts, ecosystems: world.ecosystems).contains { $0.code == "tag.of-several" })
        world.set("valve") { $0.tag = "v{version}" }
        #expect(try last(world)["valve"] == "v1.0.0")
        #expect(try world.plan().component("valve")?.tag == "v1.0.1")
    }

    @Test("A set in which versions are spelled in two ways is one set")
    func spelledInTwoWays() throws {
        var world = world(
            ["valve": "3.0.0-rc.1", "hose": "3.0.0rc1"], tags: ["v3.0.0-rc.1": TagTree(fitting: ["valve", "hose"])])
        world.repositories["house"]?.commits["hose"] = []
        let plan = try world.plan(ReleaseRequest(stage: .graduation))
        #expect(plan.versions == ["hose 3.0.0", "valve 3.0.0"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v3.0.0"])
    }

    @Test("A new member of a set that one tag releases is tagged like the set, and stays in it")
    func newMember() throws {
        var world = world(
            ["valve": "3.0.0", "hose": "3.0.0", "pump": "3.0.0"],
            tags: ["v3.0.0": TagTree(fitting: ["valve", "hose"])])
        let plan = try world.plan()
        #expect(plan.versions == ["hose 3.0.1", "pump 3.0.1", "valve 3.0.1"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v3.0.1"])
        world.release(plan)
        world.repositories["house"]?.tagTrees["v3.0.1"] = TagTree(fitting: ["valve", "hose", "pump"])
        world.repositories["house"]?.commits["valve"] = [ObservedCommit(id: "n", message: "fix: n", paths: ["x"])]
        #expect(try world.plan().versions == ["hose 3.0.2", "pump 3.0.2", "valve 3.0.2"])
    }

    /// A Go module at the root, whose version no file says, beside a crate.
    private func withModule(_ tags: [TagName: TagTree]) -> World {
        var world = world(["valve": "1.4.0"], tags: tags)
        world.components.append(Component(id: "module", repository: "house", ecosystem: "go"))
        world.repositories["house"]?.commits["module"] = [ObservedCommit(id: "m", message: "fix: m", paths: ["m"])]
        world.repositories["house"]?.commits["valve"] = [ObservedCommit(id: "v", message: "feat: v", paths: ["v"])]
        return world
    }

    @Test("A Go module at the root and what is released with its tags are one set with one next version")
    func moduleInLockstep() throws {
        let world = withModule([
            "v1.4.0": TagTree(fitting: ["valve"]), "v1.3.0": TagTree(fitting: ["valve"]),
        ])
        let plan = try world.plan()
        #expect(plan.versions == ["module 1.5.0", "valve 1.5.0"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v1.5.0"])
    }

    @Test("A Go module at the root is alone where its newest tag is not of the other")
    func moduleAlone() throws {
        let world = withModule([
            "v1.6.0": TagTree(differing: ["valve"]), "v1.4.0": TagTree(fitting: ["valve"]),
        ])
        let plan = try world.plan()
        #expect(plan.component("module")?.nextVersion == Version(1, 6, 1))
        #expect(plan.component("valve")?.nextVersion == Version(1, 5, 0))
    }

    @Test("A component with its own tag for the version leaves the nameless one to the other")
    func ownName() throws {
        let world = world(
            ["top": "1.0.0", "member": "1.0.0"],
            tags: ["v1.0.0": TagTree(fitting: ["top", "member"]), "member-v1.0.0": TagTree()])
        #expect(try last(world) == ["top": "v1.0.0", "member": "member-v1.0.0"])
    }

    @Test("A configured style recognises older tags without a name")
    func configured() throws {
        var world = world(
            ["valve": "2.1.0", "hose": "0.4.0"], tags: ["v2.1.0": TagTree(fitting: ["valve"], differing: ["hose"])])
        world.configuration.defaults.tag = "{component}-v{version}"
        #expect(try last(world) == ["valve": "v2.1.0"])
        #expect(try world.plan().component("valve")?.tag == "valve-v2.1.1")
    }

    @Test("A tag beside the commit that has its version belongs to the component that has it now")
    func besideTheCommit() throws {
        let world = world(
            ["valve": "2.1.0", "hose": "0.4.0"], tags: ["v2.1.0": TagTree(differing: ["valve", "hose"])])
        #expect(try last(world) == ["valve": "v2.1.0"])
    }

    @Test("A tag that matches no component belongs to none; first-release plans and the doctor say so")
    func ofNoComponent() throws {
        let world = world(
            ["valve": "0.2.0", "hose": "0.4.0"], tags: ["v9.0.0": TagTree(differing: ["valve", "hose"])])
        #expect(try last(world).isEmpty)
        #expect(try world.plan().warnings.contains { $0.contains("v9.0.0") && $0.contains("never released") })
        let facts = WorkspaceFacts(world: world.observed, histories: try PlanMaker.histories(of: world.observed))
        #expect(findings(in: facts, ecosystems: world.ecosystems).contains { $0.code == "tag.of-nobody" })
    }

    @Test("A pushed tag selects a component only by the tag's own text")
    func pushed() throws {
        let world = world(
            ["valve": "2.1.0", "hose": "0.4.0"],
            tags: [
                "v2.0.0": TagTree(fitting: ["valve"], differing: ["hose"]), "valve-v2.1.0": TagTree(),
                "v0.4.0": TagTree(fitting: ["hose"], differing: ["valve"]),
            ])
        let histories = try PlanMaker.histories(of: world.observed)
        #expect(histories["valve"]?.releases.map(\.tag.name) == ["v2.0.0", "valve-v2.1.0"])
        #expect(histories["valve"]?.forms.pushedVersion(of: "v2.0.0") == nil)
        #expect(histories["valve"]?.forms.pushedVersion(of: "valve-v2.1.0") == Version(2, 1, 0))
        #expect(histories["hose"]?.forms.pushedVersion(of: "v0.4.0") == Version(0, 4, 0))
    }

    // MARK: What nothing publishes

    private func withPrivate(_ version: String = "0.7.0") -> World {
        var world = world(["valve": "2.1.0", "site": version], tags: ["v2.1.0": TagTree(fitting: ["valve"])])
        if let index = world.components.firstIndex(where: { $0.id == "site" }) {
            world.components[index].unpublishedBy = "publish = false"
        }
        return world
    }

    @Test("An unpublished component is not released, and the reason says how to release it")
    func withheld() throws {
        let plan = try withPrivate().plan()
        #expect(plan.versions == ["valve 2.1.1"])
        let reason = plan.component("site")?.reasons.first?.summary ?? ""
        #expect(reason.contains("publish = false") && reason.contains("--component site"))
    }

    @Test("It is released if a request, the configuration or its own tag names it", arguments: 0..<3)
    func asked(way: Int) throws {
        var world = withPrivate()
        var request = ReleaseRequest()
        switch way {
        case 0: request.components = ["site"]
        case 1: world.set("site") { $0.tagKind = .annotated }
        default:
            world.repositories["house"]?.tags.append(
                ObservedTag(name: "site-v0.7.0", commit: World.commit("site")))
        }
        #expect(try world.plan(request).component("site")?.nextVersion != nil)
    }

    @Test("A repository without published components releases them anyway")
    func onlyPrivate() throws {
        var world = world(["app": "1.0.0"], tags: ["v1.0.0": TagTree()])
        world.components[0].unpublishedBy = "\"private\": true"
        #expect(try world.plan().versions == ["app 1.0.1"])
    }

    @Test("0.0.0 means unreleased where something else is released")
    func placeholder() throws {
        let world = world(["valve": "2.1.0", "fuzz": "0.0.0"], tags: ["v2.1.0": TagTree(fitting: ["valve"])])
        #expect(try world.plan().versions == ["valve 2.1.1"])
    }

    @Test("A component that shares its version with a released one moves along without its own tag")
    func movesAlong() throws {
        var world = withPrivate("2.1.0")
        world.repositories["house"]?.tags = [ObservedTag(name: "valve-v2.1.0", commit: World.commit("valve"))]
        let source = VersionSource(
            ecosystem: "cargo", place: Place(file: "Cargo.toml", line: 1, column: 1), key: "workspace.package.version",
            value: "2.1.0")
        for index in world.components.indices { world.components[index].versionSources = [source] }
        world.edge("site", "valve", "^2.1.0")
        world.repositories["house"]?.commits["valve"] = [
            ObservedCommit(id: World.commit("x"), message: "feat!: x", paths: ["valve/Cargo.toml"])
        ]
        let plan = try world.plan()
        #expect(plan.component("valve")?.tag == "valve-v3.0.0")
        #expect(plan.component("site")?.nextVersion == Version(3, 0, 0) && plan.component("site")?.tag == nil)
        #expect(plan.steps.allSatisfy { $0.component != "site" })
    }

    // MARK: Which tag is the last

    private func single(_ version: String?, _ tags: [(TagName, String)]) -> World {
        var world = World()
        world.add("valve", nil, written: version ?? "0.1.0", commits: ["fix: x"])
        if version == nil { world.components[0].version = nil }
        for (tag, commit) in tags {
            world.repositories["valve"]?.tags.append(ObservedTag(name: tag, commit: World.commit(commit)))
        }
        return world
    }

    @Test("Tags on the head take precedence over higher ones elsewhere")
    func head() throws {
        let world = single("1.9.1", [("v2.0.0-rc.1", "old"), ("v1.9.1", "head of valve")])
        #expect(try last(world)["valve"] == "v1.9.1")
        let plan = try world.plan(ReleaseRequest(components: ["valve"]))
        #expect(plan.component("valve")?.reasons.first?.summary.contains("already released as 1.9.1") == true)
    }

    @Test("A mistyped tag on the head does not hide the release before it")
    func slipOfThePen() throws {
        let world = single("1.17.0", [("v1.16.1", "old"), ("v0.17.0", "head of valve")])
        #expect(try last(world)["valve"] == "v1.16.1")
    }

    @Test("An abandoned tag is not the last release, and the plan says so")
    func abandoned() throws {
        var world = single("0.2.2", [("v0.3.0-prerelease", "a"), ("v0.2.2", "b")])
        #expect(try last(world)["valve"] == "v0.3.0-prerelease")
        world.repositories["valve"]?.abandonedTags = ["valve": ["v0.3.0-prerelease"]]
        #expect(try world.plan().versions == ["valve 0.2.3"])
        #expect(try world.plan().warnings.contains { $0.contains("v0.3.0-prerelease") && $0.contains("ignore-tags") })
    }

    @Test("Tags ignored by the configuration are not releases", arguments: ["v9.0.0-fork", "*-fork", "v?.0.0-f*"])
    func ignored(pattern: String) throws {
        var world = single("1.0.0", [("v1.0.0", "a"), ("v9.0.0-fork", "b")])
        world.configuration.defaults.ignoredTags = [pattern]
        #expect(try world.plan().versions == ["valve 1.0.1"])
    }

    @Test(
        "Moving tags are pointers; complete versions with fewer numbers are releases",
        arguments: [
            ([("v2.3.1", "b"), ("v2", "b"), ("v2.3", "b"), ("v2.3.0", "a")], ["v2.3.0", "v2.3.1"]),
            ([("v2.0.0", "a"), ("v2.3.1", "b"), ("v2", "c")], ["v2.0.0", "v2.3.1"]),
            ([("v1.2", "a"), ("v1.2.1", "b"), ("v1.3", "c")], ["v1.2", "v1.2.1", "v1.3"]),
            ([("v2.3", "b"), ("v2", "b")], ["v2.3"]),
        ] as [([(TagName, String)], [TagName])])
    func pointers(tags: [(TagName, String)], releases: [TagName]) throws {
        let histories = try PlanMaker.histories(of: single("2.3.1", tags).observed)
        #expect(histories["valve"]?.releases.map(\.tag.name) == releases)
    }

    @Test("A tag that git can't have beside another one is refused in the plan", arguments: ["v1.0.1/x", "v1.0.1/x/y"])
    func blocked(other: TagName) throws {
        let world = single("1.0.0", [("v1.0.0", "a"), (other, "b")])
        #expect(throws: PlanError.tagBlocked("valve", "v1.0.1", by: other)) { try world.plan() }
    }

    @Test("A maintenance branch counts and chooses versions of its own line, and refuses others")
    func line() throws {
        var world = single("1.4.0", [("v1.4.0", "a"), ("v2.0.0", "b")])
        world.repositories["valve"]?.branch = "release/1.x"
        #expect(try last(world)["valve"] == "v1.4.0")
        #expect(try world.plan().versions == ["valve 1.4.1"])
        let line = try #require(ReleaseLine("1.x"))
        #expect(throws: PlanError.outsideLine("valve", Version(2, 0, 0), line)) {
            try world.plan(ReleaseRequest(bump: .major))
        }
        #expect(throws: PlanError.outsideLine("valve", Version(2, 0, 0), line)) {
            try world.plan(ReleaseRequest(versions: ["valve": Version(2, 0, 0)]))
        }
    }
}
