import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Versions beside a git tag or commit")
struct PinnedRevisionTests {
    /// boat takes hull from git.
    private func world(_ manifest: String, _ ecosystem: any Ecosystem, _ file: String) throws -> World {
        var world = World()
        world.add("hull", "1.4.0", commits: ["feat!: x"])
        world.add("boat", "0.3.0")
        let requirement = try #require(
            ecosystem.read([file: Array(manifest.utf8)]).packages.first?.requirements.first { $0.package == "hull" })
        var edge = Edge(
            from: "boat", to: "hull", kind: .normal, requirement: requirement.requirement, origin: requirement.place,
            repository: "boat", ecosystem: ecosystem.name, key: requirement.key)
        edge.revision = requirement.revision
        world.edges = [edge]
        world.repositories["boat"]?.files = [file: Array(manifest.utf8)]
        return world
    }

    private func cargo(_ entry: String) throws -> World {
        try world(
            "[package]\nname = \"boat\"\nversion = \"0.3.0\"\n[dependencies]\nhull = { \(entry) }\n", CargoEcosystem(),
            "Cargo.toml")
    }

    @Test("The tag moves with the version beside it, in the upstream's spelling")
    func together() throws {
        let plan = try cargo("git = \"https://example.org/hull\", tag = \"v1.4.0\", version = \"1.4\"").plan()
        #expect(
            Set(plan.edits(of: "boat")).isSuperset(of: [
                "Cargo.toml dependencies.hull.version: 1.4 → 2.0", "Cargo.toml dependencies.hull.tag: v1.4.0 → v2.0.0",
            ]))
    }

    @Test("uv names the tag in a table of its own")
    func uv() throws {
        let text = """
            [project]
            name = "boat"
            version = "0.3.0"
            dependencies = ["hull>=1.4,<2"]
            [tool.uv.sources]
            Hull = { git = "https://example.org/hull", tag = "v1.4.0" }

            """
        let edits = try world(text, PythonEcosystem(), "pyproject.toml").plan().edits(of: "boat")
        #expect(edits.contains("pyproject.toml tool.uv.sources.Hull.tag: v1.4.0 → v2.0.0"))
    }

    @Test(
        "A commit, or a tag that names none of the upstream's releases, can't follow, and the plan is refused",
        arguments: ["rev = \"0123abc\"", "tag = \"stable\""])
    func refused(revision: String) throws {
        let world = try cargo("git = \"https://example.org/hull\", \(revision), version = \"1.4\"")
        #expect {
            try world.plan()
        } throws: { error in
            guard case UnperformablePlan.pinnedRevision(let edge, let found, let version)? = error as? UnperformablePlan
            else { return false }
            return edge.from == "boat" && revision.contains(found.value) && version == Version(2, 0, 0)
        }
    }

    @Test(
        "What names a branch, or no version, moves by itself",
        arguments: ["branch = \"main\", version = \"1.4\"", "tag = \"v1.4.0\""])
    func free(entry: String) throws {
        let plan = try cargo("git = \"https://example.org/hull\", \(entry)").plan()
        #expect(!plan.edits(of: "boat").contains { $0.contains("hull.tag") || $0.contains("hull.branch") })
    }

    @Test("A version that still fits keeps its tag")
    func fits() throws {
        var world = try cargo("git = \"https://example.org/hull\", tag = \"v1.4.0\", version = \"1.4\"")
        world.repositories["hull"]?.commits["hull"] = [
            ObservedCommit(id: World.commit("f"), message: "fix: x", paths: ["Cargo.toml"])
        ]
        #expect(try world.plan().edits(of: "boat") == [])
    }
}
