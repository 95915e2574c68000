import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("A plan can be executed")
struct PlanRehearsalTests {
    private func world(_ manifest: String, binaries: [String] = []) -> World {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat: x"], binaries: binaries)
        world.repositories["core"]?.files["Cargo.toml"] = Array(manifest.utf8)
        return world
    }

    private func code(_ world: World) -> String? {
        do {
            _ = try world.plan()
            return nil
        } catch { return (error as? any UserFacingError)?.code }
    }

    @Test("An edit that its file does not allow makes planning fail with the location")
    func edits() {
        let world = world("[package]\nname = \"core\"\nversion = \"1.0\\u002e0\"\n")
        #expect {
            try world.plan()
        } throws: { error in
            guard case UnperformablePlan.edit("core", .unsupported(let place, _, _)) = error else { return false }
            return place.line == 3
        }
    }

    @Test("A version that the edits do not reach makes planning fail")
    func otherValue() {
        #expect(code(world("[package]\nname = \"core\"\nversion = \"0.9.0\"\n")) == "plan.edit-impossible")
    }

    @Test("A missing workspace member makes planning fail")
    func members() {
        let text = "[package]\nname = \"core\"\nversion = \"1.0.0\"\n[workspace]\nmembers = [\"gone\", \"crates/*\"]\n"
        #expect(code(world(text)) == "plan.missing-member")
    }

    @Test(
        "Programs that no build declares make planning fail",
        arguments: [
            ([], "plan.binaries-without-build"), (["target/other"], "plan.binaries-without-build"),
            (["target/pumpd"], nil), (["out/pump*"], nil), (["bin/{component}"], nil),
        ] as [([String], String?)])
    func binaries(artifacts: [String], expected: String?) {
        var world = world("[package]\nname = \"core\"\nversion = \"1.0.0\"\n", binaries: ["pumpd"])
        if !artifacts.isEmpty {
            world.set("core") {
                $0.build = BuildConfiguration(
                    run: ["make"], artifacts: artifacts.map { ArtifactConfiguration(path: $0) })
            }
        }
        #expect(code(world) == expected)
    }

    @Test("A component whose declared version can't be updated is not released, and stops no others")
    func faults() throws {
        var world = world("[package]\nname = \"core\"\nversion = \"1.0.0\"\n")
        let fault = Diagnostic(
            code: "python.computed-version", place: Place(file: "pyproject.toml", line: 3, column: 1), message: "No.")
        world.components[0].versionFaults = [fault]
        #expect(code(world) == "plan.version-source")
        world.add("other", "1.0.0", commits: ["fix: y"])
        #expect(
            try world.plan(ReleaseRequest(components: ["other"])).components.contains {
                $0.name == "other" && $0.nextVersion != nil
            })
    }

    @Test("Reading only versions and entries rehearses nothing")
    func looks() throws {
        let maker = try PlanMaker(
            world: world("[package]\nname = \"core\"\nversion = \"0.9.0\"\n").observed, request: ReleaseRequest(),
            moment: World.moment, ecosystems: allEcosystems, publications: allPublications)
        #expect(try maker.plan(isWhole: false).components.first?.nextVersion == Version(1, 1, 0))
    }
}
