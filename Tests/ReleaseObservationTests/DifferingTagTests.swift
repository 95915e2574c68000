import ReleaseModel
import ReleaseObservation
import Testing

/// `plan` says of the last release what `doctor` says of every tag.
@Suite("The last release's tag and its tree")
struct DifferingTagTests {
    @Test(
        "What says another version than the tag is observed",
        arguments: [("1.4.0-rc1", "1.4.0"), ("1.5.0", "1.4.0"), ("1.4.0", "1.4.0"), ("1.4", "1.4.0")])
    func last(tagged: String, written: String) async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("pump", written)])
        try await folder.git("tag", "v" + tagged)
        try await folder.commit("fix: x", ["src/lib.rs": "1", "Cargo.toml": manifest("pump", "1.6.0")])
        let found = try await folder.observe().repositories[0].differingSources
        // `v1.4` on a tree with 1.4.0 is a moving tag.
        #expect(found["pump"]?.map(\.value) == (written.hasPrefix(tagged) ? nil : [written]))
    }
}
