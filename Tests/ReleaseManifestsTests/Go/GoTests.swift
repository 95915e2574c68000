import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Go modules")
struct GoTests {
    private let ecosystem = GoEcosystem()

    @Test(
        "A module that Go lets no other repository import is not published",
        arguments: [
            ("example.org/m/internal/tools", true), ("example.org/m/internals", false), ("example.org/m", false),
        ])
    func internalModule(module: String, isInternal: Bool) {
        let found = read(ecosystem, ["x/go.mod": "module \(module)\n\ngo 1.22\n"]).packages.first
        #expect(found != nil && (found?.unpublishedBy != nil) == isInternal)
    }

    @Test(
        "A requirement accepts the same or newer versions within its major version",
        arguments: [
            ("v1.2.0", "1.2.0", true), ("v1.2.0", "1.3.0", true), ("v1.2.0", "1.1.9", false),
            ("v1.2.0", "2.0.0", false),
            ("v0.3.0", "1.0.0", true), ("v2.1.0", "2.2.0", true), ("v2.0.0+incompatible", "2.1.0", true),
            ("v0.0.0-20200101000000-abcdef123456", "0.1.0", true), ("v1.0.0", "1.1.0-rc.1", true),
            ("v1.1.0", "1.1.0-rc.1", false),
            ("v0.0.0-20200101000000-abcdef123456", "0.0.0-20190101000000-abcdef123456", false),
        ])
    func accepts(requirement: String, version: String, isAccepted: Bool) throws {
        #expect(ecosystem.accepts(requirement: requirement, version: try #require(Version(version))) == isAccepted)
    }

    @Test(
        "A requirement follows a version, but not into another major version, which has another path",
        arguments: [
            ("v1.2.0", "1.3.0", "v1.3.0"), ("v1.2.0", "1.2.0", "v1.2.0"), ("v0.9.0", "1.0.0", "v1.0.0"),
            ("v1.2.0", "2.0.0", nil), ("v2.0.0+incompatible", "2.1.0", "v2.1.0+incompatible"),
            ("v1.0.0", "v1.1.0", "v1.1.0"),
            ("v0.0.0-20200101000000-abcdef123456", "0.1.0", "v0.1.0"), ("v1.0.0", "1.1.0-rc.1", "v1.1.0-rc.1"),
            ("v1.0.0", "1.1.0+build", "v1.1.0"), ("1.0.0", "1.1.0", nil), ("v1.0", "1.1.0", nil), ("", "1.1.0", nil),
        ])
    func rewritten(requirement: String, version: String, expected: String?) throws {
        let version = try #require(Version(version))
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: version) == expected)
        if let expected { #expect(ecosystem.accepts(requirement: expected, version: version) == true) }
    }

    @Test("A rewritten or new requirement accepts its version", arguments: 0..<10)
    func follows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let version = try #require(Version(RandomRequirement.semanticVersion(using: &random)))
            let old = "v" + RandomRequirement.semanticVersion(using: &random).prefix { $0 != "+" }
            if let new = ecosystem.rewritten(requirement: old, toFollow: version) {
                #expect(ecosystem.accepts(requirement: new, version: version) == true, "\(old) → \(new)")
                #expect(ecosystem.rewritten(requirement: new, toFollow: version) == new)
            }
            for policy in RequirementPolicy.allCases {
                let new = GoRequirement.written(policy, for: version)
                #expect(ecosystem.accepts(requirement: new, version: version) == true, "\(new)")
            }
        }
    }

    @Test(
        "A path with a major version suffix names the same module",
        arguments: [
            ("example.com/a/v2", "example.com/a"), ("example.com/a", "example.com/a"), ("gopkg.in/a.v3", "gopkg.in/a"),
            ("example.com/v2x", "example.com/v2x"), ("example.com/a/v1", "example.com/a/v1"), ("v2", "v2"), ("", ""),
        ])
    func normalized(path: String, expected: String) {
        #expect(ecosystem.normalized(packageName: path) == expected)
    }

    @Test(
        "What Go does not understand is an error with its location",
        arguments: [
            ("", "go.missing-module go.mod:1:1"), ("module a b", "go.invalid-directive go.mod:1:1"),
            ("module a\nmodule b", "go.invalid-directive go.mod:2:1"),
            ("module a\nrequire b", "go.invalid-directive go.mod:2:1"),
            ("module a\nrequire b v2.0.0", "go.invalid-version go.mod:2:11"),
            ("module a\nrequire b 1.0.0", "go.invalid-version go.mod:2:11"),
            ("module a\nrequire (\n b v1.0.0\n", "go.syntax go.mod:2:1"), ("module \"a", "go.syntax go.mod:1:10"),
            ("module a\nreplace b => c", "go.invalid-directive go.mod:2:1"),
            ("module a /* b */", "go.syntax go.mod:1:10"),
            ("module a\nretract [v1.0.0]", "go.invalid-directive go.mod:2:1"),
            ("module a\nnew b", "go.unknown-directive go.mod:2:1"),
            ("module a\ngo x", "go.invalid-directive go.mod:2:1"),
        ])
    func faults(text: String, fault: String) {
        #expect(read(ecosystem, ["go.mod": text]).faults == [fault])
    }

    @Test(
        "Any amount of bytes that are not a go.mod name no module",
        arguments: ["{", "(", "a\n", "\"", "a b\n", "`\n", "require (\n", "\\", "//"])
    func size(piece: String) {
        #expect(read(ecosystem, ["go.mod": String(repeating: piece, count: 50_000)]).packages.isEmpty)
    }
}
