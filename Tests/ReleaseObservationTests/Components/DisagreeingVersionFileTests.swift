import ReleaseModel
import ReleaseObservation
import ReleaseTestKit
import Testing

@Suite("Version files that disagree with the manifest", .timeLimit(.minutes(20)))
struct DisagreeingVersionFileTests {
    private static let held = #"{"name": "winch", "private": true, "version": "0.0.0"}"#

    /// The places and texts of the only component's version.
    private func sources(_ files: [String: String], tags: String...) async throws -> [String] {
        let folder = try ObservedFolder()
        try await folder.repository(files)
        for tag in tags { try await folder.git("tag", tag) }
        let world = try await folder.observe(.init(withHistory: true))
        #expect(world.components.count == 1)
        return world.components.flatMap(\.versionSources).map { "\($0.place.file) \($0.value)" }
    }

    @Test("Beside a manifest that only holds the place, the file that tags agree with is the version")
    func placeholder() async throws {
        #expect(
            try await sources(["VERSION": "2.7.0\n", "package.json": DisagreeingVersionFileTests.held], tags: "v2.7.0")
                == ["VERSION 2.7.0"])
        let crate = ["version.txt": "2.7.0\n", "Cargo.toml": manifest("winch", "0.0.0")]
        #expect(try await sources(crate, tags: "winch-v2.7.0") == ["version.txt 2.7.0"])
    }

    @Test("A file with a released version is a source beside one that says another, so that a plan is refused")
    func differs() async throws {
        let files = ["VERSION": "2.7.0\n", "Cargo.toml": manifest("winch", "2.8.0")]
        #expect(try await sources(files, tags: "v2.7.0") == ["Cargo.toml 2.8.0", "VERSION 2.7.0"])
        #expect(try await sources(files, tags: "v2.7.0", "v2.8.0") == ["Cargo.toml 2.8.0", "VERSION 2.7.0"])
        #expect(try await sources(files) == ["Cargo.toml 2.8.0", "VERSION 2.7.0"])
    }

    @Test("A file whose version no tag has says something else")
    func foreign() async throws {
        let files = ["VERSION": "7.1.0\n", "Cargo.toml": manifest("winch", "2.8.0")]
        #expect(try await sources(files, tags: "v2.8.0") == ["Cargo.toml 2.8.0"])
    }
}
