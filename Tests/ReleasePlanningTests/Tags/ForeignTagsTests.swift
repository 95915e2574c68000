import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Tags that look like releases and are something else")
struct ForeignTagsTests {
    /// One component with tags on commits of their own, and whether its manifest had each tag's version.
    private func world(_ tags: [(version: String, fits: Bool)], commit: String = "feat: x") -> World {
        var world = World()
        world.add("core", nil, written: "1.4.0", commits: [commit])
        for (version, fits) in tags {
            let name = TagName("v" + version)
            world.repositories["core"]?.tags.append(ObservedTag(name: name, commit: World.commit(version)))
            world.repositories["core"]?.tagTrees[name] =
                fits ? TagTree(fitting: ["core"]) : TagTree(differing: ["core"])
        }
        return world
    }

    @Test(
        "A tag that neither its tree nor the numbering agrees with does not count, and is reported",
        arguments: ["2026.01.02", "31.0.0", "3.1.4"])
    func foreign(version: String) throws {
        let world = world([("1.3.0", true), ("1.4.0", true), (version, false)])
        let plan = try world.plan()
        #expect(plan.versions == ["core 1.5.0"])
        #expect(plan.component("core")?.tag == "v1.5.0")
        let warning = try #require(plan.warnings.first { $0.contains("v\(version)") })
        #expect(warning.contains("ignore-tags") && warning.contains("after v1.4.0"))
        let facts = WorkspaceFacts(world: world.observed, histories: try PlanMaker.histories(of: world.observed))
        let found = findings(in: facts, ecosystems: world.ecosystems).filter { $0.code == "tag.of-nobody" }
        #expect(found.contains { $0.message.contains("v\(version)") })
    }

    @Test("It does not decide how new tags are spelled")
    func spelling() throws {
        var world = world([("1.3.0", true), ("1.4.0", true)])
        world.repositories["core"]?.tags.append(ObservedTag(name: "31.0.0", commit: "d"))
        world.repositories["core"]?.tagTrees["31.0.0"] = TagTree(differing: ["core"])
        #expect(try world.plan().component("core")?.tag == "v1.5.0")
    }

    @Test("On the head it does not make a commit released")
    func onHead() throws {
        var world = world([("1.3.0", true), ("1.4.0", true), ("31.0.0", false)], commit: "fix: x")
        world.repositories["core"]?.head = World.commit("31.0.0")
        #expect(try world.plan().versions == ["core 1.4.1"])
    }

    @Test(
        "A tag that continues the numbering counts, although the manifest was forgotten",
        arguments: [("1.5.0", "1.6.0"), ("2.0.0", "2.1.0"), ("1.7.0", "1.8.0")])
    func forgotten(version: String, next: String) throws {
        #expect(try world([("1.4.0", true), (version, false)]).plan().versions == ["core \(next)"])
    }

    @Test(
        "A higher version counts if its own tree has it, if the one below had no version either, or if it was not read")
    func counted() throws {
        #expect(try world([("1.4.0", true), ("31.0.0", true)]).plan().versions == ["core 31.1.0"])
        #expect(try world([("1.4.0", false), ("31.0.0", false)]).plan().versions == ["core 31.1.0"])
        var unread = world([("1.4.0", true), ("31.0.0", false)])
        unread.repositories["core"]?.tagTrees["v31.0.0"] = nil
        #expect(try unread.plan().versions == ["core 31.1.0"])
    }

    @Test(
        "Where the only tags say neither the version of the files nor one beside it, the plan asks",
        arguments: [
            ["20260102"], ["77"], ["2026.1.2"], ["150"], ["3101", "3102"], ["2026.1.2", "2026.2.1"], ["9.0.0"],
        ])
    func only(versions: [String]) throws {
        var world = world(versions.map { ($0, false) }, commit: "fix: x")
        let last = versions.last ?? ""
        #expect(
            throws: PlanError.tagUnconfirmed(
                "core", TagName("v" + last), try #require(Version(last)), written: Version(1, 4, 0))
        ) { try world.plan() }
        var ignoring = world
        ignoring.configuration.components["core"] = ComponentConfiguration()
        ignoring.configuration.components["core"]?.ignoredTags = ["v*"]
        #expect(try ignoring.plan().versions == ["core 1.4.0"])
        world.configuration.components["core"] = ComponentConfiguration()
        world.configuration.components["core"]?.tag = "v{version}"
        #expect(try world.plan().versions.count == 1, "whoever says that they are releases is believed")
    }

    @Test("Full versions of which one continues another are a numbering that the manifest never followed")
    func numbering() throws {
        #expect(try world([("7.0.0", false), ("7.1.0", false)]).plan().versions == ["core 7.2.0"])
        var fitting = world([("9.0.0", false)])
        fitting.repositories["core"]?.tagTrees["v9.0.0"] = TagTree(fitting: ["core"])
        #expect(try fitting.plan().versions == ["core 9.1.0"])
    }

    @Test("One that is pushed is not ignored in silence: it says a version of the component, which its tree can refuse")
    func pushed() throws {
        let history = try PlanMaker.histories(of: world([("1.4.0", true), ("31.0.0", false)]).observed)["core"]
        #expect(history?.foreign == ["v31.0.0"])
        #expect(history?.forms.pushedVersion(of: "v31.0.0") == Version(31, 0, 0))
    }

    @Test("The component's own entry can say that such tags are its releases")
    func configured() throws {
        var world = world([("1.4.0", true), ("31.0.0", false)])
        world.configuration.components["core"] = ComponentConfiguration()
        world.configuration.components["core"]?.tag = "v{version}"
        #expect(try world.plan().versions == ["core 31.1.0"])
    }
}
