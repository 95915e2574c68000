import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Requirements with all numbers")
struct FullRequirementTests {
    @Test(
        "Cargo writes the bare version",
        arguments: [
            ("0.1", "0.9.9", "0.9.9"), ("^0.1.2", "0.9.9", "0.9.9"), ("1", "2.0.1", "2.0.1"),
            ("=0.1.0", "0.9.9", "=0.9.9"),
            (">=0.1, <0.5", "0.4.2", ">=0.1, <0.5"),
        ])
    func cargo(requirement: String, version: String, full: String) throws {
        #expect(CargoEcosystem().full(requirement: requirement, toFollow: try #require(Version(version))) == full)
    }

    @Test(
        "Elsewhere the text before the version stays, and tildes and upper bounds keep their meaning",
        arguments: [("^1.2", "1.4.1", "^1.4.1"), ("1.2", "2.0.1", "2.0.1"), ("~1.2", "1.4.1", "~1.4")])
    func npm(requirement: String, version: String, full: String) throws {
        let npm = NpmEcosystem()
        let version = try #require(Version(version))
        let found = npm.full(requirement: requirement, toFollow: version)
        #expect(found == full)
    }

    @Test(
        "The answer always accepts the version",
        arguments: ["1.2", "^1", "~1.2", ">=1.0", "==1.2.0", "~=1.2", ">=1,<3", "1.x", "*", "[1.0,2.0)", "~> 1.2"])
    func accepts(requirement: String) {
        for ecosystem in allEcosystems {
            guard let full = ecosystem.full(requirement: requirement, toFollow: Version(2, 3, 4)) else { continue }
            #expect(
                ecosystem.accepts(requirement: full, version: Version(2, 3, 4)) == true,
                "\(ecosystem.name) \(requirement) \(full)")
        }
    }
}
