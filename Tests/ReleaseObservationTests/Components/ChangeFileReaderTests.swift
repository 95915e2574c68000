import ReleaseModel
import ReleaseObservation
import Testing

@Suite("Change files of a workspace", .timeLimit(.minutes(20)))
struct ChangeFileReaderTests {
    private func observe(
        _ files: [String: String], tolerant: Bool = false,
        _ configure: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedWorkspace {
        let folder = try ObservedFolder()
        try await folder.repository(
            ["core/Cargo.toml": manifest("core"), "app/Cargo.toml": manifest("app")]
                .merging(files) { _, own in own })
        return try await folder.observe(tolerant: tolerant) {
            $0.changeFiles = ".changeset"
            configure(&$0)
        }
    }

    private static let change = "---\ncore: minor\n---\n\nA new word.\n"

    @Test("Markdown right in the folder counts; its README, other files and deeper folders don't")
    func files() async throws {
        let world = try await observe([
            ".changeset/calm-cats.md": ChangeFileReaderTests.change, ".changeset/README.md": "How to write these.\n",
            ".changeset/config.json": "{}", ".changeset/old/gone.md": ChangeFileReaderTests.change,
            "notes.md": ChangeFileReaderTests.change,
        ])
        let found = try #require(world.repositories.first?.changeFiles)
        #expect(found.map(\.file) == [".changeset/calm-cats.md"])
        #expect(found.first?.changes.map(\.component) == ["core"])
        #expect(found.first?.bump(of: "core") == .minor)
        #expect(found.first?.title == "A new word.")
    }

    @Test("Without the setting, no such file is read")
    func off() async throws {
        let world = try await observe([".changeset/broken.md": "no front matter\n"]) { $0.changeFiles = nil }
        #expect(world.repositories.first?.changeFiles.isEmpty == true)
    }

    @Test("Every fault of every file is reported at once, with its place and the nearest known name")
    func faults() async throws {
        let error = await #expect(throws: UnreadableInput.self) {
            try await observe([
                ".changeset/a.md": "no front matter\n", ".changeset/b.md": "---\ncora: minor\n---\n\nText.\n",
                ".changeset/c.md": "---\ncore: huge\n---\n\nText.\n",
            ])
        }
        #expect(
            error?.diagnostics.map { "\($0.code) \($0.place)" } == [
                "change-file.no-front-matter .changeset/a.md:1:1",
                "change-file.unknown-component .changeset/b.md:2:1", "change-file.level .changeset/c.md:2:7",
            ])
        #expect(error?.diagnostics[1].suggestion == "Did you mean `core`? Components here: `app`, `core`.")
    }

    @Test("For display, faults of change files are among the warnings")
    func tolerant() async throws {
        let world = try await observe([".changeset/a.md": "no front matter\n"], tolerant: true)
        #expect(world.warnings.map(\.code) == ["change-file.no-front-matter"])
    }

    @Test("The name of an ignored component is known, and means no component")
    func ignored() async throws {
        let world = try await observe([".changeset/a.md": "---\ncore: minor\napp: major\n---\n\nText.\n"]) {
            $0.components["app"] = ComponentConfiguration()
            $0.components["app"]?.isIgnored = true
        }
        #expect(world.repositories.first?.changeFiles.first?.changes.map(\.component) == ["core", nil])
    }

    @Test("`default` is the only component of a repository")
    func defaultName() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "Cargo.toml": manifest("core"), ".changeset/a.md": "---\ndefault: patch\n---\n\nText.\n",
        ])
        let world = try await folder.observe { $0.changeFiles = ".changeset" }
        #expect(world.repositories.first?.changeFiles.first?.changes.map(\.component) == ["core"])
    }

    @Test("A change file names components of its own repository only")
    func otherRepository() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.crate("app")
        try await folder.commit("fix: x", [".changeset/a.md": "---\ncore: minor\n---\n\nText.\n"], in: "app")
        let error = await #expect(throws: UnreadableInput.self) {
            try await folder.observe { $0.changeFiles = ".changeset" }
        }
        #expect(error?.diagnostics.map(\.code) == ["change-file.unknown-component"])
        #expect(error?.diagnostics.first?.message == "`core` is not a component of app.")
    }
}
