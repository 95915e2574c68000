import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Edits that reach the same value", .heavy, .timeLimit(.minutes(20)))
struct SameValueTests {
    private func repository(_ files: [String: String], packages: String, manifest: String) async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.git("init", "--quiet", "--initial-branch=main", fixture.workspace, in: "/")
        var files = files
        files["release-please-config.json"] = "{\"packages\": {\(packages)}}"
        files[".release-please-manifest.json"] = "{\(manifest)}\n"
        try await fixture.commit("chore: begin", files, in: ".")
        return fixture
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var type: String
        var file: String
        var text: String
        var extra: String
        var testDescription: String { "\(type): \(file)" }

        init(_ type: String, _ file: String, _ text: String, extra: String? = nil) {
            self.type = type
            self.file = file
            self.text = text
            self.extra = extra ?? "\"\(file)\""
        }
    }

    @Test(
        "A file of the release type may be named in extra-files as well",
        arguments: [
            Case("helm", "Chart.yaml", "name: x\nversion: 1.0.0 # x-release-please-version\nkeep: 1.0.0\n"),
            Case("node", "package.json", "{\n  \"name\": \"x\",\n  \"version\": \"1.0.0\"\n}\n"),
            Case(
                "rust", "Cargo.toml", "[package]\nname = \"x\"\nversion = \"1.0.0\"\n",
                extra: "{\"type\": \"toml\", \"path\": \"Cargo.toml\", \"jsonpath\": \"$.package.version\"}"),
            Case(
                "python", "pyproject.toml",
                "[project]\nname = \"x\"\nversion = \"1.0.0\" # x-release-please-version\n"),
            Case("php", "composer.json", "{\n  \"name\": \"o/x\",\n  \"version\": \"1.0.0\"\n}\n"),
            Case("dart", "pubspec.yaml", "name: x\nversion: 1.0.0 # x-release-please-version\n"),
            Case("ruby", "version.rb", "module X\n  VERSION = '1.0.0' # x-release-please-version\nend\n"),
            Case(
                "maven", "pom.xml",
                "<project><groupId>g</groupId><artifactId>x</artifactId><version>1.0.0</version></project>\n"),
            Case("simple", "app.yaml", "version: 1.0.0 # x-release-please-version\n"),
        ])
    func named(one: Case) async throws {
        let fixture = try await repository(
            [one.file: one.text],
            packages: """
                ".": {"release-type": "\(one.type)", "package-name": "x", "extra-files": [\(one.extra)],
                      "version-file": "version.rb", "skip-snapshot": true}
                """, manifest: "\".\": \"1.0.0\"")
        defer { fixture.remove() }
        try await fixture.git("tag", "x-v1.0.0", in: fixture.workspace)
        try await fixture.commit("feat: more", ["a": "1"], in: ".")
        let result = try await fixture.slipway("release-branch", "--no-push")
        #expect(result.end == .exited(0), "\(result.errorText)\(result.text)")
        let branches = try await fixture.git(
            "for-each-ref", "--format=%(refname:short)", "refs/heads/release-please--*", in: fixture.workspace)
        let branch = try #require(branches.split(separator: "\n").first)
        let text = try await fixture.git("show", "\(branch):\(one.file)", in: fixture.workspace)
        let expected = one.text.replacing("1.0.0", with: "1.1.0").replacing("keep: 1.1.0", with: "keep: 1.0.0")
        #expect(text == expected)
    }

    private func two(second: String) async throws -> Fixture {
        let extra = "\"release-type\": \"simple\", \"extra-files\": [\"/app.txt\"]"
        let fixture = try await repository(
            [
                "app.txt": "1.0.0 x-release-please-version\n", "a/version.txt": "1.0.0\n",
                "b/version.txt": "\(second)\n",
            ],
            packages: "\"a\": {\"component\": \"a\", \(extra)}, \"b\": {\"component\": \"b\", \(extra)}",
            manifest: "\"a\": \"1.0.0\", \"b\": \"\(second)\"")
        try await fixture.git("tag", "a-v1.0.0", in: fixture.workspace)
        try await fixture.git("tag", "b-v\(second)", in: fixture.workspace)
        try await fixture.commit("feat: more", ["a/x": "1", "b/x": "1"], in: ".")
        return fixture
    }

    @Test("Two packages in one version may name one extra file")
    func shared() async throws {
        let fixture = try await two(second: "1.0.0")
        defer { fixture.remove() }
        let result = try await fixture.slipway("release-branch", "--no-push")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let text = try await fixture.git("show", "release-please--branches--main:app.txt", in: fixture.workspace)
        #expect(text == "1.1.0 x-release-please-version\n")
    }

    @Test("Two packages in two versions that name one value are refused with both versions")
    func contradictory() async throws {
        let fixture = try await two(second: "2.0.0")
        defer { fixture.remove() }
        let result = try await fixture.slipway("release-branch", "--no-push")
        #expect(result.end == .exited(1), "\(result.text)")
        #expect(result.errorText.contains("app.txt:1:1") && result.errorText.contains("1.1.0"), "\(result.errorText)")
        #expect(result.errorText.contains("2.1.0"))
    }
}
