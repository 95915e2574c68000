import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Locks that a release would leave behind")
struct LockCheckTests {
    private let registry = "registry+https://example.org/index"

    /// `lib` requires `core` 1, both released with a breaking change of `core`.
    private func world(lock: String, together: Bool = true) -> World {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"], in: together ? "set" : nil)
        world.add("lib", "1.0.0", in: together ? "set" : nil)
        world.edge("lib", "core", "1.0")
        let repository = RepositoryID(together ? "set" : "lib")
        let prefix = together ? "lib/" : ""
        world.repositories[repository]?.files = [
            "\(prefix)Cargo.toml": Array(
                "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n[dependencies]\ncore = { version = \"1.0\" }\n".utf8),
            "Cargo.lock": Array(lock.utf8),
        ]
        return world
    }

    private func entry(_ name: String, _ version: String, _ rest: String = "") -> String {
        "[[package]]\nname = \"\(name)\"\nversion = \"\(version)\"\n\(rest)\n"
    }

    private func code(_ world: World) -> String? {
        do {
            _ = try world.plan()
            return nil
        } catch { return (error as? any UserFacingError)?.code }
    }

    @Test("Entries of the workspace that fell behind are repaired in the release, whoever is released")
    func repaired() throws {
        var world = world(lock: entry("core", "0.8.0") + entry("lib", "0.7.0", "dependencies = [\"core\"]"))
        world.add("third", "3.0.0", in: "set")
        world.repositories["set"]?.files["Cargo.lock"]? += Array(entry("third", "2.0.0").utf8)
        let edits = try world.plan().components.flatMap(\.edits).filter { $0.edit.file == "Cargo.lock" }
        #expect(
            Set(edits.map { "\($0.change)" }) == ["0.8.0 → 2.0.0", "0.7.0 → 1.0.1", "2.0.0 → 3.0.0"])
    }

    @Test("A registry entry that the new requirement excludes stops the plan", arguments: [true, false])
    func registryEntry(together: Bool) {
        let lock =
            entry("core", "1.0.4", "source = \"\(registry)\"\nchecksum = \"ab\"")
            + entry("lib", "1.0.0", "dependencies = [\"core\"]")
        #expect {
            try world(lock: lock, together: together).plan()
        } throws: { error in
            guard case UnperformablePlan.staleLock(let lock) = error else { return false }
            return lock.upstream == "core" && lock.place.file == "Cargo.lock"
                && lock.command == "cargo update --workspace"
        }
    }

    @Test("What the refusal advises leads to a plan: the upstream alone, without the entry the refusal comes again")
    func upstreamFirst() throws {
        let lock =
            entry("core", "1.0.4", "source = \"\(registry)\"\nchecksum = \"ab\"")
            + entry("lib", "1.0.0", "dependencies = [\"core\"]")
        var world = world(lock: lock, together: false)
        let alone = ReleaseRequest(components: ["core"])
        let error = #expect(throws: UnperformablePlan.self) { try world.plan(alone) }
        let entry = "edges: [{ from: lib, to: core, policy: never }]"
        #expect(error?.suggestions[0].contains("\(entry); then: slipway release --component core") == true)
        world.configuration.edgePolicies = [EdgePolicy(from: "lib", to: "core", policy: .never)]
        #expect(try world.plan(alone).versions == ["core 2.0.0"])
    }

    @Test("Components that are released only together are not advised to go one after the other")
    func together() {
        let lock =
            entry("core", "1.0.4", "source = \"\(registry)\"\nchecksum = \"ab\"")
            + entry("lib", "1.0.0", "dependencies = [\"core\"]")
        var world = world(lock: lock, together: false)
        world.configuration.groups = [GroupConfiguration(name: "all", components: ["*"], versions: .fixed)]
        let error = #expect(throws: UnperformablePlan.self) { try world.plan() }
        #expect(error?.suggestions.contains { $0.contains("--component") } == false)
        #expect(error?.suggestions.first?.contains("locks: keep") == true)
    }

    @Test("A lock with a hash that only its own tool can write is never called outdated already")
    func unknownHash() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"])
        world.add("lib", "1.0.0")
        for index in world.components.indices {
            world.components[index].ecosystem = "python"
            world.components[index].versionSources = [
                VersionSource(
                    ecosystem: "python", place: Place(file: "pyproject.toml", line: 3, column: 11),
                    key: "project.version", value: "1.0.0")
            ]
        }
        var edge = Edge(
            from: "lib", to: "core", kind: .normal, requirement: ">=1.0,<2",
            origin: Place(file: "pyproject.toml", line: 4, column: 17), repository: "lib")
        (edge.ecosystem, edge.key) = ("python", "project.dependencies[0]")
        world.edges = [edge]
        world.repositories["core"]?.files["pyproject.toml"] = Array(
            "[project]\nname = \"core\"\nversion = \"1.0.0\"\n".utf8)
        world.repositories["lib"]?.files = [
            "pyproject.toml": Array(
                "[project]\nname = \"lib\"\nversion = \"1.0.0\"\ndependencies = [\"core>=1.0,<2\"]\n".utf8),
            "poetry.lock": Array("[metadata]\nlock-version = \"2.1\"\ncontent-hash = \"ab\"\n".utf8),
        ]
        let error = #expect(throws: UnperformablePlan.self) { try world.plan() }
        #expect(error?.code == "plan.stale-lock")
        #expect(error?.suggestions.contains { $0.contains("outdated already") } == false)
        #expect(error?.suggestions.first?.hasPrefix("Release core first") == true)
        world.configuration.edgePolicies = [EdgePolicy(from: "lib", to: "core", policy: .never)]
        #expect(try world.plan(ReleaseRequest(components: ["core"])).versions == ["core 2.0.0"])
    }

    @Test("A lock kept on purpose stays behind, and the plan says so")
    func kept() throws {
        let lock =
            entry("core", "1.0.4", "source = \"\(registry)\"\nchecksum = \"ab\"")
            + entry("lib", "1.0.0", "dependencies = [\"core\"]")
        var world = world(lock: lock, together: false)
        world.set("lib") { $0.locks = .keep }
        let plan = try world.plan()
        #expect(plan.warnings.contains { $0.contains("Cargo.lock") && $0.contains("locks: keep") })
    }

    @Test("A candidate that an npm workspace's own lock excludes is not released alone")
    func npmCandidate() throws {
        var world = World()
        for (id, commits) in [("a", ["feat!: x"]), ("b", [])] {
            world.add(ComponentID(id), "1.0.0", commits: commits, in: "set")
            let index = try #require(world.components.firstIndex { $0.id.text == id })
            world.components[index].ecosystem = "npm"
            world.components[index].versionSources = [
                VersionSource(
                    ecosystem: .npm, place: Place(file: "\(id)/package.json", line: 1, column: 1), key: "version",
                    value: "1.0.0")
            ]
        }
        world.edges.append(
            Edge(
                from: "b", to: "a", kind: .normal, requirement: "^1.0.0",
                origin: Place(file: "b/package.json", line: 1, column: 50), repository: "set", ecosystem: "npm",
                key: "dependencies.a"))
        world.repositories["set"]?.files = [
            "package.json": Array("{\"name\": \"set\", \"private\": true, \"workspaces\": [\"a\", \"b\"]}".utf8),
            "a/package.json": Array("{\"name\": \"a\", \"version\": \"1.0.0\"}".utf8),
            "b/package.json": Array(
                "{\"name\": \"b\", \"version\": \"1.0.0\", \"dependencies\": {\"a\": \"^1.0.0\"}}".utf8),
            "package-lock.json": Array(
                "{\"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"set\"}, \"a\": {\"name\": \"a\", \"version\": \"1.0.0\"}, \"b\": {\"name\": \"b\", \"version\": \"1.0.0\", \"dependencies\": {\"a\": \"^1.0.0\"}}, \"node_modules/a\": {\"resolved\": \"a\", \"link\": true}, \"node_modules/b\": {\"resolved\": \"b\", \"link\": true}}}"
                    .utf8),
        ]
        var request = ReleaseRequest(components: ["a"])
        request.stage = .prerelease("rc")
        #expect {
            try world.plan(request)
        } throws: { error in
            guard case UnperformablePlan.refusedPath(let edge, let version) = error else { return false }
            return edge.from == "b" && version.text == "2.0.0-rc.1"
        }
    }

    @Test("A third-party requirement missing from the lock stops the plan, or is left behind on purpose")
    func stranger() throws {
        var world = world(lock: entry("core", "1.0.0") + entry("lib", "1.0.0", "dependencies = [\"core\"]"))
        world.repositories["set"]?.files["Cargo.toml"] = Array("[workspace]\nmembers = [\"lib\"]\n".utf8)
        world.repositories["set"]?.files["lib/Cargo.toml"]? += Array("serde = \"1.0.200\"\n".utf8)
        #expect {
            try world.plan()
        } throws: { error in
            guard case UnperformablePlan.staleLock(let lock) = error else { return false }
            return lock.component == "lib" && lock.fact.contains("lib/Cargo.toml:6") && lock.fact.contains("serde")
        }
        world.set("lib") { $0.locks = .keep }
        #expect(try world.plan().warnings.contains { $0.contains("serde") })
    }

    @Test("The lock of a fixture stops nothing; that of a component, or of a workspace around it, does")
    func fixture() {
        func world(_ component: String, locked folder: String) -> World {
            var world = World()
            world.add("app", "1.0.0", commits: ["fix: x"], in: "set", path: component)
            let manifest = "[package]\nname = \"app\"\nversion = \"1.0.0\"\n[dependencies]\nserde = \"1.0.200\"\n"
            world.repositories["set"]?.files = [
                folder + "Cargo.toml": Array(manifest.utf8), folder + "Cargo.lock": Array(entry("app", "1.0.0").utf8),
            ]
            return world
        }
        #expect(code(world(".", locked: "tests/fixtures/old/")) == nil)
        #expect(code(world(".", locked: "")) == "plan.stale-lock")
        #expect(code(world("rust/app", locked: "rust/app/")) == "plan.stale-lock")
    }

    @Test("An entry that still matches stops nothing, nor does one required by a third party")
    func fitting() {
        let foreign = entry("core", "1.0.4", "source = \"\(registry)\"\nchecksum = \"ab\"")
        let lock =
            foreign + entry("core", "1.0.0") + entry("lib", "1.0.0", "dependencies = [\"core 1.0.0\"]")
            + entry("log", "0.4.0", "source = \"\(registry)\"\ndependencies = [\"core 1.0.4\"]")
        #expect(code(world(lock: lock)) == nil)
    }

    /// `lib` takes `core` from its folder and requires 1.0.
    private func paths() -> World {
        var world = World()
        world.add("core", "1.0.0", commits: ["fix: x"], in: "set")
        world.add("lib", "1.0.0", in: "set")
        world.edge("lib", "core", "1.0")
        world.repositories["set"]?.files = [
            "core/Cargo.toml": Array("[package]\nname = \"core\"\nversion = \"1.0.0\"\n".utf8),
            "lib/Cargo.toml": Array(
                "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n[dependencies]\ncore = { path = \"../core\", version = \"1.0\" }\n"
                    .utf8),
        ]
        return world
    }

    @Test("A candidate that a crate requires by path and version is refused without it, in no common workspace either")
    func candidateByPath() throws {
        var request = ReleaseRequest(components: ["core"])
        request.stage = .prerelease("rc")
        #expect {
            try paths().plan(request)
        } throws: { error in
            guard case UnperformablePlan.refusedPath(let edge, let version) = error else { return false }
            return edge.from == "lib" && version.text == "1.0.1-rc.1"
        }
        request.components = ["core", "lib"]
        let plan = try paths().plan(request)
        #expect(plan.edits(of: "lib").contains { $0.hasSuffix("core.version: 1.0 → 1.0.1-rc.1") })
    }

    @Test("Candidates that a group makes together require each other")
    func candidateOfGroup() throws {
        var world = paths()
        world.configuration.groups = [GroupConfiguration(name: "g", components: ["core", "lib"], versions: .fixed)]
        var request = ReleaseRequest(components: ["core"])
        request.stage = .prerelease("rc")
        let plan = try world.plan(request)
        #expect(plan.versions.sorted() == ["core 1.0.1-rc.1", "lib 1.0.1-rc.1"])
        #expect(plan.edits(of: "lib").contains { $0.hasSuffix("core.version: 1.0 → 1.0.1-rc.1") })
        #expect(!plan.warnings.contains { $0.contains("unchanged") })
    }

    @Test("A package that is taken from a folder without one stops its release, and no other's")
    func missingTarget() throws {
        var world = paths()
        world.repositories["set"]?.files["core/Cargo.toml"] = nil
        world.components[1].versionSources = []
        var request = ReleaseRequest(components: ["lib"])
        #expect {
            try world.plan(request)
        } throws: { error in
            guard case UnperformablePlan.missingTargets(let component, let faults) = error else { return false }
            return component == "lib" && faults.map(\.code) == ["cargo.missing-path"]
        }
        world.repositories["set"]?.submodules = ["core"]
        #expect(try world.plan(request).versions == ["lib 1.0.1"])
        world.repositories["set"]?.submodules = []
        request.components = ["core"]
        world.components[0].versionSources = []
        #expect(try world.plan(request).versions == ["core 1.0.1"])
    }
}
