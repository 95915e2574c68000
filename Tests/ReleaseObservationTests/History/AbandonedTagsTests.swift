import ReleaseModel
import ReleaseObservation
import Testing

@Suite("Abandoned tags", .timeLimit(.minutes(20)))
struct AbandonedTagsTests {
    /// A crate released step by step: each version is written, committed and tagged.
    private func released(_ versions: String...) async throws -> ObservedFolder {
        let folder = try ObservedFolder()
        try await folder.repository(["README.md": "# core\n"])
        for version in versions { try await release(version, in: folder) }
        return folder
    }

    private func release(_ version: String, in folder: ObservedFolder) async throws {
        try await folder.commit("chore: release \(version)", ["Cargo.toml": manifest("core", version)])
        try await folder.git("tag", "v\(version)")
    }

    private func abandoned(_ folder: ObservedFolder) async throws -> Set<TagName> {
        try await folder.observe().repositories.first?.abandonedTags["core"] ?? []
    }

    @Test("A prerelease that lower stable releases followed no longer decides; history begins at the last of those")
    func prerelease() async throws {
        let folder = try await released("0.2.0", "0.3.0-rc.1", "0.2.1")
        try await folder.commit("fix: more", ["a": "1"])
        let repository = try #require(try await folder.observe().repositories.first)
        #expect(repository.abandonedTags["core"] == ["v0.3.0-rc.1"])
        #expect(repository.subjects("core") == ["fix: more"])
    }

    @Test("That holds although the manifest was forgotten: what came later decides")
    func forgottenPrerelease() async throws {
        let folder = try await released("0.1.0")
        for tag in ["v0.3.0-rc.1", "v0.2.0"] {
            try await folder.commit("feat: before \(tag)", [tag: "1"])
            try await folder.git("tag", tag)
        }
        try await folder.commit("fix: more", ["a": "1"])
        let repository = try #require(try await folder.observe().repositories.first)
        #expect(repository.abandonedTags["core"] == ["v0.3.0-rc.1"])
        #expect(repository.subjects("core") == ["fix: more"])
    }

    @Test("A numbering that went back abandons the higher tags")
    func numbering() async throws {
        let folder = try await released("5.0.0", "5.1.0", "0.1.0")
        try await folder.commit("fix: more", ["a": "1"])
        #expect(try await abandoned(folder) == ["v5.0.0", "v5.1.0"])
    }

    @Test("A tag above the manifest counts where all lower releases came before it: the manifest was forgotten")
    func forgotten() async throws {
        let folder = try await released("1.0.0")
        try await folder.commit("feat: more", ["a": "1"])
        try await folder.git("tag", "v1.1.0")
        try await folder.commit("fix: after it", ["b": "1"])
        let repository = try #require(try await folder.observe().repositories.first)
        #expect(repository.abandonedTags.isEmpty)
        #expect(repository.subjects("core") == ["fix: after it"])
    }

    @Test("Releases in order abandon nothing")
    func ordinary() async throws {
        let folder = try await released("1.0.0", "1.1.0-rc.1", "1.1.0", "2.0.0")
        try await folder.commit("fix: more", ["a": "1"])
        #expect(try await abandoned(folder).isEmpty)
    }

    @Test("A prerelease that its own final version has not followed yet still decides")
    func open() async throws {
        let folder = try await released("1.0.0", "1.1.0-rc.1")
        try await folder.commit("fix: more", ["a": "1"])
        #expect(try await abandoned(folder).isEmpty)
    }

    @Test("A tag of another branch is not abandoned: it is not a release of this one at all")
    func beside() async throws {
        let folder = try await released("1.0.0")
        try await folder.git("checkout", "--quiet", "-b", "next")
        try await release("2.0.0", in: folder)
        try await folder.git("checkout", "--quiet", "main")
        try await release("1.0.1", in: folder)
        try await folder.commit("fix: more", ["a": "1"])
        let repository = try #require(try await folder.observe().repositories.first)
        #expect(repository.abandonedTags.isEmpty)
        #expect(repository.tags.filter { !$0.isReachable }.map(\.name) == ["v2.0.0"])
        #expect(repository.subjects("core") == ["fix: more"])
    }
}
