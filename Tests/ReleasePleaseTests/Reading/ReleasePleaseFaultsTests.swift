import Foundation
import ReleaseModel
import ReleasePlease
import ReleaseTestKit
import Testing

/// A text of `Golden`; with `RECORD_GOLDEN=1` it is written anew.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, sourceLocation: sourceLocation)
}

/// The faults of two texts as a person meets them, one after the other.
func releasePleaseFaults(_ configuration: String, manifest: String? = nil) -> [Diagnostic] {
    do {
        return try releasePlease(configuration, manifest: manifest).warnings
    } catch {
        return error.diagnostics
    }
}

@Suite("Errors in release-please's files")
struct ReleasePleaseFaultsTests {
    private static let configurations: [(name: String, text: String)] = [
        (
            "types",
            """
            {
              "release-type": "nodejs",
              "versioning": "always-bump-pach",
              "changelog-type": "GitHub",
              "draft": "true",
              "commit-search-depth": "500",
              "release-search-depth": -1.5,
              "label": 3,
              "extra-label": ["a", 1],
              "tag-separator": false,
              "initial-version": "one",
              "changelog-sections": { "type": "feat" },
              "exclude-paths": "docs",
              "packages": { "a": [], "b": { "release-type": "lisp" }, "../c": {}, "b/": {}, "d": { "component": 1 } }
            }
            """
        ),
        (
            "keys",
            """
            {
              "release-typ": "node",
              "monorepo-tags": true,
              "skip-github-pull-request": true,
              "changelog-sections": [{ "type": "feat", "sction": "Features", "hiden": false }, { "section": "S" }],
              "plugins": [{ "type": "node-workspace", "updatePeerDependency": true, "updateAllPackages": true }],
              "packages": {
                ".": { "label": "a", "versioning-strategy": "default", "plugins": [], "extra_files": [], "xyzzy": 1 }
              }
            }
            """
        ),
        (
            "plugins",
            """
            {
              "plugins": [
                "node-workspce", "linked-versions", 3, {}, { "type": 1 }, { "type": "mine" }, null,
                { "type": "linked-versions", "components": "a" }, "group-priority"
              ],
              "packages": {}
            }
            """
        ),
        (
            "extra-files",
            """
            {
              "packages": {
                "a": {
                  "changelog-path": "../CHANGELOG.md",
                  "extra-files": [
                    "../VERSION", "~/VERSION", "a/../../b", "", 1, { "path": "x" }, { "type": "ini", "path": "x" },
                    { "type": "jsn", "path": "x" }, { "type": "json", "path": "x", "jsonPath": "$.v" },
                    { "type": "xml" }, { "type": "json", "path": "../x.json", "jsonpath": "$.v", "glob": "yes" }
                  ]
                }
              }
            }
            """
        ),
        ("no-packages", #"{ "release-type": "node" }"#),
        ("no-object", "[1]"),
        ("no-json", "{ // mine\n  \"packages\": { \".\": {}, }\n  'a': 1\n}"),
        ("empty", ""),
        ("twice", #"{ "packages": { "a": { "draft": true, "draft": false }, "a": {} } }"#),
    ]

    @Test("Every error in a configuration is reported with its location and what to do", arguments: configurations)
    func configuration(name: String, text: String) throws {
        try expectGolden(render(releasePleaseFaults(text)), "release-please/\(name).txt")
    }

    @Test("Every error in a manifest is reported as well, after or before those of the configuration")
    func manifest() throws {
        let found = releasePleaseFaults(
            #"{ "packages": { "packages/a": {}, "b": {}, "c": { "draft": 1 } } }"#,
            manifest: """
                {
                  "packages/a/": "1.0",
                  "b": 1.5,
                  "c": "",
                  "packages/aa": "1.0.0",
                  "zebra": "v1.2.3",
                  "d": "99999999999999999999.0.0"
                }
                """)
        try expectGolden(render(found), "release-please/manifest.txt")
    }

    @Test("A manifest that is not a JSON object is an error", arguments: ["[]", "{", ""])
    func noManifest(text: String) {
        let found = releasePleaseFaults(#"{ "packages": { ".": {} } }"#, manifest: text)
        #expect(found.contains { $0.severity == .error && $0.place.file == ".release-please-manifest.json" })
    }

    @Test(
        "A version is what release-please finds in a text, whatever surrounds it",
        arguments: ["1.2.3", "v1.2.3", "1.2.3-rc.1+b", "01.2.3", "release 1.2.3", "1..2.3.4", "1.2.3.4"])
    func versions(text: String) throws {
        let reading = try releasePlease(#"{ "packages": { "a": {} } }"#, manifest: #"{ "a": "\#(text)" }"#)
        #expect(reading.configuration.manifest == ["a": text])
    }

    @Test("Warnings are limited to a hundred, and hide no error")
    func limit() {
        let keys = (0..<1_000).map { "\"k\($0)\": 1" }.joined(separator: ",")
        #expect(releasePleaseFaults("{ \"packages\": {}, \(keys) }").count == 100)
        let found = releasePleaseFaults("{ \"packages\": {}, \(keys), \"draft\": 1 }")
        #expect(found.count == 101 && found.last?.severity == .error)
    }

    @Test("Any bytes get an answer", arguments: 0..<200)
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var configuration = Array(ReleasePleaseFaultsTests.configurations[Int(seed) % 4].text.utf8)
        var manifest = Array(#"{ ".": "1.2.3", "packages/a": "1.99999999999999999999.0" }"#.utf8)
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            configuration[Int.random(in: configuration.indices, using: &random)] = .random(in: 0...255, using: &random)
            manifest[Int.random(in: manifest.indices, using: &random)] = .random(in: 0...255, using: &random)
        }
        do {
            _ = try readReleasePlease(
                configuration: configuration, file: "c", manifest: manifest, manifestFile: "m",
                releaseTypes: releaseTypes)
        } catch {
            #expect(error.diagnostics.contains { $0.severity == .error })
        }
    }

    private func render(_ found: [Diagnostic]) -> String {
        found.map { one in
            "\(one.place): \(one.severity.rawValue): \(one.message) [\(one.code)]\n    \(one.excerpt)\n"
                + (one.suggestion.map { "    → \($0)\n" } ?? "")
        }.joined()
    }
}
