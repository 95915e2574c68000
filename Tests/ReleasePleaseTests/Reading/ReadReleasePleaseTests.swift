import ReleaseModel
import ReleasePlease
import Testing

let releaseTypes: Set<ReleaseTypeName> = [
    "node", "rust", "python", "go", "simple", "helm", "java", "maven", "php", "ruby", "terraform-module",
]

func releasePlease(_ configuration: String, manifest: String? = nil) throws(UnreadableInput) -> ReleasePleaseReading {
    try readReleasePlease(
        configuration: Array(configuration.utf8), file: "release-please-config.json",
        manifest: manifest.map { Array($0.utf8) }, manifestFile: ".release-please-manifest.json",
        releaseTypes: releaseTypes)
}

/// A key that packages and the top level have, and what of the meaning it is.
struct Option<Value: Sendable>: Sendable, CustomTestStringConvertible {
    let key: String
    let own: Value
    let top: Value
    let usual: Value
    let read: @Sendable (ReleasePleasePackage) -> Value
    var testDescription: String { key }

    init(
        _ key: String, _ own: Value, _ top: Value, usual: Value,
        read: @escaping @Sendable (ReleasePleasePackage) -> Value
    ) {
        (self.key, self.own, self.top, self.usual, self.read) = (key, own, top, usual, read)
    }
}

extension Option where Value == Bool {
    init(_ key: String, usual: Bool, read: @escaping @Sendable (ReleasePleasePackage) -> Bool) {
        self.init(key, !usual, usual, usual: usual, read: read)
    }
}

@Suite("What release-please's configuration means")
struct ReadReleasePleaseTests {
    private static let textOptions: [Option<String?>] = [
        Option("release-type", "go", "rust", usual: "node") { $0.releaseType.text },
        Option("versioning", "always-bump-major", "prerelease", usual: "default") { $0.versioning.strategy.rawValue },
        Option("prerelease-type", "rc", "beta", usual: nil) { $0.versioning.prereleaseType },
        Option("release-as", "2.0.0", "3.0.0", usual: nil) { $0.versioning.releaseAs },
        Option("initial-version", "0.2.0", "0.3.0", usual: nil) { $0.versioning.initialVersion },
        Option("changelog-path", "A.md", "B.md", usual: "CHANGELOG.md") { $0.changelog.path },
        Option("changelog-type", "github", "default", usual: "default") { $0.changelog.kind.rawValue },
        Option("changelog-host", "https://a", "https://b", usual: "https://github.com") { $0.changelog.host },
        Option("date-format", "%Y", "%d", usual: "%Y-%m-%d") { $0.changelog.dateFormat },
        Option("package-name", "x", "y", usual: nil) { $0.packageName },
        Option("component", "x", "y", usual: nil) { $0.component },
        Option("tag-separator", "@", "/", usual: "-") { $0.tagSeparator },
        Option("version-file", "V", "W", usual: nil) { $0.versionFile },
        Option("pull-request-title-pattern", "a", "b", usual: PullRequestConfiguration().title) {
            $0.pullRequest.title
        },
        Option("pull-request-header", "a", "b", usual: nil) { $0.pullRequest.header },
        Option("pull-request-footer", "a", "b", usual: nil) { $0.pullRequest.footer },
    ]

    private static let switchOptions: [Option<Bool>] = [
        Option("bump-minor-pre-major", usual: false) { $0.versioning.bumpsMinorBeforeMajor },
        Option("bump-patch-for-minor-pre-major", usual: false) { $0.versioning.bumpsPatchForMinorBeforeMajor },
        Option("prerelease", usual: false) { $0.versioning.isPrerelease },
        Option("skip-github-release", usual: false) { $0.isReleaseSkipped },
        Option("draft", usual: false) { $0.isDraft },
        Option("skip-changelog", usual: false) { $0.changelog.isSkipped },
        Option("include-commit-authors", usual: false) { $0.changelog.includesAuthors },
        Option("force-tag-creation", usual: false) { $0.forcesTagCreation },
        Option("draft-pull-request", usual: false) { $0.pullRequest.isDraft },
        Option("include-component-in-tag", usual: true) { $0.includesComponentInTag },
        Option("include-v-in-tag", usual: true) { $0.includesVInTag },
        Option("include-v-in-release-name", usual: true) { $0.includesVInReleaseName },
        Option("separate-pull-requests", usual: false) { $0.pullRequest.isSeparate ?? false },
        Option("always-update", usual: false) { $0.pullRequest.isAlwaysUpdated },
        Option("component-no-space", usual: false) { $0.pullRequest.componentHasNoSpace },
        Option("skip-snapshot", usual: false) { $0.isSnapshotSkipped },
    ]

    private func package(top: String = "", _ options: String = "") throws -> ReleasePleasePackage {
        let comma = top.isEmpty ? "" : ", "
        let reading = try releasePlease("{ \(top)\(comma)\"packages\": { \"a\": { \(options) } } }")
        return try #require(reading.configuration.packages.first)
    }

    @Test("A package without settings has the defaults")
    func defaults() throws {
        let reading = try releasePlease(#"{ "packages": { "a": {} } }"#)
        #expect(reading.configuration == ReleasePleaseConfiguration(packages: [ReleasePleasePackage(path: "a")]))
        #expect(reading.warnings.isEmpty)
    }

    @Test("A package knows which others are in its folder")
    func innerPaths() throws {
        let reading = try releasePlease(#"{ "packages": { ".": {}, "a": {}, "a/b": {}, "ab": {} } }"#)
        #expect(reading.configuration.packages.map(\.innerPaths) == [["a", "a/b", "ab"], ["a/b"], [], []])
    }

    @Test(
        "A package's value overrides the top level's, which overrides the default",
        arguments: textOptions)
    func texts(option: Option<String?>) throws {
        let (own, top) = ("\"\(option.key)\": \"\(option.own ?? "")\"", "\"\(option.key)\": \"\(option.top ?? "")\"")
        #expect(option.read(try package(top: top, own)) == option.own)
        #expect(option.read(try package(top: top)) == option.top)
        #expect(option.read(try package(top: top, "\"\(option.key)\": null")) == option.top)
        #expect(option.read(try package()) == option.usual)
    }

    @Test(
        "A package's flag overrides the top level's, which overrides the default",
        arguments: switchOptions)
    func switches(option: Option<Bool>) throws {
        for own in [true, false] {
            let top = "\"\(option.key)\": \(!own)"
            #expect(option.read(try package(top: top, "\"\(option.key)\": \(own)")) == own)
            #expect(option.read(try package(top: top)) == !own)
        }
        #expect(option.read(try package()) == option.usual)
    }

    @Test("An empty `release-as` of a package goes back to its commits")
    func emptyReleaseAs() throws {
        #expect(try package(top: #""release-as": "2.0.0""#, #""release-as": """#).versioning.releaseAs == "")
    }

    @Test(
        "Labels are a list or a comma-separated string",
        arguments: [
            #""a,b""#, #""a, b,""#, #"["a", "b"]"#,
        ])
    func labels(written: String) throws {
        let keys = ["label", "release-label", "extra-label", "snapshot-label"]
        let top = keys.map { "\"\($0)\": \(written)" }.joined(separator: ", ")
        let request = try package(top: top).pullRequest
        for labels in [request.labels, request.releaseLabels, request.extraLabels, request.snapshotLabels] {
            #expect(labels == ["a", "b"])
        }
    }

    @Test(
        "A package's path has no leading `./` and no slashes at its ends, and the root is a dot",
        arguments: [
            (".", "."), ("", "."), ("./", "."), ("/", "."), ("a/b/", "a/b"), ("./a", "a"), ("/a", "a"),
            ("a/./b", "a/./b"),
        ])
    func paths(written: String, path: String) throws {
        let reading = try releasePlease(
            #"{ "packages": { "\#(written)": {} } }"#, manifest: #"{ "\#(written)": "1.0.0" }"#)
        #expect(reading.configuration.packages.map(\.path) == [path])
        #expect(reading.configuration.manifest == [path: "1.0.0"])
        #expect(reading.warnings.isEmpty)
    }

    @Test("Packages and plugins keep their order")
    func order() throws {
        let found = try releasePlease(
            #"{ "plugins": ["sentence-case", "node-workspace"], "packages": { "b": {}, "a": {}, "c": {} } }"#)
        #expect(found.configuration.packages.map(\.path) == ["b", "a", "c"])
        #expect(
            found.configuration.plugins == [
                .sentenceCase(specialWords: ["gRPC", "npm"]),
                .nodeWorkspace(updatesPeers: false, alwaysLinksLocal: true, merge: nil),
            ])
    }

    @Test(
        "A plugin is a name or an object with options",
        arguments: [
            (#""cargo-workspace""#, .cargoWorkspace(merge: nil)),
            (#"{ "type": "cargo-workspace", "merge": false }"#, .cargoWorkspace(merge: false)),
            (
                #"{ "type": "node-workspace", "updatePeerDependencies": true }"#,
                .nodeWorkspace(updatesPeers: true, alwaysLinksLocal: false, merge: nil)
            ),
            (#""maven-workspace""#, .mavenWorkspace(considersAllArtifacts: true, merge: nil)),
            (
                #"{ "type": "maven-workspace", "considerAllArtifacts": false, "merge": true }"#,
                .mavenWorkspace(considersAllArtifacts: false, merge: true)
            ),
            (
                #"{ "type": "linked-versions", "groupName": "g", "components": ["a", "b"] }"#,
                .linkedVersions(group: "g", components: ["a", "b"], merge: true)
            ),
            (
                #"{ "type": "linked-versions", "group-name": "g", "components": ["a"], "merge": false }"#,
                .linkedVersions(group: "g", components: ["a"], merge: false)
            ),
            (#"{ "type": "sentence-case", "specialWords": ["iOS"] }"#, .sentenceCase(specialWords: ["iOS"])),
            (#"{ "type": "group-priority", "groups": ["a"] }"#, .groupPriority(groups: ["a"])),
        ] as [(String, ReleasePleasePlugin)])
    func plugins(written: String, plugin: ReleasePleasePlugin) throws {
        let found = try releasePlease(
            #"{ "always-link-local": false, "plugins": [\#(written)], "packages": { ".": {} } }"#)
        #expect(found.configuration.plugins == [plugin])
        #expect(found.warnings.isEmpty)
    }

    @Test(
        "An extra file is a path, or an object that locates the version",
        arguments: [
            (#""a/version.txt""#, ExtraFileConfiguration(path: "a/version.txt")),
            (#""/VERSION""#, ExtraFileConfiguration(path: "/VERSION")),
            (#"{ "type": "generic", "path": "a" }"#, ExtraFileConfiguration(path: "a", kind: .generic)),
            (
                #"{ "type": "json", "path": "*.json", "jsonpath": "$.v", "glob": true }"#,
                ExtraFileConfiguration(path: "*.json", kind: .json, query: "$.v", isPattern: true)
            ),
            (
                #"{ "type": "toml", "path": "a", "jsonpath": "$.v" }"#,
                ExtraFileConfiguration(path: "a", kind: .toml, query: "$.v")
            ),
            (
                #"{ "type": "yaml", "path": "a", "jsonpath": "$.v" }"#,
                ExtraFileConfiguration(path: "a", kind: .yaml, query: "$.v")
            ),
            (
                #"{ "type": "xml", "path": "a", "xpath": "//v" }"#,
                ExtraFileConfiguration(path: "a", kind: .xml, query: "//v")
            ),
            (
                #"{ "type": "pom", "path": "pom.xml" }"#,
                ExtraFileConfiguration(path: "pom.xml", kind: .pom, query: "/project/version")
            ),
        ])
    func extraFiles(written: String, expected: ExtraFileConfiguration) throws {
        #expect(try package("\"extra-files\": [\(written)]").extraFiles == [expected])
        #expect(try package(top: "\"extra-files\": [\(written)]").extraFiles == [expected])
    }

    @Test("Sections are listed in full; a hidden one needs no title")
    func sections() throws {
        let written =
            #""changelog-sections": [{ "type": "deps", "section": "D" }, { "type": "chore", "hidden": true }]"#
        #expect(
            try package(written).changelog.sections == [
                ChangelogSection(type: "deps", title: "D"),
                ChangelogSection(type: "chore", title: "Miscellaneous Chores", isHidden: true),
            ])
    }

    @Test("Global settings are read from the top level")
    func whole() throws {
        let found = try releasePlease(
            """
            {
              "$schema": "x", "bootstrap-sha": "abc", "last-release-sha": "def", "release-search-depth": 10,
              "commit-search-depth": 2e1, "commit-batch-size": 5, "sequential-calls": true, "signoff": "A <a@b>",
              "group-pull-request-title-pattern": "chore: all", "separate-pull-requests": false,
              "packages": { ".": { "exclude-paths": ["./docs/", "a/b"] } }
            }
            """)
        let meant = found.configuration
        #expect(meant.bootstrapCommit == "abc" && meant.lastReleaseCommit == "def")
        #expect(meant.releaseSearchDepth == 10 && meant.commitSearchDepth == 20 && meant.isSequential)
        #expect(meant.pullRequest.signoff == "A <a@b>" && meant.pullRequest.groupTitle == "chore: all")
        #expect(!meant.isSeparate)
        #expect(meant.packages[0].excludedPaths == ["docs", "a/b"])
        #expect(found.warnings.isEmpty)
    }

    @Test("Pull requests are separate by default if there is exactly one package")
    func separate() throws {
        #expect(try releasePlease(#"{ "packages": { ".": {} } }"#).configuration.isSeparate)
        #expect(try !releasePlease(#"{ "packages": { ".": {}, "a": {} } }"#).configuration.isSeparate)
    }
}
