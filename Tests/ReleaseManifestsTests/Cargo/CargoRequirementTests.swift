import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Cargo requirements")
struct CargoRequirementTests {
    private let cargo = CargoEcosystem()

    @Test(
        "A requirement accepts what Cargo accepts",
        arguments: [
            ("1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "1.3.0-rc.1"]),
            ("^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]), ("0.0.3", ["0.0.3"], ["0.0.4"]),
            ("0.0", ["0.0.9"], ["0.1.0"]), ("0", ["0.9.0"], ["1.0.0"]),
            ("1", ["1.0.0", "1.99.0"], ["2.0.0", "0.9.0"]),
            ("~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0", "1.2.2"]), ("~1.2", ["1.2.0"], ["1.3.0"]),
            ("~1", ["1.9.0"], ["2.0.0"]),
            ("=1.2.3", ["1.2.3", "1.2.3+b"], ["1.2.4", "1.2.3-a"]), ("= 1.2", ["1.2.9"], ["1.3.0", "1.2.0-a"]),
            ("*", ["0.0.1", "9.0.0"], ["1.0.0-a"]), ("1.*", ["1.5.0"], ["2.0.0"]), ("1.2.*", ["1.2.5"], ["1.3.0"]),
            ("1.x", ["1.5.0"], ["2.0.0"]), (">1.2", ["1.3.0"], ["1.2.9"]), (">=1.2", ["1.2.0", "3.0.0"], ["1.1.9"]),
            ("<1.2", ["1.1.9"], ["1.2.0"]), ("<=1.2", ["1.2.9"], ["1.3.0"]),
            (">=0.1, <1", ["0.5.0"], ["1.0.0", "0.0.9"]),
            (">=1.0.0-rc.1", ["1.0.0-rc.1", "1.0.0-rc.2", "1.0.0", "2.0.0"], ["1.0.0-beta", "1.1.0-rc.1"]),
            ("1.0.0-rc.1", ["1.0.0-rc.1", "1.5.0"], ["1.0.0-alpha", "1.0.1-rc.2"]),
        ])
    func accepted(requirement: String, yes: [String], no: [String]) {
        #expect(
            yes.filter { Version($0).flatMap { cargo.accepts(requirement: requirement, version: $0) } != true } == [])
        #expect(
            no.filter { Version($0).flatMap { cargo.accepts(requirement: requirement, version: $0) } != false } == [])
    }

    @Test(
        "An invalid requirement is not understood",
        arguments: [
            "", "a", "1.2.3.4", "01", "1.2-rc", "1,", "*, 1", "^*", ">= ", "1..2", "*.1", "1.2.3-", "1 2", "≥1",
        ])
    func notUnderstood(requirement: String) {
        #expect(cargo.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(cargo.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("1.2", "1.3.4", "1.3"), ("1.2.3", "1.3.0", "1.3.0"), ("^1.2", "1.3.0", "^1.3"), ("~1.2", "1.3.0", "~1.3"),
            ("=1.2.3", "1.3.0", "=1.3.0"), ("= 1.2.3", "1.3.0", "= 1.3.0"), ("1", "2.1.0", "2"), ("1", "1.1.0", "1"),
            ("*", "2.0.0", "*"), ("1.*", "2.3.0", "2.*"), ("1.2.*", "2.3.0", "2.3.*"), ("=1.2", "1.3.5", "=1.3"),
            (">=0.1, <1", "0.5.0", ">=0.1, <1"), (">=0.1, <1", "1.2.0", ">=0.1, <2"), (">=1.2", "1.1.0", ">=1.1.0"),
            (">=0.1,<0.5.0", "0.6.2", ">=0.1,<0.7.0"), ("> 1.2", "1.2.5", ">= 1.2.5"), ("<=1.5", "1.7.2", "<=1.7"),
            ("1.2", "2.0.0-rc.1", "2.0.0-rc.1"), ("^1.2", "2.0.0-rc.1", "^2.0.0-rc.1"), ("*", "1.0.0-a", "1.0.0-a"),
            (">=1, <2", "1.5.0-rc.1", ">=1.5.0-rc.1, <2"), ("1.2.3+x", "1.2.3", "1.2.3+x"),
            ("1.2.3+x", "1.2.4", "1.2.4"),
            ("1.2.3", "1.2.4+build", "1.2.4"), ("=1.0.0-rc.1", "1.0.0", "=1.0.0"), ("<1", "2.0.0-rc.1", "2.0.0-rc.1"),
        ])
    func followed(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(cargo.rewritten(requirement: requirement, toFollow: version) == expected)
    }

    @Test("A rewritten requirement accepts the version, and rewriting it again changes nothing", arguments: 0..<60)
    func alwaysAccepts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let requirement = RandomRequirement.cargo(using: &random)
            let text = RandomRequirement.semanticVersion(using: &random)
            let version = try #require(Version(semantic: text))
            let answer = try #require(
                cargo.rewritten(requirement: requirement, toFollow: version), "seed \(seed): '\(requirement)' \(text)")
            #expect(
                cargo.accepts(requirement: answer, version: version) == true,
                "seed \(seed): '\(requirement)' for \(text) became '\(answer)'")
            #expect(
                cargo.rewritten(requirement: answer, toFollow: version) == answer,
                "seed \(seed): '\(requirement)' for \(text) became '\(answer)'")
        }
    }
}
