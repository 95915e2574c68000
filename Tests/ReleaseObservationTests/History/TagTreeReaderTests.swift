import ReleaseModel
import ReleaseObservation
import Testing

@Suite("Whose tag a nameless one is", .timeLimit(.minutes(20)))
struct TagTreeReaderTests {
    private func trees(_ folder: ObservedFolder) async throws -> [TagName: TagTree] {
        try await folder.observe().repositories.first?.tagTrees ?? [:]
    }

    @Test("It belongs to the components whose manifests carry its version in its tree")
    func owner() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "core/Cargo.toml": manifest("core", "1.0.0"), "app/Cargo.toml": manifest("app", "4.0.0"),
        ])
        try await folder.git("tag", "v1.0.0")
        try await folder.commit("chore: release core", ["core/Cargo.toml": manifest("core", "1.1.0")])
        try await folder.git("tag", "v1.1.0")
        try await folder.commit("fix: core", ["core/a": "1"])
        #expect(
            try await trees(folder) == [
                "v1.0.0": TagTree(fitting: ["core"], differing: ["app"]),
                "v1.1.0": TagTree(fitting: ["core"], differing: ["app"]),
            ])
        #expect(try await folder.observe().repositories.first?.subjects("core") == ["fix: core"])
    }

    @Test("A component that lay elsewhere in the tag's tree is found there by its name")
    func moved() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "old/Cargo.toml": manifest("core", "1.0.0"), "app/Cargo.toml": manifest("app", "4.0.0"),
        ])
        try await folder.git("tag", "v1.0.0")
        try await folder.git("mv", "old", "core")
        try await folder.commit("refactor: move", [:])
        #expect(try await trees(folder)["v1.0.0"]?.fitting == ["core"])
    }

    @Test("A prerelease's tree may carry the final version already")
    func candidate() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "core/Cargo.toml": manifest("core", "1.0.0"), "app/Cargo.toml": manifest("app", "4.0.0"),
        ])
        try await folder.git("tag", "v1.0.0-rc.1")
        #expect(try await trees(folder)["v1.0.0-rc.1"]?.fitting == ["core"])
    }

    @Test("With one component there is nothing to ask: no tree is read")
    func single() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        #expect(try await trees(folder).isEmpty)
    }

    @Test("Tags with a component's name need no tree")
    func named() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "core/Cargo.toml": manifest("core", "1.0.0"), "app/Cargo.toml": manifest("app", "4.0.0"),
        ])
        try await folder.git("tag", "core-v1.0.0")
        try await folder.git("tag", "app-v4.0.0")
        #expect(try await trees(folder).isEmpty)
    }
}
