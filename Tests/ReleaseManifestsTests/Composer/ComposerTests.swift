import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Composer")
struct ComposerTests {
    private let composer = ComposerEcosystem()

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("^1.2", "1.3.4", "^1.3"), ("^1.2.3", "2.0.0", "^2.0.0"), ("~1.2", "2.3.4", "~2.3"),
            ("1.2.3", "1.3.0", "1.3.0"), ("1.2.*", "2.3.4", "2.3.*"), ("*", "2.0.0", "*"), ("@dev", "2.0.0", "@dev"),
            (">=1.0 <2.0", "1.5.0", ">=1.0 <2.0"), (">=1.0 <2.0", "2.5.0", ">=1.0 <3.0"),
            (">=1.0,<2.0", "2.5.0", ">=1.0,<3.0"), ("^1.0 || ^2.0", "2.1.0", "^1.0 || ^2.0"),
            ("^1.0|^2.0", "3.1.0", "^1.0|^2.0 || ^3.1"), ("^1.0@beta", "2.0.0", "^2.0@beta"),
            ("1.0 - 2.0", "1.5.0", "1.0 - 2.0"), ("1.0 - 2.0", "3.1.0", "1.0 - 3.1"), ("v1.2.3", "1.3.0", "v1.3.0"),
            ("dev-main || ^1.0", "2.0.0", "dev-main || ^1.0 || ^2.0"), ("1.2", "1.3.4", "1.3.4"),
        ])
    func followed(requirement: String, version: String, expected: String) throws {
        #expect(composer.rewritten(requirement: requirement, toFollow: try #require(Version(version))) == expected)
    }

    @Test(
        "An invalid requirement, or a branch, is not understood",
        arguments: ["", "a", "~>1", "^", "1,,2", "dev-main", "1.x-dev", "^ 1", "1 |"])
    func notUnderstood(requirement: String) {
        #expect(composer.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(composer.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test("Packages that a manifest around them replaces with its own version are parts of it, others are not")
    func parts() {
        let reading = composer.read(
            [
                "composer.json":
                    #"{"name": "acme/all", "replace": {"acme/valve": "self.version", "acme/hose": "self.version", "x/y": "*"}}"#,
                "src/Valve/composer.json": #"{"name": "acme/Valve"}"#,
                "src/Hose/composer.json": #"{"name": "acme/hose", "version": "3.0.0"}"#,
                "src/Seal/composer.json": #"{"name": "acme/seal"}"#,
            ].mapValues { Array($0.utf8) })
        let released = reading.packages.filter { !$0.isSample }.map(\.name).sorted()
        #expect(released == ["acme/all", "acme/hose", "acme/seal"])
    }

    @Test("A rewritten requirement accepts the version, and rewriting it again changes nothing", arguments: 0..<40)
    func alwaysAccepts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let requirement = RandomRequirement.composer(using: &random)
            let version = try #require(Version(RandomRequirement.composerVersion(using: &random)))
            guard let answer = composer.rewritten(requirement: requirement, toFollow: version) else { continue }
            #expect(
                composer.accepts(requirement: answer, version: version) == true,
                "seed \(seed): '\(requirement)' for \(version) became '\(answer)'")
            #expect(
                composer.rewritten(requirement: answer, toFollow: version) == answer,
                "seed \(seed): '\(requirement)' for \(version) became '\(answer)'")
        }
    }

    @Test("Requirements of packages are read, requirements of PHP itself are not")
    func requirements() throws {
        let files = [
            "composer.json": """
            {"name": "Acme/app", "version": "1.2.0", "bin": ["bin/acme"],
             "require": {"php": ">=8.1", "ext-json": "*", "acme/core": "^1.0", "acme/branch": "dev-main"},
             "require-dev": {"acme/test": "@dev"}, "suggest": {"acme/other": "1"},
             "repositories": [{"type": "path", "url": "packages/*"}]}
            """,
            "packages/core/composer.json": #"{"name": "acme/Core", "require": []}"#,
        ]
        let reading = read(composer, files)
        #expect(reading.diagnostics.isEmpty)
        let app = try #require(reading.package("Acme/app"))
        #expect(
            app.requirements.map(line) == [
                "acme/core normal ^1.0 packages/core require.'acme/core'", "acme/branch normal - - -",
                "acme/test dev @dev - require-dev.'acme/test'",
            ])
        #expect(app.versionSources.map(\.key) == ["version"])
        #expect(app.binaries == ["acme"])
        #expect(reading.package("acme/Core")?.versionSources == [])
    }
}
