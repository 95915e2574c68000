import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Requirements of charts, images, Dart and Elixir packages")
struct ImageAndChartRequirementTests {
    @Test(
        "An image tag covers the versions with that prefix, ignoring a variant",
        arguments: [
            ("1.2.3", ["1.2.3"], ["1.2.4", "1.2.3-rc.1"]), ("v1.2", ["1.2.0", "1.2.9"], ["1.3.0"]),
            ("1", ["1.9.9"], ["2.0.0"]), ("1.2.3-alpine", ["1.2.3"], ["1.2.4"]),
            ("1.2.3-rc.1", ["1.2.3-rc.1"], ["1.2.3"]),
        ])
    func tags(tag: String, yes: [String], no: [String]) throws {
        for version in yes {
            #expect(DockerEcosystem().accepts(requirement: tag, version: try semantic(version)) == true)
        }
        for version in no {
            #expect(DockerEcosystem().accepts(requirement: tag, version: try semantic(version)) == false)
        }
    }

    @Test(
        "A tag that names no version is not understood", arguments: ["latest", "bookworm-slim", "", "1.2.3.4", "sha-1"])
    func noVersion(tag: String) {
        #expect(DockerEcosystem().accepts(requirement: tag, version: Version(1, 0, 0)) == nil)
        #expect(DockerEcosystem().rewritten(requirement: tag, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test("A version that can't be a tag gives no tag", arguments: ["1.2.3-alpine", "v1.2.3"])
    func unnamed(tag: String) throws {
        let version = try #require(Version(python: tag.hasPrefix("v") ? "1.2.3.4" : "1.2.3rc1"))
        #expect(DockerEcosystem().rewritten(requirement: tag, toFollow: version) == nil)
    }

    @Test("An image variant can also be a chart's prerelease")
    func oddPrerelease() throws {
        let version = try semantic("0.5.0-b")
        #expect(HelmEcosystem().accepts(requirement: "0.5.0-b", version: version) == true)
        #expect(HelmEcosystem().rewritten(requirement: "0.5.0-b", toFollow: version) == "0.5.0-b")
    }

    @Test(
        "A pub constraint accepts what Dart's documentation says",
        arguments: [
            ("any", ["0.0.1", "9.9.9-dev"], []), ("1.2.3", ["1.2.3"], ["1.2.4"]),
            ("^1.2.3", ["1.2.3", "1.9.0", "1.3.0-dev"], ["2.0.0", "2.0.0-dev.1", "1.2.2"]),
            ("^0.1.2", ["0.1.9"], ["0.2.0", "0.2.0-a"]), ("^0.0.3", ["0.0.9"], ["0.1.0"]),
            (">=1.0.0 <2.0.0", ["1.0.0", "1.5.0-x"], ["2.0.0-x", "2.0.0"]),
            (">=2.0.0-a <2.0.0", ["2.0.0-b"], ["2.0.0"]),
        ])
    func pub(requirement: String, yes: [String], no: [String]) throws {
        for version in yes {
            #expect(PubEcosystem().accepts(requirement: requirement, version: try semantic(version)) == true)
        }
        for version in no {
            #expect(PubEcosystem().accepts(requirement: requirement, version: try semantic(version)) == false)
        }
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("helm", "~0.2.0", "0.3.1", "~0.3.1"), ("helm", "0.1.x", "0.2.0", "0.2.*"),
            ("helm", ">=12, <14", "13.0.0", ">=12, <14"),
            ("helm", ">=12, <14", "14.1.0", ">=12, <15"), ("helm", "1.2 - 1.9", "2.0.0", "1.2 - 2.0"),
            ("helm", "v1.2.3", "1.3.0", "v1.3.0"),
            ("helm", "1.3.0-alpine", "1.4.0", "1.4.0-alpine"), ("docker", "v1.2-slim", "1.3.0", "v1.3-slim"),
            ("docker", "1.2.3", "2.0.0-rc.1", "2.0.0-rc.1"), ("pub", "^1.4.0", "1.5.0", "^1.5.0"),
            ("pub", "any", "2.0.0", "any"),
            ("pub", ">=1.0.0 <2.0.0", "2.1.0", ">=1.0.0 <3.0.0"), ("mix", "~> 1.2", "1.3.4", "~> 1.3"),
            ("mix", "== 0.3.7 or ~> 1.0", "2.1.0", "== 0.3.7 or ~> 2.1"), ("kustomize", "2.1.0", "2.2.0", "2.2.0"),
        ])
    func following(ecosystem name: String, requirement: String, version: String, expected: String) throws {
        let one = try #require(ecosystem(named: EcosystemName(name)))
        #expect(one.rewritten(requirement: requirement, toFollow: try semantic(version)) == expected)
    }

    @Test("A rewritten requirement accepts the version, and rewriting it again changes nothing", arguments: 0..<30)
    func alwaysAccepts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let version = try semantic(RandomRequirement.semanticVersion(using: &random))
            for (one, text) in [
                (HelmEcosystem() as any Ecosystem, RandomRequirement.helm(using: &random)),
                (MixEcosystem(), RandomRequirement.mix(using: &random)),
                (RubyEcosystem(), RandomRequirement.ruby(using: &random)),
            ] {
                let answer = try #require(
                    one.rewritten(requirement: text, toFollow: version), "'\(text)' for \(version)")
                #expect(
                    one.accepts(requirement: answer, version: version) == true, "'\(text)' for \(version): '\(answer)'")
                #expect(one.rewritten(requirement: answer, toFollow: version) == answer, "'\(text)' for \(version)")
            }
        }
    }

    private func semantic(_ text: String) throws -> Version { try #require(Version(semantic: text)) }
}
