import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Repositories that Lerna versions, with and without workspaces of the package manager.
@Suite("Repositories of Lerna", .heavy, .timeLimit(.minutes(20)))
struct LernaTests {
    private struct Plan: Decodable { var components: [Planned] }

    private struct Planned: Decodable {
        var name: String
        var nextVersion: String?
        var tag: String?
    }

    private func plan(_ fixture: Fixture, _ more: String...) async throws -> [String: Planned] {
        let result = try await fixture.slipway(["plan", "--json"] + more)
        #expect(result.end == .exited(0), "\(result.errorText)")
        let plan = try JSONDecoder().decode(Plan.self, from: Data(result.output))
        return Dictionary(uniqueKeysWithValues: plan.components.map { ($0.name, $0) })
    }

    /// Packages by name, each with its version and what it requires.
    private func files(_ lerna: String, _ packages: [String: (version: String, rest: String)]) -> [String: String] {
        var files = [
            "lerna.json": lerna, "package.json": "{\n  \"name\": \"root\",\n  \"private\": true\n}\n",
        ]
        for (name, package) in packages {
            files["packages/\(name)/package.json"] =
                "{\n  \"name\": \"\(name)\",\n  \"version\": \"\(package.version)\"\(package.rest)\n}\n"
            files["packages/\(name)/index.js"] = ""
        }
        return files
    }

    private let fixed = "{\n  \"packages\": [\"packages/*\"],\n  \"version\": \"1.2.0\"\n}\n"
    private let onPump = ",\n  \"dependencies\": { \"pump\": \"~1.2.0\" }"

    @Test("In fixed mode all packages are released with one version, which lerna.json says too")
    func fixedMode() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let packages = ["pump": (version: "1.2.0", rest: ""), "valve": (version: "1.2.0", rest: onPump)]
        try await fixture.repository("lib", files(fixed, packages), tag: "v1.2.0")
        try await fixture.commit("feat: flow", ["packages/pump/index.js": "// 1\n"], in: "lib")
        try await fixture.push("lib")
        let planned = try await plan(fixture)
        for name in ["pump", "valve"] {
            #expect(planned[name]?.nextVersion == "1.3.0" && planned[name]?.tag == "v1.3.0", "\(planned)")
        }
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let remote = fixture.root + "/remotes/lib.git"
        #expect(
            try await fixture.git("show", "v1.3.0:lerna.json", in: remote)
                == fixed.replacingOccurrences(of: "1.2.0", with: "1.3.0"))
        #expect(
            try await fixture.git("show", "v1.3.0:packages/valve/package.json", in: remote).contains("\"~1.3.0\""))
        // Nothing is left to release, and the tag's tree is in order.
        #expect(try await plan(fixture).values.allSatisfy { $0.nextVersion == nil })
        let doctor = try await fixture.slipway("doctor")
        #expect(doctor.end == .exited(0), "\(doctor.text)")
    }

    @Test("In independent mode a package is released alone, and lerna.json stays")
    func independentMode() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let lerna = "{\n  \"packages\": [\"packages/*\"],\n  \"version\": \"independent\"\n}\n"
        try await fixture.repository(
            "lib", files(lerna, ["pump": (version: "1.2.0", rest: ""), "valve": (version: "0.4.0", rest: "")]),
            tag: "pump@1.2.0")
        try await fixture.git("tag", "valve@0.4.0", in: fixture.workspace + "/lib")
        try await fixture.commit("fix: leak", ["packages/pump/index.js": "// 1\n"], in: "lib")
        let planned = try await plan(fixture)
        #expect(planned["pump"]?.nextVersion == "1.2.1" && planned["pump"]?.tag == "pump@1.2.1", "\(planned)")
        #expect(planned["valve"]?.nextVersion == nil)
    }

    @Test("A lerna.json that drifted from the packages is refused, naming both files")
    func drift() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let packages = ["pump": (version: "1.1.0", rest: ""), "valve": (version: "1.1.0", rest: "")]
        try await fixture.repository("lib", files(fixed, packages), tag: "v1.1.0")
        try await fixture.commit("fix: leak", ["packages/pump/index.js": "// 1\n"], in: "lib")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end != .exited(0))
        #expect(
            refused.errorText.contains("lerna.json:3:14") && refused.errorText.contains("packages/pump/package.json:3"),
            "\(refused.errorText)")
    }

    @Test(
        "A package that stayed behind Lerna's version is refused with what to write, and then released with the others")
    func behind() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let packages = [
            "pump": (version: "1.2.0", rest: ""), "valve": (version: "1.2.0", rest: ""),
            "seal": (version: "1.1.0", rest: ""),
        ]
        try await fixture.repository("lib", files(fixed, packages), tag: "v1.2.0")
        try await fixture.commit("fix: leak", ["packages/seal/index.js": "// 1\n"], in: "lib")
        let refused = try await fixture.slipway("plan")
        #expect(refused.end != .exited(0))
        #expect(
            refused.errorText.contains("seal says 1.1.0, and lerna.json has the version 1.2.0 for all packages."),
            "\(refused.errorText)\(refused.text)")
        try await fixture.commit(
            "chore: one version",
            ["packages/seal/package.json": "{\n  \"name\": \"seal\",\n  \"version\": \"1.2.0\"\n}\n"], in: "lib")
        let planned = try await plan(fixture)
        for name in ["pump", "valve", "seal"] {
            #expect(planned[name]?.nextVersion == "1.2.1" && planned[name]?.tag == "v1.2.1", "\(planned)")
        }
    }

    @Test("A private package that stayed behind stops no release of the others")
    func privateBehind() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let packages = [
            "pump": (version: "1.2.0", rest: ""), "valve": (version: "1.2.0", rest: ""),
            "site": (version: "1.0.0", rest: ",\n  \"private\": true"),
        ]
        try await fixture.repository("lib", files(fixed, packages), tag: "v1.2.0")
        try await fixture.commit("fix: leak", ["packages/pump/index.js": "// 1\n"], in: "lib")
        let planned = try await plan(fixture)
        #expect(planned["pump"]?.nextVersion == "1.2.1" && planned["valve"]?.nextVersion == "1.2.1", "\(planned)")
        #expect(planned["site"]?.nextVersion == nil)
        let doctor = try await fixture.slipway("doctor")
        #expect(doctor.end == .exited(0), "\(doctor.text)")
    }
}
