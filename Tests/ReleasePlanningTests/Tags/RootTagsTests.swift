import ReleaseModel
import ReleasePlanning
import Testing

/// Nameless tags of a package at the root that has its versions from tags, beside packages that say theirs.
@Suite("Tags of a root without a version")
struct RootTagsTests {
    /// The root, and a package in `js` that says a version.
    private func world(
        _ written: String, unpublishedBy: String? = nil, ecosystem: EcosystemName = "python",
        tags: [TagName: TagTree]
    ) -> World {
        var world = World()
        world.add("tool-js", nil, written: written, commits: [], in: "house", path: "js")
        world.components[0].unpublishedBy = unpublishedBy
        world.components.append(Component(id: "tool", repository: "house", ecosystem: ecosystem))
        for (tag, tree) in tags {
            world.repositories["house"]?.tags.append(ObservedTag(name: tag, commit: World.commit(tag.text)))
            world.repositories["house"]?.tagTrees[tag] = tree
        }
        world.repositories["house"]?.commits["tool"] = [ObservedCommit(id: "a", message: "feat: a", paths: ["a"])]
        return world
    }

    private static let fits = TagTree(fitting: ["tool-js"])
    private static let differs = TagTree(differing: ["tool-js"])

    @Test(
        "A nested package that nothing publishes takes no tag from it, whatever it says",
        arguments: ["python", "swift", "composer"] as [EcosystemName])
    func unpublished(ecosystem: EcosystemName) throws {
        let world = world(
            "1.4.0", unpublishedBy: "\"private\": true", ecosystem: ecosystem,
            tags: ["v1.4.0": Self.fits, "v1.3.0": Self.differs])
        let plan = try world.plan()
        #expect(plan.versions == ["tool 1.5.0"])
        #expect(plan.released.map(\.tag?.text) == ["v1.5.0"])
    }

    @Test("A package that has the version of every tag is released together with it")
    func inStep() throws {
        let world = world("1.4.0", tags: ["v1.4.0": Self.fits, "v1.3.0": Self.fits])
        let plan = try world.plan()
        #expect(plan.versions == ["tool 1.5.0", "tool-js 1.5.0"])
        #expect(Set(plan.released.map(\.tag?.text)) == ["v1.5.0"])
    }

    @Test("One that joined the numbering later is in step from then on")
    func joined() throws {
        let world = world(
            "1.4.0", tags: ["v1.4.0": Self.fits, "v1.3.0": Self.fits, "v1.2.0": Self.differs])
        #expect(try world.plan().versions == ["tool 1.5.0", "tool-js 1.5.0"])
    }

    @Test(
        "A version that is the tag's only once is a question, and the tag counts for the root in any case",
        arguments: [
            ["v1.4.0": fits, "v1.3.0": differs], ["v1.4.0": differs, "v1.3.0": fits, "v1.2.0": differs],
        ] as [[TagName: TagTree]])
    func chance(tags: [TagName: TagTree]) throws {
        let tag = try #require(tags.first { $0.value == Self.fits }?.key)
        var world = world(String(tag.text.dropFirst()), tags: tags)
        let version = try #require(Version(String(tag.text.dropFirst())))
        let error = PlanError.tagOfSeveral(tag, version, ["tool", "tool-js"], owner: "tool")
        #expect(throws: error) { try world.plan() }
        #expect(error.suggestions.allSatisfy { !$0.contains("ignore-tags") })
        let histories = try PlanMaker.histories(of: world.observed)
        #expect(histories["tool"]?.last?.tag.name == "v1.4.0")
        let facts = WorkspaceFacts(world: world.observed, histories: histories)
        let found = findings(in: facts, ecosystems: world.ecosystems)
        let said = found.filter { $0.code == "tag.of-several" }
        #expect(said.count == 1 && said[0].message.contains("is a release of tool") && said[0].component == "tool-js")
        #expect(refusalFinding(error, among: found) == nil, "said already")
        // Either answer of the error's.
        world.set("tool") { $0.tag = "v{version}" }
        #expect(try world.plan().component("tool")?.nextVersion == Version(1, 5, 0))
        #expect(try world.plan().component("tool-js")?.tag == TagName("tool-js-\(tag)"))
    }

    @Test("Its own tags, or a group, decide before its tree does")
    func decided() throws {
        var named = world("1.4.0", tags: ["v1.4.0": Self.fits, "v1.3.0": Self.differs, "tool-js-v1.4.0": TagTree()])
        named.repositories["house"]?.tagTrees["tool-js-v1.4.0"] = nil
        #expect(try named.plan().versions == ["tool 1.5.0"])
        var grouped = world("1.4.0", tags: ["v1.4.0": Self.fits, "v1.3.0": Self.differs])
        grouped.configuration.groups = [
            GroupConfiguration(name: "all", components: ["tool", "tool-js"], versions: .fixed)
        ]
        #expect(try grouped.plan().versions == ["tool 1.5.0", "tool-js 1.5.0"])
    }

    @Test("Beside a root that says its version, a nested package that nothing publishes takes no tag either")
    func besideVersion() throws {
        var world = world("1.4.0", unpublishedBy: "publish = false", tags: [:])
        world.components.removeLast()
        world.add("valve", nil, written: "1.3.0", commits: ["fix: x"], in: "house", path: ".")
        world.repositories["house"]?.tags = [ObservedTag(name: "v1.4.0", commit: World.commit("v1.4.0"))]
        world.repositories["house"]?.tagTrees["v1.4.0"] = TagTree(fitting: ["tool-js"], differing: ["valve"])
        #expect(try world.plan().versions == ["valve 1.4.1"])
    }
}
