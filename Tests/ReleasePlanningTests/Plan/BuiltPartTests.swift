import ReleaseModel
import ReleasePlanning
import Testing

/// What is built into a release and never released by itself.
@Suite("Commits in parts of a release")
struct BuiltPartTests {
    /// app and lib are released; app is built from core, which is not released by itself.
    private func world(_ change: (inout World) -> Void = { _ in }) -> World {
        var world = World()
        world.add("core", nil, in: "both")
        world.add("app", "1.0.0", in: "both")
        world.add("lib", "1.0.0", in: "both")
        world.components[0].unpublishedBy = "publish = false"
        world.edge("app", "core", nil)
        commit("fix: a leak", "core/src/a", in: &world)
        change(&world)
        return world
    }

    private func commit(_ message: String, _ paths: String..., in world: inout World) {
        let parent = world.repositories["both"]?.history.first?.id
        world.repositories["both"]?.history.insert(
            ObservedCommit(
                id: World.commit(message), parents: [parent].compactMap(\.self), message: message, paths: paths),
            at: 0)
    }

    private func sentence(_ world: World) throws -> String? {
        try world.plan().warnings.first { $0.contains("built from it") }
    }

    @Test("A commit in what nothing publishes is named with what is built from it, and with what counts it")
    func unpublished() throws {
        let found = try #require(try sentence(world()))
        #expect(
            found.hasPrefix("\(World.commit("fix: a leak").short) 'fix: a leak' changes core, which nothing publishes"))
        #expect(found.hasSuffix("Count such commits there: components: { app: { include-paths: [core] } }"))
    }

    @Test("So is one in what has no version")
    func unversioned() throws {
        let found = try sentence(
            world {
                $0.components[0].unpublishedBy = nil
                $0.components[0].version = nil
                $0.components[0].versionSources = []
            })
        #expect(try #require(found).contains("core, which has no version, and does not count for app"))
    }

    @Test("A commit that counts for another component is missing all the same for what is built from the part")
    func shared() throws {
        let world = world {
            commit("fix: both", "core/src/a", "lib/src/b", in: &$0)
            let newest = $0.repositories["both"]?.history.first
            $0.repositories["both"]?.commits["lib"] = [newest].compactMap(\.self)
            $0.edge("lib", "core", nil)
        }
        let found = try #require(try sentence(world))
        #expect(found.contains("'fix: both' and 1 more change core") && found.contains("for app, lib, which are built"))
    }

    @Test("Commits that count, that are released, that say nothing of versions, or lie in a part below are not named")
    func settled() throws {
        #expect(
            try sentence(
                world {
                    let history = $0.repositories["both"]?.history ?? []
                    $0.repositories["both"]?.commits["app"] = history
                }) == nil)
        // lib was not released since, so the history goes back behind the last release of app.
        #expect(
            try sentence(
                world {
                    let released = $0.repositories["both"]?.history[0].id ?? ""
                    $0.repositories["both"]?.tags = [
                        ObservedTag(name: "app-v1.0.0", commit: released),
                        ObservedTag(name: "lib-v1.0.0", commit: World.commit("older")),
                    ]
                }) == nil)
        #expect(try sentence(world { $0.edges[0].kind = .dev }) == nil)
        #expect(
            try sentence(
                world {
                    $0.repositories["both"]?.history = []
                    commit("docs: a word", "core/README.md", in: &$0)
                    commit("fix: x", "core/part/src/a", in: &$0)
                    $0.add("part", "1.0.0", in: "both", path: "core/part")
                }) == nil)
    }

    @Test("Over other parts, and with the paths that count already")
    func further() throws {
        let world = world {
            $0.add("base", nil, in: "both")
            $0.components[3].unpublishedBy = "publish = false"
            $0.edge("core", "base", nil)
            $0.set("app") { $0.includedPaths = ["docs"] }
            $0.repositories["both"]?.history = []
            commit("feat: deep", "base/src/a", in: &$0)
        }
        let found = try #require(try sentence(world))
        #expect(found.contains("changes base") && found.hasSuffix("{ app: { include-paths: [docs, base] } }"))
    }

    @Test("A commit that changes only a manifest around components is named with them; a lock or other file is not")
    func sharedFile() throws {
        func world(_ paths: String...) -> World {
            var world = World()
            world.add("app", "1.0.0", in: "both")
            world.add("lib", "1.0.0", in: "both")
            world.repositories["both"]?.history = [
                ObservedCommit(id: World.commit("x"), message: "fix(deps): x", paths: paths)
            ]
            return world
        }
        func sentence(_ world: World) throws -> String? {
            try world.plan().warnings.first { $0.contains("belongs to no component") }
        }
        let found = try #require(try sentence(world("Cargo.toml", "Cargo.lock")))
        #expect(found.contains("'fix(deps): x' changes Cargo.toml"))
        #expect(found.contains("{ app: { include-paths: [Cargo.toml] } }, and likewise for lib"))
        #expect(try sentence(world("Cargo.lock")) == nil && sentence(world("README.md")) == nil)
        #expect(try sentence(world("app/Cargo.toml")) == nil)
    }

    @Test("Build metadata that the next version does not have is named, with the way to keep some")
    func metadata() throws {
        func warnings(_ version: String) throws -> [String] {
            var world = World()
            world.add("app", version, commits: ["fix: x"])
            return try world.plan().warnings.filter { $0.contains("build metadata") }
        }
        #expect(try warnings("1.2.0") == [])
        #expect(try #require(try warnings("1.2.0+9.7").first).hasSuffix("--set-version app=1.2.1+9.7"))
    }

    @Test("Paths of another repository can't be counted, so the release is requested by name")
    func elsewhere() throws {
        let world = world {
            $0.add("house", "1.0.0")
            $0.edges = []
            $0.edge("house", "core", nil)
        }
        #expect(try #require(try sentence(world)).hasSuffix("slipway release --component house"))
    }
}
