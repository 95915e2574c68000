import ReleaseModel
import ReleasePlanning
import Testing

/// Advice that leads out of the refusal that it is given for.
@Suite("What refusals suggest")
struct PlanAdviceTests {
    @Test("A version outside of a line: one of the line", arguments: [("1.x", "core=1.X.Y"), ("1.4.x", "core=1.4.X")])
    func line(text: String, expected: String) throws {
        let error = PlanError.outsideLine("core", Version(2, 0, 0), try #require(ReleaseLine(text)))
        #expect(error.suggestions[0].hasSuffix(expected))
    }

    @Test(
        "A prerelease below the last one: the current label, unless a number ends it",
        arguments: [
            ("1.0.0-beta.2", "--prerelease beta"), ("1.0.0-beta9", "--prerelease rc"), ("1.0.0-rc1", "--graduate"),
        ])
    func prerelease(released: String, expected: String) throws {
        let error = PlanError.prereleaseOrder(
            "core", try #require(Version("1.0.0-alpha.1")), released: try #require(Version(released)))
        #expect(error.suggestions[0].hasSuffix(expected), "\(error.suggestions)")
    }

    @Test("A major version that a Go module can't have is refused as such, before what requires it")
    func module() throws {
        var world = World()
        for name in ["a", "b"] {
            let id = ComponentID("example.org/m/\(name)")
            world.components.append(Component(id: id, repository: "m", path: name, ecosystem: "go"))
        }
        var repository = ObservedRepository(
            id: "m", folder: "/w/m", head: World.commit("head"), branch: "main", remote: "origin",
            remoteAddress: "https://example.org/m.git")
        repository.tags = ["a/v1.4.0", "b/v1.0.0"].map {
            ObservedTag(name: TagName($0), commit: World.commit($0))
        }
        repository.commits["example.org/m/a"] = [
            ObservedCommit(id: World.commit("feat"), message: "feat!: x", paths: ["a/a.go"])
        ]
        world.repositories["m"] = repository
        var edge = Edge(
            from: "example.org/m/b", to: "example.org/m/a", kind: .normal, requirement: "v1.4.0",
            origin: Place(file: "b/go.mod", line: 5, column: 1), repository: "m")
        (edge.ecosystem, edge.key) = ("go", "require.example.org/m/a")
        world.edges = [edge]
        let error = #expect(throws: PlanError.self) { try world.plan() }
        #expect(error?.code == "plan.version-refused" && error?.summary.contains("/v2") == true)
    }

    @Test("A lock that was outdated before is refreshed first")
    func staleLock() {
        var lock = StaleLock(
            repository: "shop", component: "shop", place: Place(file: "composer.lock", line: 1, column: 1),
            upstream: nil, fact: "It is outdated.", command: "composer update --lock", needsPublication: true)
        #expect(!UnperformablePlan.staleLock(lock).suggestions[0].contains("composer update"))
        lock.wasStale = true
        #expect(UnperformablePlan.staleLock(lock).suggestions[0].contains("now, commit it, and plan again: composer"))
    }

    @Test("A plan names what in the last tag's tree says another version, and stops for nothing")
    func differingTag() throws {
        var world = World()
        world.add("core", "1.4.0-rc.1", written: "1.4.0", commits: ["fix: x"])
        world.repositories["core"]?.differingSources["core"] = world.components[0].versionSources
        let plan = try world.plan()
        #expect(plan.versions == ["core 1.4.0"])
        let said = plan.warnings.filter { $0.contains("tag.version-differs") }
        #expect(
            said.count == 1
                && said[0].hasPrefix(
                    "v1.4.0-rc.1 is on a commit that has version 1.4.0 in Cargo.toml (package.version).")
        )
    }

    @Test("What one tag's tree says of a set is said once, with its members; another version is another sentence")
    func differingSet() throws {
        var world = World()
        for name in ["core", "lib", "tool"] {
            world.add(ComponentID(name), nil, written: "1.4.0", commits: ["fix: \(name)"], in: "set")
        }
        let tag: TagName = "v1.5.0"
        world.repositories["set"]?.tags = [ObservedTag(name: tag, commit: World.commit("t"))]
        world.repositories["set"]?.tagTrees[tag] = TagTree(fitting: ["core", "lib", "tool"])
        var facts: [WorkspaceFacts.TagTree] = []
        for component in world.components {
            let said =
                component.id == "tool" ? component.versionSources.map { $0.saying("1.3.0") } : component.versionSources
            world.repositories["set"]?.differingSources[component.id] = said
            facts.append(WorkspaceFacts.TagTree(component: component.id, tag: tag, sources: said))
        }
        let sentence =
            "v1.5.0 is on a commit that has version 1.4.0 in core/Cargo.toml (package.version) and lib/Cargo.toml (package.version), for core and lib."
        let other = "v1.5.0 is on a commit that has version 1.3.0 in tool/Cargo.toml (package.version)."
        let warnings = try world.plan().warnings.filter { $0.contains("tag.version-differs") }
        #expect(warnings.count == 2 && warnings[0].hasPrefix(sentence) && warnings[1].hasPrefix(other), "\(warnings)")
        var all = WorkspaceFacts(world: world.observed, histories: try PlanMaker.histories(of: world.observed))
        all.tagTrees = facts
        let found = findings(in: all, ecosystems: world.ecosystems).filter { $0.code == "tag.version-differs" }
        #expect(found.map(\.message) == [sentence, other])
        #expect(found.map(\.component) == [nil, "tool"])
        #expect(found.first?.files == ["core/Cargo.toml", "lib/Cargo.toml"])
    }
}
