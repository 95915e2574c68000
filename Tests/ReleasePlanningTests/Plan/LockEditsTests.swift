import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Edits of lock files")
struct LockEditsTests {
    /// A workspace of two npm packages, of which b requires a.
    private func world(requirement: String) -> World {
        var world = World()
        world.add("a", "1.0.0", commits: ["feat!: x"], in: "set")
        world.add("b", "1.0.0", in: "set")
        for index in world.components.indices {
            let manifest = "\(world.components[index].id)/package.json"
            world.components[index].ecosystem = .npm
            world.components[index].versionSources = [
                VersionSource(
                    ecosystem: .npm, place: Place(file: manifest, line: 1, column: 1), key: "version", value: "1.0.0")
            ]
        }
        world.edges.append(
            Edge(
                from: "b", to: "a", kind: .normal, requirement: requirement,
                origin: Place(file: "b/package.json", line: 1, column: 1), repository: "set", ecosystem: .npm,
                key: "dependencies.a"))
        let files = [
            "a/package.json": #"{"name": "a", "version": "1.0.0"}"#,
            "b/package.json":
                "{\"name\": \"b\", \"version\": \"1.0.0\", \"dependencies\": {\"a\": \"\(requirement)\"}}",
            "package-lock.json":
                "{\"packages\": {\"node_modules/a\": {\"link\": true}, \"a\": {\"version\": \"1.0.0\"}, "
                + "\"b\": {\"version\": \"1.0.0\", \"dependencies\": {\"a\": \"\(requirement)\"}}}}",
        ]
        world.repositories["set"]?.files = files.mapValues { Array($0.utf8) }
        return world
    }

    private func lockEdits(_ requirement: String) throws -> Set<String> {
        let plan = try world(requirement: requirement).plan()
        return Set((plan.edits(of: "a") + plan.edits(of: "b")).filter { $0.hasPrefix("package-lock.json") })
    }

    @Test("A lock file follows the versions, and the requirements that the plan changes")
    func mirrored() throws {
        #expect(
            try lockEdits("^1.0.0") == [
                "package-lock.json packages.a.version: 1.0.0 → 2.0.0",
                "package-lock.json packages.b.version: 1.0.0 → 1.0.1",
                "package-lock.json packages.b.dependencies.a: ^1.0.0 → ^2.0.0",
            ])
    }

    @Test("A requirement that the plan leaves alone stays in the lock file too")
    func accepted() throws {
        #expect(try lockEdits(">=1").filter { $0.contains("dependencies") } == [])
    }
}
