import Foundation
import ReleaseEngine
import ReleaseConfig
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import ReleaseTestKit
import Testing

@Suite("release-please's configuration as slipway.yaml")
struct MappingTests {
    private static let whole = """
        {
          "bootstrap-sha": "8f14e45fceea167a5a36dedd4bea2543",
          "last-release-sha": "not-a-commit",
          "commit-search-depth": 100,
          "release-search-depth": 10,
          "sequential-calls": true,
          "signoff": "A <a@example.org>",
          "separate-pull-requests": true,
          "group-pull-request-title-pattern": "chore: all",
          "pull-request-title-pattern": "chore: release ${component} ${version}",
          "pull-request-header": "Two\\nlines",
          "component-no-space": true,
          "always-update": true,
          "label": "a,b", "release-label": ["c"], "extra-label": "d", "snapshot-label": "e",
          "bump-minor-pre-major": true,
          "tag-separator": "@",
          "changelog-sections": [
            { "type": "feat", "section": "New: things" }, { "type": "chore", "section": "Chores", "hidden": true }
          ],
          "plugins": [
            { "type": "node-workspace", "updatePeerDependencies": true },
            { "type": "linked-versions", "groupName": "core things", "components": ["web", "server", "nobody"] },
            { "type": "linked-versions", "groupName": "empty", "components": ["nobody"] },
            "sentence-case",
            { "type": "group-priority", "groups": ["snapshot"] }
          ],
          "packages": {
            ".": { "release-type": "simple", "component": "product", "include-component-in-tag": false },
            "web": {
              "bump-patch-for-minor-pre-major": true, "versioning": "prerelease", "prerelease": true,
              "prerelease-type": "rc.1", "exclude-paths": ["web/docs"], "draft": true, "skip-github-release": true,
              "extra-files": [
                "src/version.ts", { "type": "yaml", "path": "/deploy/*.yaml", "glob": true, "jsonpath": "$.tag" },
                { "type": "pom", "path": "pom.xml" }, { "type": "xml", "path": "a.xml", "xpath": "//v" }
              ]
            },
            "server": {
              "release-type": "go", "package-name": "server", "release-as": "2.0.0", "include-v-in-tag": false,
              "version-file": "internal/version.go", "changelog-path": "docs/CHANGES.md", "date-format": "%d.%m.%Y"
            },
            "infra": { "release-type": "terraform-module", "component": "infra", "pull-request-footer": "Own" },
            "gem": { "release-type": "ruby", "package-name": "gem", "version-file": "lib/gem/version.rb" }
          }
        }
        """

    /// What is mapped where the node package and one that release-please does not know were found.
    private func whole() throws -> ReleasePleaseMapping {
        let reading = try releasePlease(MappingTests.whole, manifest: #"{ "web": "0.1.0" }"#)
        return mapping(
            of: reading.configuration, workspace: "shop", repository: "shop",
            components: ["web": "@shop/web", "server": "server", "tools/lint": "lint"])
    }

    @Test("Every key with a value is in the report, and keys that are not kept say why")
    func account() throws {
        let keys = try whole().keys
        let lines = keys.map { "\($0.key) | \($0.place) | \($0.becomes ?? "not kept") | \($0.note)\n" }
        try expectGolden(lines.joined(), "mapping/whole.txt")
        #expect(keys.allSatisfy { $0.becomes != nil || !$0.note.isEmpty })
    }

    @Test("The file states shared settings once, and round-trips")
    func file() throws {
        let draft = try whole().draft
        try expectGolden(draft.text, "mapping/whole.yaml")
        let reading = try readConfiguration(
            Array(draft.text.utf8), file: "slipway.yaml", publications: publicationShapes)
        #expect(reading.warnings.isEmpty)
        let web = reading.configuration.settings(of: "web")
        #expect(web.tag == "{component}@v{version}" && web.repository == "shop" && web.path == "web")
        #expect(web.versioning.strategy == .prerelease && web.versioning.bumpsMinorBeforeMajor)
        #expect(web.cascade == .always)
        #expect(reading.configuration.settings(of: "server").versioning.releaseAs == "2.0.0")
        #expect(reading.configuration.settings(of: "lint").isIgnored)
        #expect(reading.configuration.pullRequest.header == "Two\nlines")
        #expect(reading.configuration.groups.map(\.components) == [["web", "server"]])
    }

    @Test("One package needs few lines")
    func small() throws {
        let reading = try releasePlease(
            #"{ "packages": { ".": { "release-type": "rust", "bump-minor-pre-major": true } } }"#)
        let mapping = mapping(
            of: reading.configuration, workspace: "core", repository: "core", components: [".": "core"])
        try expectGolden(mapping.draft.text, "mapping/small.yaml")
    }

    @Test(
        "A package's tags are spelled like release-please's",
        arguments: [
            (#""component": "a""#, "{component}-v{version}"),
            (#""component": "a", "include-v-in-tag": false"#, "{component}-{version}"),
            (#""component": "a", "tag-separator": "/""#, "{component}/v{version}"),
            (#""component": "a", "include-component-in-tag": false"#, "v{version}"),
            (#""package-name": "@scope/a""#, "{component}-v{version}"),
            (#""component": "a", "release-type": "ruby""#, "{component}/v{version}"),
            (#""component": "", "release-type": "rust""#, "v{version}"),
            (#""release-type": "python""#, "v{version}"),
            ("", "{component}-v{version}"),
        ])
    func tags(options: String, tag: String) throws {
        let reading = try releasePlease("{ \"packages\": { \"x\": { \(options) } } }")
        let draft = mapping(
            of: reading.configuration, workspace: "w", repository: "w", components: ["x": "found"]
        ).draft
        #expect(draft.components.map(\.tag) == [tag])
    }

    @Test("Packages with the same name are distinguished by their paths")
    func twins() throws {
        let reading = try releasePlease(#"{ "packages": { "a/x": {}, "b/x": {} } }"#)
        let draft = mapping(of: reading.configuration, workspace: "w", repository: "w").draft
        #expect(draft.components.map(\.id) == ["x", "b-x"])
    }

    @Test("Without a workspace plugin no upstream's release reaches a package")
    func noPlugin() throws {
        let reading = try releasePlease(#"{ "packages": { "a": {}, "b": {} } }"#)
        let draft = mapping(of: reading.configuration, workspace: "w", repository: "w").draft
        let read = try readConfiguration(Array(draft.text.utf8), file: "slipway.yaml", publications: publicationShapes)
            .configuration
        #expect(read.defaults.cascade == .never)
    }

    @Test("Every key and plugin is in the document", arguments: ReleasePleaseKeys.names)
    func document(name: String) throws {
        let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(contentsOf: root.appendingPathComponent("docs/release-please.md"), encoding: .utf8)
        #expect(text.contains("`\(name)`"))
    }

    private static let lines = (sharedFile("replay/dev.jsonl") ?? Data()).split(separator: UInt8(ascii: "\n"))

    @Test(
        "Output for real configurations round-trips",
        .enabled(if: !lines.isEmpty, "needs ../shared/replay"))
    func corpus() throws {
        for line in MappingTests.lines {
            let record = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            let config = try JSONSerialization.data(withJSONObject: try #require(record["config"]))
            let reading = try readReleasePlease(
                configuration: Array(config), file: "config.json", manifest: nil, manifestFile: "manifest.json",
                releaseTypes: Set(allReleaseTypes.map(\.name)))
            let draft = mapping(of: reading.configuration, workspace: "w", repository: "w")
                .draft
            let read = try readConfiguration(
                Array(draft.text.utf8), file: "slipway.yaml", publications: publicationShapes)
            #expect(read.warnings.isEmpty)
            #expect(read.configuration.components.count == reading.configuration.packages.count)
        }
    }
}
