import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("npm requirements")
struct NpmRequirementTests {
    private let npm = NpmEcosystem()

    @Test(
        "A requirement accepts what npm accepts",
        arguments: [
            ("1.2.3", ["1.2.3", "1.2.3+b"], ["1.2.4", "1.2.3-a"]),
            ("^1.2.3", ["1.2.3", "1.9.0"], ["2.0.0", "2.0.0-a"]),
            ("^0.2.3", ["0.2.9"], ["0.3.0"]), ("^0.0.3", ["0.0.3"], ["0.0.4"]), ("~1.2", ["1.2.9"], ["1.3.0"]),
            ("1.x", ["1.5.0"], ["2.0.0", "1.5.0-a"]), ("", ["0.0.1"], ["1.0.0-a"]), ("*", ["9.0.0"], ["9.0.0-a"]),
            (">1.2", ["1.3.0"], ["1.2.9"]), ("<=1.2", ["1.2.9"], ["1.3.0"]), ("1.2 - 2.3", ["2.3.9"], ["2.4.0"]),
            ("^1 || ^3", ["1.5.0", "3.0.0"], ["2.0.0"]), (">=1.0.0-rc.1 <2", ["1.0.0-rc.2", "1.5.0"], ["1.5.0-rc.1"]),
            ("workspace:^1.2.3", ["1.3.0"], ["2.0.0"]), ("npm:other@^1.0.0", ["1.3.0"], ["2.0.0"]),
            ("latest", ["1.0.0", "2.0.0-a"], []), ("workspace:*", ["1.0.0", "2.0.0-a"], []),
        ])
    func accepted(requirement: String, yes: [String], no: [String]) {
        #expect(yes.filter { Version($0).flatMap { npm.accepts(requirement: requirement, version: $0) } != true } == [])
        #expect(no.filter { Version($0).flatMap { npm.accepts(requirement: requirement, version: $0) } != false } == [])
    }

    @Test(
        "An invalid requirement is not understood",
        arguments: [
            "1.2.3.4", "01", "^", ">= ", "1..2", "1 - 2 - 3", "1 | 2", "1.2.3-", "workspace:?", "^9007199254740992",
        ])
    func notUnderstood(requirement: String) {
        #expect(npm.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(npm.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("^1.2", "1.3.4", "^1.3"), ("^1.2.3", "1.3.0", "^1.3.0"), ("~1.2", "1.3.0", "~1.3"),
            ("1.2.3", "1.3.0", "1.3.0"), ("=1.2.3", "1.3.0", "=1.3.0"), ("v1.2.3", "1.3.0", "v1.3.0"),
            ("1.x", "2.3.0", "2.x"), ("1.2.*", "2.3.0", "2.3.*"), ("*", "2.0.0", "*"), ("", "2.0.0", ""),
            (">=1.2", "1.3.0", ">=1.2"), (">=1 <2", "2.3.0", ">=1 <3"), (">=1.2 <1.3", "1.3.1", ">=1.2 <1.4"),
            ("1.2 - 2.3", "2.1.0", "1.2 - 2.3"), ("1.2 - 2.3", "3.4.5", "1.2 - 3.4"),
            ("1.2 - 2.3", "1.0.0", "1.0 - 2.3"),
            ("^1 || ^2", "2.5.0", "^1 || ^2"), ("^1 || ^2", "3.1.0", "^1 || ^2 || ^3"), ("1.2.3+x", "1.2.3", "1.2.3+x"),
            ("^1.2", "2.0.0-rc.1", "^2.0.0-rc.1"), ("*", "1.0.0-a", "1.0.0-a"), ("1.x", "2.0.0-a", "2.0.0-a"),
            ("~> 1.2", "1.3.0", "~> 1.3"), ("latest", "2.0.0", "latest"), ("workspace:*", "2.0.0", "workspace:*"),
            ("workspace:^", "2.0.0-a", "workspace:^"), ("workspace:^1.2.3", "2.0.0", "workspace:^2.0.0"),
            ("workspace:other@~1.2", "2.0.0", "workspace:other@~2.0"), ("npm:@s/a@^1.0.0", "2.0.0", "npm:@s/a@^2.0.0"),
            ("^1.0.0", "1.2.0+build", "^1.2.0"),
        ])
    func followed(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(npm.rewritten(requirement: requirement, toFollow: version) == expected)
    }

    @Test("A version with numbers that npm rejects is not followed")
    func tooLarge() throws {
        let version = try #require(Version(semantic: "0.90.2233720368547758070-rc.1"))
        #expect(npm.rewritten(requirement: "^1", toFollow: version) == nil)
    }

    @Test("A rewritten requirement accepts the version, and rewriting it again changes nothing", arguments: 0..<40)
    func alwaysAccepts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let requirement = RandomRequirement.npm(using: &random)
            let text = RandomRequirement.semanticVersion(using: &random)
            let version = try #require(Version(semantic: text))
            let answer = try #require(npm.rewritten(requirement: requirement, toFollow: version))
            #expect(
                npm.accepts(requirement: answer, version: version) == true,
                "seed \(seed): '\(requirement)' for \(text) became '\(answer)'")
            #expect(
                npm.rewritten(requirement: answer, toFollow: version) == answer,
                "seed \(seed): '\(requirement)' for \(text) became '\(answer)'")
        }
    }
}
