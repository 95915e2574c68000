import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Groups of components")
struct GroupTests {
    private func world(_ versions: GroupConfiguration.Versions, _ released: [String], commits: [[String]]) -> World {
        var world = World()
        for (index, version) in released.enumerated() {
            world.add(ComponentID("c\(index)"), version, commits: commits[index])
        }
        world.configuration.groups = [GroupConfiguration(name: "all", components: ["*"], versions: versions)]
        return world
    }

    @Test("Linked members that are released take the highest version; the others stay")
    func linked() throws {
        let plan = try world(.linked, ["1.0.0", "1.0.0", "1.0.0"], commits: [["feat: x"], ["fix: y"], []]).plan()
        #expect(plan.versions == ["c0 1.1.0", "c1 1.1.0"])
        #expect(plan.component("c1")?.reasons.map(\.kind) == [.commit, .group])
    }

    @Test("Fixed members are released together with one version")
    func fixed() throws {
        let plan = try world(.fixed, ["1.0.0", "1.0.0", "1.0.0"], commits: [["feat: x"], [], []]).plan()
        #expect(plan.versions == ["c0 1.1.0", "c1 1.1.0", "c2 1.1.0"])
        #expect(plan.component("c2")?.reasons.map(\.kind) == [.group])
    }

    @Test(
        "A member that is already higher raises the group above itself",
        arguments: [
            (GroupConfiguration.Versions.fixed, ["fix: x"], "2.0.1"), (.fixed, ["feat: x"], "2.1.0"),
        ])
    func beyond(versions: GroupConfiguration.Versions, commits: [String], version: String) throws {
        let plan = try world(versions, ["1.0.0", "2.0.0"], commits: [commits, []]).plan()
        #expect(plan.versions == ["c0 \(version)", "c1 \(version)"])
    }

    @Test("A group without a released member stays as it is")
    func unchanged() throws {
        #expect(try world(.fixed, ["1.0.0", "1.0.0"], commits: [[], ["docs: x"]]).plan().released.isEmpty)
    }

    @Test("What requires a member follows the version that the group gave it")
    func downstream() throws {
        var world = World()
        world.add("a", "1.0.0", commits: ["feat!: x"])
        world.add("b", "1.0.0")
        world.add("app", "1.0.0")
        world.edge("app", "b", "^1.0.0")
        world.configuration.groups = [GroupConfiguration(name: "ab", components: ["a", "b"], versions: .fixed)]
        let plan = try world.plan()
        #expect(plan.versions == ["a 2.0.0", "b 2.0.0", "app 1.0.1"])
        #expect(plan.edits(of: "app").last == "Cargo.toml dependencies.b.version: ^1.0.0 → ^2.0.0")
    }

    @Test("Members that require each other follow a member outside their dependency cycle, and say why")
    func cycle() throws {
        var world = World()
        for name in ["x", "y"] { world.add(ComponentID(name), "1.0.0") }
        world.add("z", "1.0.0", commits: ["fix: a"])
        world.edge("x", "y", "=1.0.0")
        world.edge("y", "x", "=1.0.0")
        world.edge("z", "x", "=1.0.0")
        world.configuration.groups = [GroupConfiguration(name: "all", components: ["*"], versions: .fixed)]
        let plan = try world.plan()
        #expect(Set(plan.versions) == ["x 1.0.1", "y 1.0.1", "z 1.0.1"])
        for one in plan.released { #expect(one.reasons.allSatisfy { Set($0.chain).count == $0.chain.count }) }
    }

    /// Two components whose version is one line of the workspace's manifest.
    private func sharedSource() -> World {
        var world = World()
        for name in ["a", "b"] as [ComponentID] {
            world.add(name, "1.0.0", in: "mono")
            world.components[world.components.count - 1].versionSources = [
                VersionSource(
                    ecosystem: "cargo", place: Place(file: "Cargo.toml", line: 4, column: 11),
                    key: "workspace.package.version", value: "1.0.0")
            ]
        }
        return world
    }

    @Test("Components that share the line of their version are released together, by one edit")
    func shared() throws {
        var world = sharedSource()
        world.repositories["mono"]?.commits["a"] = [ObservedCommit(id: "f00", message: "feat: x")]
        let plan = try world.plan()
        #expect(plan.versions == ["a 1.1.0", "b 1.1.0"])
        #expect(
            plan.components.flatMap(\.edits).map(\.key) == ["workspace.package.version"],
            "one line is edited once")
    }

    @Test("A version chosen for one of them applies to both")
    func chosen() throws {
        let plan = try sharedSource().plan(ReleaseRequest(versions: ["b": Version(1, 5, 0)]))
        #expect(plan.versions == ["a 1.5.0", "b 1.5.0"])
    }

    @Test("Two versions chosen for one line are refused")
    func contradiction() {
        #expect(throws: PlanError.self) {
            try sharedSource().plan(ReleaseRequest(versions: ["a": Version(1, 5, 0), "b": Version(1, 6, 0)]))
        }
    }

    @Test("A version chosen below what a fixed member has released is refused")
    func belowGroup() {
        let world = world(.fixed, ["1.0.0", "2.0.0"], commits: [[], []])
        #expect(throws: PlanError.versionTooLow("c1", chosen: Version(1, 5, 0), released: Version(2, 0, 0))) {
            try world.plan(ReleaseRequest(versions: ["c0": Version(1, 5, 0)]))
        }
    }
}
