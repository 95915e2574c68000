import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Real repositories whose tags bear no component's name.
@Suite("Tags of repositories with several manifests", .heavy)
struct TagOwnershipTests {
    private func crate(_ name: String, _ version: String, _ rest: String = "") -> String {
        "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\n\(rest)"
    }

    private func package(_ name: String, _ version: String, _ rest: String = "") -> String {
        "{ \"name\": \"\(name)\", \"version\": \"\(version)\"\(rest) }\n"
    }

    private func plan(_ fixture: Fixture, _ arguments: String...) async throws -> ReleasePlan {
        let result = try await fixture.slipway("plan", "--json")
        guard result.end == .exited(0) else { throw FixtureError(text: result.errorText) }
        return try decodeJSON(ReleasePlan.self, from: Data(result.output))
    }

    private func tags(_ plan: ReleasePlan) -> [String] { plan.released.compactMap(\.tag?.text).sorted() }

    @Test("An unreleased second manifest leaves the tags to the first", arguments: 0..<4)
    func secondManifest(kind: Int) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let second =
            switch kind {
            case 0: ("fuzz/Cargo.toml", crate("pump-fuzz", "0.0.0", "[package.metadata]\ncargo-fuzz = true\n"))
            case 1: ("docs/package.json", package("docs", "0.1.0", ", \"private\": true"))
            case 2: ("website/package.json", package("website", "1.0.0", ", \"scripts\": {}"))
            default: ("versions.toml", "[versions]\nelsewhere = { version = \"9.0.0\", git_tag = \"v9.0.0\" }\n")
            }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "1.4.0"), second.0: second.1], tag: "v1.4.0")
        try await fixture.commit("fix: a seal", ["src/lib.rs": "1"], in: "pump")
        #expect(tags(try await plan(fixture)) == ["v1.4.1"])
    }

    @Test("A package that moved into a workspace keeps its tags")
    func moved() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "1.4.0")], tag: "v1.4.0")
        try await fixture.commit(
            "refactor: a workspace",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\n",
                "crates/pump/Cargo.toml": crate("pump", "1.4.0"), "crates/seal/Cargo.toml": crate("seal", "0.3.0"),
            ], in: "pump")
        try await fixture.commit("fix: x", ["crates/pump/src/lib.rs": "1"], in: "pump")
        #expect(tags(try await plan(fixture)) == ["seal-v0.3.0", "v1.4.1"])
    }

    @Test("Packages released together under one tag continue together, and init groups them")
    func lockstep() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "shop", ["a/package.json": package("a", "2.0.0"), "b/package.json": package("b", "2.0.0")], tag: "v2.0.0")
        try await fixture.commit("feat: x", ["a/index.js": "1"], in: "shop")
        let plan = try await plan(fixture)
        #expect(
            plan.released.map { $0.nextVersion?.text } == ["2.1.0", "2.1.0"] && tags(plan) == ["v2.1.0", "v2.1.0"])
        let draft = try await fixture.slipway("init", "--dry-run")
        #expect(draft.text.contains("components: [a, b]\n    versions: fixed"), "\(draft.text)")
    }

    @Test("A release that was squash-merged is a question with the command that answers it")
    func squashed() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "1.3.0")], tag: "v1.3.0")
        let clone = fixture.workspace + "/pump"
        try await fixture.git("checkout", "--quiet", "-b", "next", in: clone)
        try await fixture.commit("chore: release", ["Cargo.toml": crate("pump", "1.4.0")], in: "pump")
        try await fixture.git("tag", "v1.4.0", in: clone)
        try await fixture.git("checkout", "--quiet", "main", in: clone)
        try await fixture.commit("chore: release (#1)", ["Cargo.toml": crate("pump", "1.4.0")], in: "pump")
        try await fixture.commit("fix: a seal", ["src/lib.rs": "1"], in: "pump")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78) && refused.errorText.contains("[plan.released-elsewhere]"))
        #expect(refused.errorText.contains("merge -s ours v1.4.0"))
        try await fixture.git("merge", "--quiet", "-s", "ours", "-m", "chore: 1.4.0 is here", "v1.4.0", in: clone)
        #expect(tags(try await plan(fixture)) == ["v1.4.1"])
    }

    @Test("A deployment's tag does not decide the next version")
    func deployment() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "1.3.0")], tag: "v1.3.0")
        try await fixture.commit("fix: a seal", ["src/lib.rs": "1"], in: "pump")
        try await fixture.git("tag", "v2031.05.06", in: fixture.workspace + "/pump")
        let plan = try await plan(fixture)
        #expect(tags(plan) == ["v1.3.1"] && plan.warnings.contains { $0.contains("v2031.05.06") })
        #expect(try await fixture.slipway("doctor").text.contains("tag.of-nobody"))
    }

    @Test("A tag that fits two components is an error with both names and the edit that decides")
    func several() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let files =
            ["a", "b"].map { ("\($0)/package.json", package($0, "1.0.0")) } + [
                ("c/package.json", package("c", "0.2.0"))
            ]
        try await fixture.repository("shop", Dictionary(uniqueKeysWithValues: files), tag: "v1.0.0")
        try await fixture.commit("fix: x", ["a/index.js": "1"], in: "shop")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end == .exited(78) && refused.errorText.contains("[plan.tag-of-several]"))
        #expect(refused.errorText.contains("a or b") && refused.errorText.contains("components: { a: { tag: "))
        #expect(try await fixture.slipway("init", "--dry-run").errorText.contains("v1.0.0 may be a release of a or b"))
        try fixture.write("components: { a: { tag: \"v{version}\" } }\n", to: "workspace/slipway.yaml")
        #expect(try await plan(fixture).component("a")?.tag == "v1.0.1")
    }

    @Test("An old prerelease decides nothing, whether manifests were kept up to date or not", arguments: [true, false])
    func abandoned(isKept: Bool) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "0.2.0")], tag: "v0.2.0")
        for version in ["0.3.0-prerelease", "0.2.1", "0.2.2"] {
            try await fixture.commit(
                "chore: release", ["Cargo.toml": crate("pump", isKept ? version : "0.2.0"), "x": version], in: "pump")
            try await fixture.git("tag", "v" + version, in: fixture.workspace + "/pump")
        }
        try await fixture.commit("fix: a seal", ["src/lib.rs": "1"], in: "pump")
        let plan = try await plan(fixture)
        #expect(tags(plan) == ["v0.2.3"] && plan.warnings.contains { $0.contains("v0.3.0-prerelease") })
    }

    @Test("If a manifest was never updated, the tags show what was released")
    func forgottenManifest() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "0.1.0")], tag: "v0.1.0")
        for version in ["0.1.1", "0.2.0"] {
            try await fixture.commit("chore: release", ["x": version], in: "pump")
            try await fixture.git("tag", "v" + version, in: fixture.workspace + "/pump")
        }
        try await fixture.commit("fix: a seal", ["src/lib.rs": "1"], in: "pump")
        #expect(tags(try await plan(fixture)) == ["v0.2.1"])
    }

    @Test("The style in defaults counts in the table of init and stays in its file")
    func defaults() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("pump", ["Cargo.toml": crate("pump", "1.4.0")], tag: "rel_1.4.0")
        try fixture.write("defaults: { tag: \"rel_{version}\" }\n", to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("init", "--dry-run")
        #expect(result.errorText.contains("rel_{version} (1)"), "\(result.errorText)")
        #expect(result.text.contains("tag: \"rel_{version}\""), "\(result.text)")
    }

    @Test("An action's moving tags are not errors in doctor")
    func movedTags() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("act", ["package.json": package("act", "3.0.0")], tag: "v3.0.0")
        try await fixture.commit("chore: release", ["package.json": package("act", "3.1.0")], in: "act")
        for tag in ["v3.1.0", "v3", "v3.1", "latest"] {
            try await fixture.git("tag", tag, in: fixture.workspace + "/act")
        }
        let doctor = try await fixture.slipway("doctor")
        #expect(doctor.end == .exited(0), "\(doctor.text)\(doctor.errorText)")
    }

    @Test("Manifests in ignored paths are not read", arguments: ["stencils", "sten*", "stencils/**"])
    func ignoredPaths(pattern: String) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "pump", ["package.json": package("pump", "1.4.0"), "stencils/x/package.json": "{% if x %}"], tag: "v1.4.0")
        #expect(try await fixture.slipway("plan").end == .exited(78))
        try fixture.write("ignore-paths: [\"\(pattern)\"]\n", to: "workspace/slipway.yaml")
        #expect(try await fixture.slipway("plan").end == .exited(0))
    }

    @Test("An ignored component's folder is not read")
    func ignoredComponent() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "pump", ["package.json": package("pump", "1.4.0"), "stencils/package.json": "{% if x %}"], tag: "v1.4.0")
        try fixture.write(
            "components: { stencils: { repository: pump, path: stencils, ignore: true } }\n",
            to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(0), "\(result.errorText)")
    }
}
