import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Ambiguous tags")
struct TagDoubtTests {
    private func error(_ world: World) -> PlanError? {
        do {
            _ = try world.plan()
            return nil
        } catch { return error as? PlanError }
    }

    @Test(
        "A tag in any style that ends with the version of the only component is ambiguous",
        arguments: ["myproduct-v1.2.0", "prod-1.2.0", "deploy/v1.2.0", "backend_1.2.0"])
    func alone(tag: String) {
        var world = World()
        world.add("core", nil, written: "1.2.0", commits: ["feat: x"])
        world.repositories["core"]?.tags = [ObservedTag(name: TagName(tag), commit: World.commit(tag))]
        guard case .tagOfUnknownStyle(let asked, let version, "core", _, _, _) = error(world) else {
            return #expect(Bool(false), "\(String(describing: error(world)))")
        }
        #expect(asked.text == tag)
        #expect(version == Version(1, 2, 0))
        world.set("core") { $0.ignoredTags = [tag] }
        #expect(error(world) == nil)
    }

    @Test(
        "A component whose version a tag has is never released for the first time, whatever the version and its spelling",
        arguments: [
            ("1.0.0", "pump-v1.0.0"), ("0.1.0", "engine-0.1.0"), ("0.0.1", "hub@0.0.1"),
            ("1.4.0-rc.1", "pump-1.4.0rc1"),
            ("2.1.0-beta.2", "hub-v2.1.0b2"),
        ])
    func firstVersions(written: String, tag: String) {
        var world = World()
        world.add("core", nil, written: written, commits: ["fix: x"])
        world.repositories["core"]?.tags = [ObservedTag(name: TagName(tag), commit: World.commit(tag))]
        #expect(error(world)?.code == "plan.tag-of-unknown-style")
        world.set("core") { $0.ignoredTags = [tag] }
        #expect(error(world) == nil)
    }

    @Test("Beside known releases a first version under another name is a tag of something else")
    func firstOfAnother() throws {
        var world = World()
        world.add("core", "0.9.0", written: "1.0.0", commits: ["fix: x"])
        world.repositories["core"]?.tags.append(ObservedTag(name: "manual-v1.0.0", commit: "c"))
        #expect(try world.plan().versions == ["core 1.0.0"])
    }

    @Test("With other components such a tag may belong to a third one, and is not a question")
    func amongOthers() {
        var world = World()
        world.add("core", nil, written: "1.2.0", commits: ["feat: x"], in: "set")
        world.add("lib", "3.0.0", in: "set")
        world.repositories["set"]?.tags.append(ObservedTag(name: "myproduct-v1.2.0", commit: "c"))
        #expect(error(world) == nil)
    }

    @Test("A package that bears another component's name has tags of its own")
    func namesake() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat: x"], in: "set")
        world.add("set/core", nil, written: "3.0.0", commits: ["feat: y"], in: "set", path: "python")
        for index in world.components.indices { world.components[index].package = "core" }
        let plan = try world.plan()
        #expect(plan.released.compactMap(\.tag).map(\.text).sorted() == ["core-v1.1.0", "set/core-v3.0.0"])
    }

    @Test("Two components of one repository never get the same tag")
    func alike() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat: x"], in: "set")
        world.add("chart", "2.0.0", in: "set")
        world.set("core") { $0.tag = "acme-v{version}" }
        world.set("chart") { $0.tag = "acme-v{version}" }
        guard case .tagsAlike(let one, let other, "acme-v{version}") = error(world) else {
            return #expect(Bool(false), "\(String(describing: error(world)))")
        }
        #expect(Set([one, other]) == ["core", "chart"])
        world.set("chart") { $0.tag = "acme-chart-v{version}" }
        #expect(error(world)?.code != "plan.tags-alike")
        // Released together they may be.
        world.set("chart") { $0.tag = "acme-v{version}" }
        world.configuration.groups = [GroupConfiguration(name: "g", components: ["*"], versions: .fixed)]
        #expect(error(world)?.code != "plan.tags-alike")
    }
}
