import Foundation
import ReleaseModel
import ReleaseObservation
import Testing

@Suite("Extra files of a component", .timeLimit(.minutes(20)))
struct ExtraFileReaderTests {
    /// Observes core in a folder of its own, with these settings.
    private func observe(
        _ files: [String: String], links: [String: String] = [:], tolerant: Bool = false,
        _ configure: (inout ComponentConfiguration) -> Void
    ) async throws -> ObservedWorkspace {
        let folder = try ObservedFolder()
        try await folder.repository(["core/Cargo.toml": manifest("core")].merging(files) { _, own in own })
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/" + name, withDestinationPath: target)
        }
        if !links.isEmpty { try await folder.commit("chore: links", [:]) }
        var settings = ComponentConfiguration()
        configure(&settings)
        return try await folder.observe(.init(withHistory: false), tolerant: tolerant) {
            $0.components["core"] = settings
        }
    }

    private func places(_ world: ObservedWorkspace) -> [String] {
        world.component("core")?.versionSources.map { "\($0.place) \($0.value)" } ?? []
    }

    @Test("A path is relative to the component's folder; with a leading slash, to the repository")
    func paths() async throws {
        let world = try await observe([
            "core/meta.json": "{\"version\": \"1.0.0\"}\n", "meta.json": "{\"version\": \"1.0.0\"}\n",
        ]) { $0.extraFiles = [.init(path: "meta.json"), .init(path: "/meta.json")] }
        #expect(
            places(world) == ["core/Cargo.toml:3:11 1.0.0", "core/meta.json:1:14 1.0.0", "meta.json:1:14 1.0.0"])
    }

    @Test("A pattern names every file that fits it, in order of their paths")
    func pattern() async throws {
        let world = try await observe([
            "core/b/meta.json": "{\"version\": \"1.0.0\"}\n", "core/a/meta.json": "{\"version\": \"1.0.0\"}\n",
            "meta.json": "{\"version\": \"1.0.0\"}\n",
        ]) { $0.extraFiles = [.init(path: "**/meta.json", isPattern: true)] }
        #expect(places(world).dropFirst() == ["core/a/meta.json:1:14 1.0.0", "core/b/meta.json:1:14 1.0.0"])
    }

    @Test("A query finds the version elsewhere in a file, and a text around it finds it in any file")
    func queries() async throws {
        let world = try await observe([
            "core/meta.json": "{\"app\": {\"release\": \"1.0.0\"}}\n", "core/build.sh": "set -e\nVERSION=\"1.0.0\"\n",
        ]) {
            $0.extraFiles = [
                .init(path: "meta.json", kind: .json, query: "$.app.release"),
                .init(path: "build.sh", pattern: "VERSION=\"{version}\""),
            ]
        }
        #expect(
            places(world) == [
                "core/Cargo.toml:3:11 1.0.0", "core/meta.json:1:22 1.0.0", "core/build.sh:2:10 1.0.0",
            ])
    }

    @Test("Every file that is missing or says no version is reported at once, with what to do")
    func faults() async throws {
        let error = await #expect(throws: UnreadableInput.self) {
            try await observe(["core/meta.json": "{\n", "core/notes.txt": "unclear\n"]) {
                $0.extraFiles = [.init(path: "gone.json"), .init(path: "meta.json")]
                $0.versionFiles = ["absent", "notes.txt"]
            }
        }
        let found = try #require(error?.diagnostics)
        #expect(Set(found.map(\.place.file)) == ["core/absent", "core/gone.json", "core/meta.json", "core/notes.txt"])
        let missing = try #require(found.first { $0.place.file == "core/gone.json" })
        #expect(missing.code == "extra-file.missing")
        #expect(missing.message.hasPrefix("core: extra-files names core/gone.json, which "))
        #expect(found.first { $0.place.file == "core/absent" }?.message.contains("version-files") == true)
        #expect(found.first { $0.place.file == "core/notes.txt" }?.code == "version-file.no-version")
    }

    @Test("A link is not followed: the error says that the named file is one")
    func links() async throws {
        let error = await #expect(throws: UnreadableInput.self) {
            try await observe(["real.json": "{\"version\": \"1.0.0\"}\n"], links: ["core/meta.json": "../real.json"]) {
                $0.extraFiles = [.init(path: "meta.json")]
            }
        }
        #expect(error?.diagnostics.map(\.place.file) == ["core/meta.json"])
        #expect(error?.diagnostics.first?.message.contains("symbolic link") == true)
    }

    @Test("For display, missing files are among the warnings, and the others count")
    func tolerant() async throws {
        let world = try await observe(["core/meta.json": "{\"version\": \"1.0.0\"}\n"], tolerant: true) {
            $0.extraFiles = [.init(path: "gone.json"), .init(path: "meta.json")]
        }
        #expect(world.warnings.map(\.code) == ["extra-file.missing"])
        #expect(places(world).contains("core/meta.json:1:14 1.0.0"))
    }

    @Test("A manifest that is named as well is one source, not two")
    func manifestNamed() async throws {
        let world = try await observe([:]) { $0.extraFiles = [.init(path: "Cargo.toml", query: "$.package.version")] }
        #expect(places(world) == ["core/Cargo.toml:3:11 1.0.0"])
    }

    @Test("An extra file gives its version to a component without a manifest")
    func withoutManifest() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["docs/meta.json": "{\"version\": \"4.1.0\"}\n"])
        let world = try await folder.observe {
            $0.components["docs"] = ComponentConfiguration()
            $0.components["docs"]?.path = "docs"
            $0.components["docs"]?.extraFiles = [.init(path: "meta.json")]
        }
        #expect(world.component("docs")?.version == Version(4, 1, 0))
    }

    @Test("In a folder that is not under git, extra files are read from the disk")
    func plain() async throws {
        let folder = try ObservedFolder()
        try folder.write(manifest("core"), to: "Cargo.toml")
        try folder.write("{\"version\": \"1.0.0\"}\n", to: "meta.json")
        let world = try await folder.observe {
            $0.components["core"] = ComponentConfiguration()
            $0.components["core"]?.extraFiles = [.init(path: "meta.json")]
        }
        #expect(places(world) == ["Cargo.toml:3:11 1.0.0", "meta.json:1:14 1.0.0"])
    }
}
