import ReleaseModel
import ReleaseTestKit
import Testing

/// What the conformance data says of SemVer 2.0.0.
struct SemanticVersionCases: Decodable {
    struct Valid: Decodable, CustomTestStringConvertible {
        var version: String
        var major: String
        var minor: String
        var patch: String
        var prerelease: String?
        var build: String?
        var testDescription: String { version }
    }

    struct Precedence: Decodable {
        var specification: [[String]]
        var own: [[String]]
    }

    var valid: [Valid]
    var invalid: [String]
    var precedence: Precedence
    var equalPrecedence: [[String]]

    static let shared = try? ReleaseTestKit.shared(SemanticVersionCases.self, "conformance/semver-2.0.0.json")
    static let isThere = Comment(rawValue: "needs ../shared/conformance, or SLIPWAY_SHARED")
}

@Suite(
    "Semantic versions of the specification",
    .enabled(if: SemanticVersionCases.shared != nil, SemanticVersionCases.isThere))
struct SemanticVersionTests {
    /// Numbers beyond 64 bits are valid to the specification and refused here; no such version was ever published.
    private static func fits(_ text: String) -> Bool {
        text.split { !$0.isNumber }.allSatisfy { Int($0) != nil }
    }

    static let readable = (SemanticVersionCases.shared?.valid ?? []).filter { fits($0.version) }
    static let chains = [
        SemanticVersionCases.shared?.precedence.specification ?? [], SemanticVersionCases.shared?.precedence.own ?? [],
    ].flatMap { $0 }.filter { $0.allSatisfy(fits) }

    @Test("Every valid version is read into its parts", arguments: readable)
    func isRead(one: SemanticVersionCases.Valid) throws {
        let version = try #require(Version(semantic: one.version))
        #expect([version.major, version.minor, version.patch].map(String.init) == [one.major, one.minor, one.patch])
        #expect(version.build == one.build ?? "")
        #expect(version.isPrerelease == (one.prerelease != nil))
        #expect(version.text == one.version)
    }

    @Test("No invalid version is read", arguments: SemanticVersionCases.shared?.invalid ?? [])
    func invalid(text: String) {
        #expect(Version(semantic: text) == nil)
    }

    @Test("Each version sorts before all that follow it in its chain", arguments: chains)
    func order(chain: [String]) throws {
        let versions = try chain.map { try #require(Version(semantic: $0)) }
        for (index, version) in versions.enumerated() {
            for later in versions[(index + 1)...] {
                #expect(version < later, "\(version) < \(later)")
                #expect(!(later < version), "\(later) < \(version)")
            }
        }
    }

    @Test("Build metadata does not affect the order", arguments: SemanticVersionCases.shared?.equalPrecedence ?? [])
    func equal(versions: [String]) throws {
        let first = try #require(Version(semantic: versions[0]))
        #expect(try versions.allSatisfy { try #require(Version(semantic: $0)) == first })
    }
}
