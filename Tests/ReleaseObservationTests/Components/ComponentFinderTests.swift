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

    /// A PHP library that is released by tags, with a package for npm in the same folder.
    private func library(
        _ package: String, tag: String? = "v1.4.0", _ configure: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedWorkspace {
        let folder = try ObservedFolder()
        try await folder.repository(["composer.json": "{\"name\": \"acme/hull\"}", "package.json": package])
        if let tag { try await folder.git("tag", tag) }
        return try await folder.observe(.init(withHistory: false), configure)
    }

    @Test("Beside a library with versions from tags, a package of another name and a lower version stays as it is")
    func leftAlone() async throws {
        let world = try await library("{\"name\": \"hull-icons\", \"version\": \"0.1.0\"}")
        #expect(world.components.map(\.id) == ["acme/hull"])
        #expect(world.components.first?.versionSources.isEmpty == true)
        let warning = try #require(world.warnings.first { $0.code == "component.left-alone" })
        #expect(warning.message.contains("components: { hull-icons: {} }") && warning.place.file == "package.json")
    }

    @Test("A private one is left alone without a word")
    func leftAlonePrivate() async throws {
        let world = try await library("{\"name\": \"hull-icons\", \"version\": \"0.1.0\", \"private\": true}")
        #expect(world.components.map(\.id) == ["acme/hull"] && world.warnings.isEmpty)
    }

    @Test("If the configuration or a tag names it, it is a component of its own")
    func leftAloneUnlessAsked() async throws {
        let package = "{\"name\": \"hull-icons\", \"version\": \"0.1.0\"}"
        let configured = try await library(package) { $0.components["hull-icons"] = ComponentConfiguration() }
        #expect(configured.components.map(\.id) == ["acme/hull", "hull-icons"])
        #expect(configured.component("hull-icons")?.version == Version(0, 1, 0))
        #expect(configured.component("acme/hull")?.version == nil)
    }

    @Test(
        "With one name, the tags' version, or no tags yet, both are one component",
        arguments: [("hull", "0.1.0", "v1.4.0"), ("hull-js", "1.4.0", "v1.4.0"), ("hull-js", "0.1.0", nil)]
            as [(String, String, String?)])
    func notLeftAlone(name: String, version: String, tag: String?) async throws {
        let world = try await library("{\"name\": \"\(name)\", \"version\": \"\(version)\"}", tag: tag)
        #expect(world.components.count == 1)
        #expect(world.components.first?.versionSources.map(\.value) == [version])
    }

    @Test(
        "A foreign tag above the common version does not part them, and an old tag of the lower version does not join them"
    )
    func severalTags() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "composer.json": "{\"name\": \"acme/hull\"}",
            "package.json": "{\"name\": \"hull-js\", \"version\": \"1.4.0\"}",
        ])
        for tag in ["v1.4.0", "v31.0.0"] { try await folder.git("tag", tag) }
        #expect(try await folder.observe(.init(withHistory: false)).components.first?.version == Version(1, 4, 0))
        try await folder.git("tag", "v1.5.0")
        #expect(try await folder.observe(.init(withHistory: false)).components.first?.version == nil)
    }

    @Test(
        "Other people's packages and material of integration tests are released only if they are asked for",
        arguments: ["third_party", "third-party", "vendored", "external", "integration", "sandbox", "demo"])
    func foreignMaterial(folder: String) async throws {
        let files = [
            "Cargo.toml": manifest("hull"), "\(folder)/sail/package.json": "{\"name\":\"sail\",\"version\":\"3.7.1\"}",
        ]
        #expect(try await observe(files).components.map(\.id) == ["hull"])
        let asked = try await observe(files) { $0.components["sail"] = ComponentConfiguration() }
        #expect(asked.components.map(\.id) == ["hull", "sail"])
    }

    @Test("A vendored package that another one requires by path is a component, and not published from here")
    func vendoredRequirement() async throws {
        let required = "\n[dependencies]\nsail = { path = \"third_party/sail\", version = \"3\" }\n"
        let world = try await observe([
            "Cargo.toml": manifest("hull") + required, "third_party/sail/Cargo.toml": manifest("sail", "3.7.1"),
        ])
        #expect(world.components.map(\.id) == ["hull", "sail"])
        #expect(world.component("sail")?.unpublishedBy?.contains("third_party") == true)
        #expect(world.component("hull")?.unpublishedBy == nil)
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
