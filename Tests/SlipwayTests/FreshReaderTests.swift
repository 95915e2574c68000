import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("What the command line accepts, and what it says", .heavy, .timeLimit(.minutes(20)))
struct FreshReaderTests {
    private func single(_ configuration: String = "", files: [String: String] = ["VERSION": "1.0.0\n"]) async throws
        -> Fixture
    {
        let fixture = try Fixture()
        try await fixture.repository("core", files)
        try await fixture.commit("feat: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        if !configuration.isEmpty { try fixture.write(configuration, to: "workspace/slipway.yaml") }
        return fixture
    }

    @Test("What only needs the store works while slipway.yaml has errors", arguments: ["nonsense: 1\n", "a: [\n"])
    func brokenConfiguration(text: String) async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        try fixture.write(text, to: "workspace/slipway.yaml")
        for command in [
            ["run", "list"], ["run", "show"], ["audit", "list"], ["audit", "verify"], ["store", "check"],
        ] {
            let result = try await fixture.slipway(command[0], command[1])
            #expect(result.end == .exited(0), "\(command): \(result.errorText)")
            #expect(result.errorText.contains("slipway.yaml"), "\(command): the errors are mentioned")
        }
        #expect(try await fixture.slipway("plan").end == .exited(78))
    }

    @Test(
        "A store that a broken slipway.yaml names is not guessed",
        arguments: ["store: { postgresql: [] }\n", "store: { postgresql: host=db }\na: [\n"])
    func brokenStore(text: String) async throws {
        let fixture = try await single()
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release").end == .exited(0))
        try fixture.write(text, to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("run", "list").end == .exited(78))
    }

    @Test("A monorepo with components at several tags is checked out one component at a time, as suggested")
    func checkout() async throws {
        func crate(_ name: String) -> String { "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n" }
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "mono", ["one/Cargo.toml": crate("one"), "two/Cargo.toml": crate("two")], tag: "one-v1.0.0")
        try await fixture.commit("fix: more", ["two/more.txt": "x\n"], in: "mono")
        try await fixture.git("tag", "two-v1.0.0", in: fixture.workspace + "/mono")
        let refused = try await fixture.slipway("checkout")
        let line = try #require(
            refused.errorText.split(separator: "\n").first { $0.contains("slipway checkout ") }, "\(refused.errorText)")
        let words = try #require(
            line.range(of: "slipway checkout ").map { line[$0.upperBound...].split(separator: " ") })
        let result = try await fixture.slipway(
            "checkout", String(words[0]), String(words[1]), fixture.root + "/" + words[2])
        #expect(result.end == .exited(0), "\(result.errorText)")
    }
}
