import ReleaseModel
import ReleasePlanning
import Testing

@Suite("From named tags to one tag for all")
struct MovedTagsTests {
    /// Packages of one repository with their named tags, and tags without a name with their trees.
    private func world(
        _ versions: [ComponentID: String], named: [ComponentID: [String]], tags: [TagName: TagTree],
        isPrivate: Set<ComponentID> = []
    ) -> World {
        var world = World()
        for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
            world.add(name, nil, written: version, commits: name == "hose" ? ["fix: a seal"] : [], in: "house")
            for tag in named[name] ?? [] {
                world.repositories["house"]?.tags.append(
                    ObservedTag(name: TagName("\(name)@\(tag)"), commit: World.commit("\(name) \(tag)")))
            }
        }
        for index in world.components.indices where isPrivate.contains(world.components[index].id) {
            world.components[index].unpublishedBy = "publish = false"
        }
        for (tag, tree) in tags {
            world.repositories["house"]?.tags.append(ObservedTag(name: tag, commit: World.commit(tag.text)))
            world.repositories["house"]?.tagTrees[tag] = tree
        }
        return world
    }

    @Test(
        "The tag is a release of every member whose version its tree has, with older named tags or without",
        arguments: [
            ["hose": ["2.0.0"], "valve": ["2.0.0"]], ["hose": ["1.9.0", "2.0.0"]], ["valve": ["2.0.0"]],
            ["hose": ["2.0.0"], "valve": ["2.0.0"], "pump": ["2.0.0"]], ["pump": ["2.0.0-rc.1"]],
        ] as [[ComponentID: [String]]])
    func moved(named: [ComponentID: [String]]) throws {
        var world = world(
            ["hose": "2.1.0", "pump": "2.1.0", "valve": "2.1.0"], named: named,
            tags: ["v2.1.0": TagTree(fitting: ["hose", "pump", "valve"])])
        let plan = try world.plan()
        #expect(plan.versions == ["hose 2.1.1", "pump 2.1.1", "valve 2.1.1"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v2.1.1"])
        world.release(plan)
        world.repositories["house"]?.tagTrees["v2.1.1"] = TagTree(fitting: ["hose", "pump", "valve"])
        world.repositories["house"]?.commits["pump"] = [ObservedCommit(id: "n", message: "feat: n", paths: ["x"])]
        #expect(try world.plan().versions == ["hose 2.2.0", "pump 2.2.0", "valve 2.2.0"])
    }

    @Test("Of two, one that differed in the tags before keeps its named tags")
    func chance() throws {
        let world = world(
            ["hose": "2.1.0", "valve": "2.1.0"], named: ["hose": ["1.4.0"]],
            tags: [
                "v2.1.0": TagTree(fitting: ["hose", "valve"]),
                "v2.0.0": TagTree(fitting: ["valve"], differing: ["hose"]),
            ])
        let histories = try PlanMaker.histories(of: world.observed)
        #expect(histories["valve"]?.last?.tag.name == "v2.1.0")
        #expect(histories["hose"]?.last?.tag.name == "hose@1.4.0")
        #expect(histories["hose"]?.lockstep == nil)
    }

    @Test("A newer named tag shows that a component has its own")
    func newer() throws {
        let world = world(
            ["hose": "2.2.0", "pump": "2.1.0", "valve": "2.1.0"], named: ["hose": ["2.2.0"]],
            tags: ["v2.1.0": TagTree(fitting: ["hose", "pump", "valve"])])
        let plan = try world.plan()
        #expect(plan.versions == ["hose 2.2.1"] && plan.released.map(\.tag?.text) == ["hose@2.2.1"])
    }

    @Test("What nothing publishes is released with the only published package if its version goes along")
    func shell() throws {
        let tree = TagTree(fitting: ["hose", "valve"])
        var world = world(
            ["hose": "2.1.0", "valve": "2.1.0"], named: [:], tags: ["v2.1.0": tree], isPrivate: ["hose"])
        let plan = try world.plan()
        #expect(plan.versions == ["hose 2.1.1", "valve 2.1.1"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v2.1.1"])
        world.repositories["house"]?.tags.append(ObservedTag(name: "v2.0.0", commit: World.commit("v2.0.0")))
        world.repositories["house"]?.tagTrees["v2.0.0"] = tree
        #expect(try world.plan().versions == plan.versions)
    }

    @Test("A private package with the version by chance, or a first one, is not released")
    func beside() throws {
        let first = world(
            ["hose": "1.0.0", "valve": "1.0.0"], named: [:], tags: ["v1.0.0": TagTree(fitting: ["hose", "valve"])],
            isPrivate: ["hose"])
        #expect(try first.plan().versions.isEmpty)
        let chance = world(
            ["hose": "2.1.0", "valve": "2.1.0"], named: [:],
            tags: [
                "v2.1.0": TagTree(fitting: ["hose", "valve"]),
                "v2.0.0": TagTree(fitting: ["valve"], differing: ["hose"]),
            ], isPrivate: ["hose"])
        #expect(try chance.plan().versions.isEmpty)
    }
}
