import ReleaseModel
import ReleaseObservation
import Testing

@Suite("Files that repeat a component's version", .timeLimit(.minutes(20)))
struct CompanionFilesTests {
    private func observe(_ files: [String: String]) async throws -> ObservedWorkspace {
        let folder = try ObservedFolder()
        for (path, text) in files { try folder.write(text, to: path) }
        return try await folder.observe(.init(withHistory: false))
    }

    private let package = ["package.json": #"{"name": "horn", "version": "2.3.0"}"#]

    static let companions: [(file: String, text: String)] = [
        ("jsr.json", #"{"name": "@a/horn", "version": "2.3.0"}"#), ("deno.json", #"{"version": "2.3.0"}"#),
        ("app.json", #"{"expo": {"version": "2.3.0"}}"#), ("src-tauri/tauri.conf.json", #"{"version": "2.3.0"}"#),
        ("tauri.conf.json", #"{"package": {"version": "2.3.0"}}"#),
        ("public/manifest.json", #"{"manifest_version": 3, "version": "2.3.0"}"#),
        ("version.json", #"{"$schema": "https://h.example/NerdBank.GitVersioning/s.json", "version": "2.3.0"}"#),
        ("Horn.podspec", "Pod::Spec.new do |s|\n  s.version      = '2.3.0'\nend\n"),
    ]

    @Test("One that says the version follows it", arguments: companions)
    func follows(file: String, text: String) async throws {
        let world = try await observe(package.merging([file: text]) { $1 })
        let component = try #require(world.components.first)
        let places = (component.versionSources + component.versionParts).map(\.place.file)
        #expect(world.components.count == 1 && places == ["package.json", file] && world.warnings.isEmpty)
    }

    @Test("One that says another version is left alone, with its place", arguments: companions)
    func differs(file: String, text: String) async throws {
        let other = text.replacing("2.3.0", with: "2.2.0")
        let world = try await observe(package.merging([file: other]) { $1 })
        #expect(world.components.first?.versionSources.count == 1)
        let warning = try #require(world.warnings.first)
        #expect(warning.code == "version.undeclared-constant" && warning.place.file == file)
    }

    @Test(
        "Files of such a name that are something else say nothing",
        arguments: [
            ("manifest.json", #"{"version": "2.3.0"}"#), ("version.json", #"{"version": "2.3.0"}"#),
            ("lib/jsr.json", #"{"version": "2.3.0"}"#), ("app.json", #"{"version": "2.3.0"}"#),
        ])
    func others(file: String, text: String) async throws {
        let world = try await observe(package.merging([file: text]) { $1 })
        #expect(world.components.first?.versionSources.count == 1 && world.warnings.isEmpty)
    }

    @Test("A browser takes numbers only")
    func numbers() async throws {
        let world = try await observe([
            "package.json": #"{"name": "horn", "version": "2.3.0-rc.1"}"#,
            "manifest.json": #"{"manifest_version": 3, "version": "2.3.0"}"#,
        ])
        let part = try #require(world.components.first?.versionParts.first)
        #expect(part.part == .core && part.place.file == "manifest.json")
    }

    @Test("Rush's policies are named, since they say a version for each")
    func rush() async throws {
        let world = try await observe(
            package.merging([
                "common/config/rush/version-policies.json":
                    "// kept\n[{\"policyName\": \"all\", \"version\": \"2.3.0\"}]\n"
            ]) { $1 })
        let warning = try #require(world.warnings.first)
        #expect(warning.place.file == "common/config/rush/version-policies.json")
        #expect(world.components.first?.versionSources.count == 1)
    }
}
