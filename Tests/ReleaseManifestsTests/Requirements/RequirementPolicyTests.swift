import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Requirements by policy")
struct RequirementPolicyTests {
    /// Ecosystems whose language can leave a requirement open.
    private static let languages = allEcosystems.filter {
        $0.requirement(on: Version(1, 2, 3), leavingOpen: .caret) != nil
    }.map(\.name)

    @Test("Every language with ranges supports policies")
    func all() {
        let names = ["cargo", "python", "npm", "composer", "swift", "maven", "gradle", "pub", "mix", "helm", "ruby"]
        #expect(Set(RequirementPolicyTests.languages.map(\.text)).isSuperset(of: names))
    }

    @Test("Exact, caret and tilde accept what they should", arguments: languages)
    func open(name: EcosystemName) throws {
        let one = try #require(ecosystem(named: name))
        let version = Version(1, 2, 3)
        func accepted(_ policy: RequirementPolicy) throws -> [String] {
            let text = try #require(one.requirement(on: version, leavingOpen: policy))
            return [Version(1, 2, 2), version, Version(1, 2, 4), Version(1, 3, 0), Version(2, 0, 0)]
                .filter { one.accepts(requirement: text, version: $0) == true }.map(\.text)
        }
        if name != "go" { #expect(try accepted(.exact) == ["1.2.3"]) }
        #expect(try accepted(.caret) == ["1.2.3", "1.2.4", "1.3.0"])
        if name != "go" { #expect(try accepted(.tilde) == ["1.2.3", "1.2.4"]) }
    }

    @Test("A requirement written by policy accepts its version, including prereleases", arguments: languages)
    func prereleases(name: EcosystemName) throws {
        let one = try #require(ecosystem(named: name))
        for text in ["0.0.1", "0.2.3", "1.0.0-rc.1", "10.20.30"] {
            let version = try #require(Version(text))
            for policy in RequirementPolicy.allCases {
                guard let requirement = one.requirement(on: version, leavingOpen: policy) else { continue }
                #expect(one.accepts(requirement: requirement, version: version) == true, "\(requirement) for \(text)")
            }
        }
    }
}
