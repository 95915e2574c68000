import Foundation
import ReleaseModel
import ReleasePorts
import Testing

/// Which commits count for a component: folders that moved, commits without files, commits that others have released.
@Suite("Commits of real repositories")
struct CommitRangeTests {
    private func package(_ name: String, _ version: String = "1.0.0") -> String {
        "{ \"name\": \"\(name)\", \"version\": \"\(version)\" }\n"
    }

    private func plan(_ fixture: Fixture, _ arguments: String...) async throws -> ReleasePlan {
        let result = try await fixture.slipway("plan", "--json")
        guard result.end == .exited(0) else { throw FixtureError(text: result.errorText) }
        return try decodeJSON(ReleasePlan.self, from: Data(result.output))
    }

    /// Two packages, each released as 1.0.0.
    private func pair() async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository(
            "shop",
            [
                "till/package.json": package("till"), "till/index.js": "1", "till/lib/a.js": "1",
                "shelf/package.json": package("shelf"),
            ], tag: "till-v1.0.0")
        try await fixture.git("tag", "shelf-v1.0.0", in: fixture.workspace + "/shop")
        return fixture
    }

    private func move(_ old: String, to new: String, _ message: String, in fixture: Fixture) async throws {
        let clone = fixture.workspace + "/shop"
        let parent = (clone + "/" + new as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try await fixture.git("mv", old, new, in: clone)
        try await fixture.git("commit", "--quiet", "-m", message, in: clone)
    }

    @Test("A component keeps the commits from its earlier folders")
    func renamed() async throws {
        let fixture = try await pair()
        defer { fixture.remove() }
        try await fixture.commit("feat!: other coins", ["till/index.js": "2"], in: "shop")
        try await move("till", to: "register", "refactor: a better name", in: fixture)
        try await fixture.commit("fix: a coin", ["register/index.js": "3"], in: "shop")
        try await move("register", to: "packages/register", "refactor: all packages together", in: fixture)
        let plan = try await plan(fixture)
        #expect(plan.released.map { "\($0.name) \($0.nextVersion?.text ?? "")" } == ["till 2.0.0"])
        #expect(plan.component("till")?.changelog.contains("a coin") == true)
    }

    @Test("Two manifests that change in one commit are not a rename")
    func notRenamed() async throws {
        let fixture = try await pair()
        defer { fixture.remove() }
        try await fixture.commit("chore: samples", ["examples/x/package.json": package("x")], in: "shop")
        try await fixture.commit("feat!: a sample", ["examples/x/index.js": "1"], in: "shop")
        try await fixture.commit(
            "chore: licences",
            ["till/package.json": package("till") + "\n", "examples/x/package.json": package("x") + "\n"],
            in: "shop")
        #expect(try await plan(fixture).released.isEmpty)
    }

    @Test("A commit without files belongs to the only component, even if paths are excluded")
    func withoutFiles() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("till", ["package.json": package("till")])
        try fixture.write("components: { till: { exclude-paths: [docs] } }\n", to: "workspace/slipway.yaml")
        try await fixture.git(
            "commit", "--quiet", "--allow-empty", "-m", "chore: go\n\nRelease-As: 3.0.0",
            in: fixture.workspace + "/till")
        #expect(try await plan(fixture).component("till")?.nextVersion == Version(3, 0, 0))
    }

    @Test("With several components it belongs to none, and the plan lists it")
    func withoutFilesOfSeveral() async throws {
        let fixture = try await pair()
        defer { fixture.remove() }
        let clone = fixture.workspace + "/shop"
        try await fixture.git("commit", "--quiet", "--allow-empty", "-m", "chore: build again", in: clone)
        #expect(try await plan(fixture).warnings.isEmpty)
        try await fixture.git("commit", "--quiet", "--allow-empty", "-m", "chore: go\n\nRelease-As: 3.0.0", in: clone)
        let plan = try await plan(fixture)
        #expect(plan.released.isEmpty)
        #expect(plan.warnings.contains { $0.contains("Release-As: 3.0.0") && $0.contains("changes no file") })
    }

    @Test("The plan omits commits that all affected components have released")
    func released() async throws {
        let fixture = try await pair()
        defer { fixture.remove() }
        try await fixture.commit("No one reads this", ["till/index.js": "2"], in: "shop")
        try await fixture.commit("chore: release", ["till/package.json": package("till", "1.1.0")], in: "shop")
        try await fixture.git("tag", "till-v1.1.0", in: fixture.workspace + "/shop")
        try await fixture.commit("fix: a coin", ["till/index.js": "3"], in: "shop")
        let plan = try await plan(fixture)
        #expect((plan.commits ?? []).map(\.subject) == ["fix: a coin"])
        #expect(try await fixture.slipway("plan", "--strict-commits").end == .exited(0))
    }

    @Test(
        "A change in an unpublished component that a released one is built from is listed with the edit that counts it"
    )
    func internalCrate() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        func crate(_ name: String, _ rest: String) -> String {
            "[package]\nname = \"\(name)\"\nversion = \"0.3.0\"\n\(rest)"
        }
        let needs = "[dependencies]\nquery = { path = \"../query\", version = \"0.3.0\" }\n"
        try await fixture.repository(
            "shop",
            [
                "server/Cargo.toml": crate("server", needs), "query/Cargo.toml": crate("query", "publish = false\n"),
            ], tag: "server-v0.3.0")
        try await fixture.commit("feat: faster", ["query/src/lib.rs": "1"], in: "shop")
        let plan = try await plan(fixture)
        #expect(plan.released.isEmpty)
        #expect(
            plan.warnings.contains { $0.contains("components: { server: { include-paths: [query] } }") },
            "\(plan.warnings)")
        #expect(try await fixture.slipway("doctor").text.contains("[requirement.unpublished-sibling]"))
        try fixture.write("components: { server: { include-paths: [query] } }\n", to: "workspace/slipway.yaml")
        let counted = try await self.plan(fixture)
        #expect(counted.released.map { $0.nextVersion?.text } == ["0.4.0"] && counted.warnings.isEmpty)
    }

    @Test("A monorepo whose packages are mirrored in repositories can be released from either")
    func mirrors() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        func crate(_ name: String, _ rest: String = "") -> String {
            "[package]\nname = \"\(name)\"\nversion = \"0.1.0\"\n\(rest)"
        }
        let path = "[dependencies]\ncore = { path = \"../core\", version = \"0.1.0\" }\n"
        try await fixture.repository(
            "all", ["core/Cargo.toml": crate("core"), "tool/Cargo.toml": crate("tool", path)], tag: "core-v0.1.0")
        try await fixture.git("tag", "tool-v0.1.0", in: fixture.workspace + "/all")
        try await fixture.repository("core", ["Cargo.toml": crate("core")], tag: "v0.1.0")
        try await fixture.repository(
            "tool", ["Cargo.toml": crate("tool", "[dependencies]\ncore = \"0.1.0\"\n")], tag: "v0.1.0")
        try await fixture.commit("feat!: x", ["src/lib.rs": "1"], in: "core")
        try fixture.write(
            "components: { core: { ignore: true }, tool: { ignore: true } }\n", to: "workspace/slipway.yaml")
        let mirrors = try await plan(fixture)
        #expect(mirrors.released.map(\.repository) == ["core", "tool"])
        try fixture.write(
            "components: { core/core: { ignore: true }, tool/tool: { ignore: true } }\n", to: "workspace/slipway.yaml")
        try await fixture.commit("fix: y", ["core/src/lib.rs": "1"], in: "all")
        let originals = try await plan(fixture)
        #expect(originals.released.map(\.repository) == ["all"])
    }
}
