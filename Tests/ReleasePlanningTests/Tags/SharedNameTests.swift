import ReleaseModel
import ReleasePlanning
import Testing

/// Components that tags call by one short name, since only their groups or scopes differ.
@Suite("Tags with a name that several components have")
struct SharedNameTests {
    /// Two packages of one repository, each with a fix since its last tag.
    private func world(_ one: String, _ other: String, tags: [(TagName, TagTree)]) -> World {
        var world = World()
        world.add("one", nil, written: "1.4.0", commits: ["fix: one"], in: "house")
        world.add("other", nil, written: "1.5.0", commits: ["fix: other"], in: "house")
        for (index, name) in [one, other].enumerated() {
            world.components[index].id = ComponentID(name)
            world.components[index].package = name
        }
        let commits = world.repositories["house"]?.commits ?? [:]
        world.repositories["house"]?.commits = [
            ComponentID(one): commits["one"] ?? [], ComponentID(other): commits["other"] ?? [],
        ]
        for (tag, tree) in tags {
            world.repositories["house"]?.tags.append(ObservedTag(name: tag, commit: World.commit(tag.text)))
            world.repositories["house"]?.tagTrees[tag] = tree
        }
        return world
    }

    private func tagsOf(_ one: ComponentID, _ other: ComponentID) -> [(TagName, TagTree)] {
        [
            ("core-1.4.0", TagTree(fitting: [one], differing: [other])),
            ("core-1.5.0", TagTree(fitting: [other], differing: [one])),
        ]
    }

    @Test("They begin with tags of their own", arguments: [("org.a:core", "org.b:core"), ("@a/core", "@b/core")])
    func new(one: String, other: String) throws {
        let tags = try world(one, other, tags: []).plan().released.compactMap(\.tag?.text)
        #expect(Set(tags).count == 2 && !tags.contains { $0.hasPrefix("core") })
    }

    @Test(
        "The trees of older ones say whose they are", arguments: [("org.a:core", "org.b:core"), ("@a/core", "@b/core")])
    func older(one: ComponentID, other: ComponentID) throws {
        var world = world(one.text, other.text, tags: tagsOf(one, other))
        let last = try PlanMaker.histories(of: world.observed).compactMapValues(\.last?.version.text)
        #expect(last == [one: "1.4.0", other: "1.5.0"])
        // New ones would be spelled like these, and so be tags of both.
        #expect(throws: PlanError.tagsAlike(one, other, template: "core-{version}")) { try world.plan() }
        world.set(other) { $0.tag = "other-{version}" }
        #expect(try world.plan().versions == ["\(one) 1.4.1", "\(other) 1.5.1"])
        #expect(try world.plan().component(one)?.tag == "core-1.4.1")
    }

    @Test("Without a tree that fits such a tag is no component's, and with two that fit it is a question")
    func open() throws {
        let lost = world(
            "org.a:core", "org.b:core", tags: [("core-1.3.0", TagTree(differing: ["org.a:core", "org.b:core"]))])
        #expect(try PlanMaker.histories(of: lost.observed).allSatisfy { $0.value.last == nil })
        let both = world(
            "org.a:core", "org.b:core", tags: [("core-1.3.0", TagTree(fitting: ["org.a:core", "org.b:core"]))])
        #expect(throws: PlanError.self) { try both.plan() }
    }
}
