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

    @Test("Where another component's manifest lay, the tree says nothing of the one that lies there now")
    func ofAnother() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("keel", "5.0.0")])
        try await folder.git("tag", "v5.0.0")
        try await folder.commit(
            "chore: two crates",
            ["Cargo.toml": manifest("hull", "1.4.0"), "keel/Cargo.toml": manifest("keel", "5.0.0")])
        try await folder.git("tag", "v1.4.0")
        let found = try await trees(folder)
        #expect(found["v5.0.0"] == TagTree(fitting: ["keel"]))
        #expect(found["v1.4.0"] == TagTree(fitting: ["hull"], differing: ["keel"]))
    }

    @Test("A package that had another name where it lies now is still read there")
    func renamedSince() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "core/Cargo.toml": manifest("core-impl", "1.0.0"), "app/Cargo.toml": manifest("app", "4.0.0"),
        ])
        try await folder.git("tag", "v1.0.0")
        try await folder.commit("refactor: a name", ["core/Cargo.toml": manifest("core", "1.0.0")])
        #expect(try await trees(folder)["v1.0.0"]?.fitting == ["core"])
    }

    @Test("A candidate is the same version in the spellings of SemVer and PEP 440")
    func spellings() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "core/Cargo.toml": manifest("core", "2.0.0-rc.1"),
            "py/pyproject.toml": "[project]\nname = \"py\"\nversion = \"2.0.0rc1\"\n",
        ])
        try await folder.git("tag", "v2.0.0-rc.1")
        #expect(try await trees(folder)["v2.0.0-rc.1"] == TagTree(fitting: ["core", "py"]))
    }

    @Test("Of one component only the trees of tags are read that don't continue its numbering")
    func jumps() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core", "1.0.0")])
        try await folder.git("tag", "v1.0.0")
        for version in ["1.1.0", "2.0.0", "5.0.0"] {
            try await folder.commit("chore: release", ["Cargo.toml": manifest("core", version)])
            try await folder.git("tag", "v\(version)")
        }
        try await folder.git("tag", "v31.0.0")
        #expect(
            try await trees(folder) == [
                "v2.0.0": TagTree(fitting: ["core"]), "v5.0.0": TagTree(fitting: ["core"]),
                "v31.0.0": TagTree(differing: ["core"]),
            ])
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
