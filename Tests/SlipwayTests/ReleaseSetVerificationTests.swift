import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Verifying a release set", .heavy, .timeLimit(.minutes(20)))
struct ReleaseSetVerificationTests {
    /// A finished release, with its set in the workspace.
    private func released() async throws -> Fixture {
        let fixture = try await Fixture.chain()
        #expect(try await fixture.slipway("release").end == .exited(0))
        return fixture
    }

    /// A copy of the set that is not named after its run, as someone else gets it.
    private func copy(of fixture: Fixture) throws -> String {
        let copy = fixture.root + "/downloaded"
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: fixture.folder(of: "r1"), toPath: copy)
        return copy
    }

    private func edit(_ file: String, _ change: (String) -> String) throws {
        let before = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        let after = change(before)
        #expect(after != before, "the change changes something")
        try Data(after.utf8).write(to: URL(fileURLWithPath: file))
    }

    @Test("A set in its workspace is compared with the run's record, a copy only with itself")
    func intact() async throws {
        let fixture = try await released()
        defer { fixture.remove() }
        let home = try await fixture.slipway("verify", fixture.folder(of: "r1"))
        #expect(home.end == .exited(0) && home.text.contains("the plan is that of r1-"), "\(home.text)")
        #expect(!home.text.contains("not checked"))
        let copied = try await fixture.slipway("verify", try copy(of: fixture))
        #expect(copied.end == .exited(0) && copied.text.contains("not checked"), "\(copied.text)")
        #expect(copied.text.contains("ok           NOTES.md"))
    }

    @Test(
        "Whatever text of a set was changed, it is not intact, and the file is named",
        arguments: [
            ("NOTES.md", "2.0.0", "2.0.1"), ("NOTES.md", "# chain", "# other"),
            ("plan.json", "\"workspace\" : \"chain\"", "\"workspace\" : \"other\""),
            ("plan.json", "\"createdAt\" : \"2", "\"createdAt\" : \"1"),
            ("plan.json", "{\n", "{\n  \"note\" : \"mine\",\n"),
            ("manifests/core.json", "\"version\" : \"2.0.0\"", "\"version\" : \"2.1.0\""),
            ("manifests/core.json", "\"reproducible\" : false", "\"reproducible\" : true"),
            ("manifests/core.json", "\"size\" : 1", "\"size\" : 2"),
            ("manifests/integration.json", "2.0.0", "3.0.0"),
        ])
    func changed(file: String, from: String, to: String) async throws {
        let fixture = try await released()
        defer { fixture.remove() }
        let copy = try copy(of: fixture)
        try edit("\(copy)/\(file)") { $0.replacing(from, with: to) }
        let result = try await fixture.slipway("verify", copy)
        #expect(result.end == .exited(1), "\(result.text)")
        let named = file == "plan.json" && to.contains("created") ? "NOTES.md" : file
        #expect(result.text.contains("FAILED       \(named)"), "\(result.text)")
    }

    @Test("An artifact with another sum is shown with the expected and the found one")
    func sums() async throws {
        let fixture = try await released()
        defer { fixture.remove() }
        let copy = try copy(of: fixture)
        let sums = try String(contentsOfFile: copy + "/SHA256SUMS", encoding: .utf8)
        let line = try #require(sums.split(separator: "\n").first).split(separator: " ")
        let (sum, name) = (String(line[0]), String(line[1]))
        try edit("\(copy)/artifacts/\(name)") { $0 + "more\n" }
        let result = try await fixture.slipway("verify", copy)
        #expect(result.end == .exited(1))
        #expect(result.text.contains("artifacts/\(name): expected the sum \(sum), found "), "\(result.text)")
    }

    @Test("Files that were changed together are found by the record of the run")
    func changedTogether() async throws {
        let fixture = try await released()
        defer { fixture.remove() }
        let set = fixture.folder(of: "r1")
        let remote = fixture.root + "/remotes/core.git"
        let commit = try await fixture.git("rev-parse", "main", in: remote).trimmingCharacters(in: .newlines)
        let other = String(repeating: "0", count: commit.count)
        for file in ["NOTES.md", "manifests/core.json", "manifests/integration.json"] {
            try edit("\(set)/\(file)") {
                $0.replacing(commit, with: other).replacing(commit.prefix(7), with: other.prefix(7))
            }
        }
        #expect(try await fixture.slipway("verify", try copy(of: fixture)).end == .exited(0), "the files fit together")
        let result = try await fixture.slipway("verify", set)
        #expect(result.end == .exited(1))
        #expect(result.text.contains("expected the commit \(commit), found \(other)"), "\(result.text)")
    }
}
