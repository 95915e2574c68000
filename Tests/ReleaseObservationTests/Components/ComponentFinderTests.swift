import ReleaseModel
import ReleaseObservation
import ReleaseTestKit
import Testing

@Suite("Which components a workspace has", .timeLimit(.minutes(20)))
struct ComponentFinderTests {
    private func observe(
        _ files: [String: String], _ configure: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedWorkspace {
        let folder = try ObservedFolder()
        for (path, text) in files { try folder.write(text, to: path) }
        return try await folder.observe(.init(withHistory: false), configure)
    }

    @Test("A package becomes a component with its name, folder and the place of its version")
    func package() async throws {
        let world = try await observe(["libs/core/Cargo.toml": manifest("core", "1.2.3")])
        let component = try #require(world.components.first)
        #expect(component.id == "core" && component.repository == "w" && component.path == "libs/core")
        #expect(component.version == Version(1, 2, 3))
        #expect(component.versionSources.map(\.place.description) == ["libs/core/Cargo.toml:3:11"])
    }

    @Test("The configuration renames a component by its package, or by its repository and folder")
    func renamed() async throws {
        let folder = try ObservedFolder()
        _ = try await folder.sandbox.makeClone(
            "w/tools", files: ["a/Cargo.toml": manifest("a-impl"), "b/Cargo.toml": manifest("b-impl")])
        let world = try await folder.observe(.init(withHistory: false)) {
            $0.components["first"] = ComponentConfiguration()
            $0.components["first"]?.package = "a-impl"
            $0.components["second"] = ComponentConfiguration()
            $0.components["second"]?.repository = "tools"
            $0.components["second"]?.path = "b"
        }
        #expect(world.components.map(\.id) == ["first", "second"])
        #expect(world.component("first")?.package == "a-impl")
        #expect(world.component("second")?.package == "b-impl")
    }

    @Test("Of two packages with one name, the one nearer to the root keeps it; the other is named with its repository")
    func taken() async throws {
        let world = try await observe(["Cargo.toml": manifest("core"), "copy/Cargo.toml": manifest("core", "2.0.0")])
        #expect(world.components.map(\.id) == ["core", "w/core"])
        #expect(world.component("core")?.version == Version(1, 0, 0))
        let warning = try #require(world.warnings.first { $0.code == "component.name-taken" })
        #expect(warning.severity == .warning && warning.place.file == "copy/Cargo.toml")
    }

    @Test("Material of tests and examples is a component only if the configuration names it")
    func samples() async throws {
        let files = ["Cargo.toml": manifest("core"), "tests/fixture/Cargo.toml": manifest("fixture")]
        #expect(try await observe(files).components.map(\.id) == ["core"])
        let named = try await observe(files) { $0.components["fixture"] = ComponentConfiguration() }
        #expect(named.components.map(\.id) == ["core", "fixture"])
    }

    @Test("A VERSION file alone makes its repository a component, and beside a manifest belongs to that one")
    func versionFiles() async throws {
        let alone = try await observe(["VERSION": "1.4.0\n"])
        #expect(alone.components.map(\.id) == ["w"])
        #expect(alone.components.first?.version == Version(1, 4, 0))
        let beside = try await observe(["VERSION": "1.0.0\n", "Cargo.toml": manifest("core")])
        #expect(beside.components.map(\.id) == ["core"])
        #expect(beside.components.first?.versionSources.map(\.place.file).sorted() == ["Cargo.toml", "VERSION"])
    }

    @Test("A VERSION file that says something else than the manifest is not a version of the component")
    func otherVersionFile() async throws {
        let files = ["VERSION": "7\n", "Cargo.toml": manifest("core")]
        #expect(try await observe(files).components.first?.versionSources.map(\.place.file) == ["Cargo.toml"])
    }

    @Test("A component that only the configuration knows has a place and no version")
    func configured() async throws {
        let world = try await observe(["Cargo.toml": manifest("core"), "docs/index.md": "# Docs\n"]) {
            $0.components["docs"] = ComponentConfiguration()
            $0.components["docs"]?.path = "docs"
        }
        let docs = try #require(world.component("docs"))
        #expect(docs.path == "docs" && docs.version == nil && docs.ecosystem == nil)
    }

    @Test("An ignored component is left out with its requirements, and remembered by name")
    func ignored() async throws {
        let files = ["core/Cargo.toml": manifest("core"), "app/Cargo.toml": manifest("app", requires: "core")]
        let world = try await observe(files) {
            $0.components["app"] = ComponentConfiguration()
            $0.components["app"]?.isIgnored = true
        }
        #expect(world.components.map(\.id) == ["core"])
        #expect(world.ignored == ["app"])
        #expect(world.edges.isEmpty)
    }

    @Test("versions.toml adds components that are not here, and binaries to those that are")
    func declared() async throws {
        let world = try await observe([
            "core/Cargo.toml": manifest("core"),
            "versions.toml": """
            [versions.core]
            version = "1.0.0"
            binaries = ["core-cli"]

            [versions.elsewhere]
            version = "3.0.0"

            """,
        ])
        #expect(world.components.map(\.id) == ["core", "elsewhere"])
        #expect(world.component("core")?.binaries == ["core-cli"])
        #expect(world.component("elsewhere")?.version == Version(3, 0, 0))
    }
}
