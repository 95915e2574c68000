import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Repositories are other people's: what their files say must not command the terminal.
@Suite("Control characters from repositories", .heavy)
struct ControlCharacterTests {
    private static let name = "core\u{1B}]0;title\u{07}\u{1B}[2J\u{9B}1A\u{7F}"

    private func fixture() async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        try await fixture.commit("feat: \(ControlCharacterTests.name)", ["x": "y"], in: "core")
        try await fixture.push("core")
        return fixture
    }

    private func controls(in text: String, but allowed: String = "\n\t") -> [Unicode.Scalar] {
        text.unicodeScalars.filter { $0.properties.generalCategory == .control && !allowed.unicodeScalars.contains($0) }
    }

    @Test("They appear as dots in plans, changelogs and graphs")
    func shown() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let manifest = "{\"name\": \"web\\u001b[31m\", \"version\": \"1.0.0\"}"
        try await fixture.repository("web", ["package.json": manifest])
        let results = [
            try await fixture.slipway("plan"), try await fixture.slipway("changelog", "core"),
            try await fixture.slipway("graph"), try await fixture.slipway("doctor"),
        ]
        for result in results { #expect(controls(in: result.text + result.errorText) == []) }
        #expect(results[1].text.contains("core·]0;title··[2J·1A·"), "\(results[1].text)")
    }

    @Test("With colours on, only our own escape sequences remain")
    func colours() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let result = try await fixture.slipway("plan", environment: ["NO_COLOR": "", "CLICOLOR_FORCE": "1"])
        let plain = result.text.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(plain != result.text && controls(in: plain) == [])
    }

    @Test("JSON keeps them, escaped as JSON requires")
    func encoded() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let json = try await fixture.slipway("plan", "--json").output
        let reasons = String(decoding: json, as: UTF8.self).lowercased()
        #expect(reasons.contains("core\\u001b]0;title\\u0007\\u001b[2j"), "\(reasons)")
        #expect(!json.contains(0x1B))
    }

    @Test("They reach no changelog, notes or recovery plan, not even through JSON")
    func texts() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        try fixture.write(
            "defaults:\n  gates: [{ name: test, run: [sh, -c, \"echo 1..1\"] }]\n", to: "workspace/slipway.yaml")
        let json = try await fixture.slipway("changelog", "core", "--json").output
        let read = try JSONDecoder().decode([String: String].self, from: Data(json))
        #expect(read["changelog"]?.contains("core·]0;title··[2J·1A·") == true)
        #expect(try await fixture.slipway("release").end == .exited(0))
        let notes = try String(contentsOfFile: fixture.folder(of: "r1") + "/NOTES.md", encoding: .utf8)
        #expect(notes.contains("core·]0;title··[2J·1A·") && controls(in: notes) == [])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            "defaults:\n  gates: [{ name: test, run: [\"false\"] }]\n", to: "workspace/slipway.yaml")
        _ = try await fixture.slipway("release")
        _ = try await fixture.slipway("run", "cancel", "--reason", "no \u{1B}[2J time")
        let recovery = try String(contentsOfFile: fixture.folder(of: "r2") + "/RECOVERY.md", encoding: .utf8)
        #expect(recovery.contains("no ·[2J time") && controls(in: recovery) == [])
    }
}
