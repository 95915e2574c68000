import Foundation
import ReleasePorts
import Testing

/// Repositories are other people's: what their files say must not command the terminal.
@Suite("Control characters in what repositories say")
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

    @Test("They are shown as dots in plans, changelogs and graphs")
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

    @Test("Our own colours stay where there are colours, and nothing else does")
    func colours() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let result = try await fixture.slipway("plan", environment: ["NO_COLOR": "", "CLICOLOR_FORCE": "1"])
        let plain = result.text.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(plain != result.text && controls(in: plain) == [])
    }

    @Test("JSON keeps what was read, escaped where JSON asks for it")
    func encoded() async throws {
        let fixture = try await fixture()
        defer { fixture.remove() }
        let json = try await fixture.slipway("changelog", "core", "--json").output
        let read = try JSONDecoder().decode([String: String].self, from: Data(json))
        #expect(read["changelog"]?.contains(ControlCharacterTests.name) == true)
        #expect(!json.contains(0x1B))
    }
}
