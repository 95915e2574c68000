import GitHubDouble
import ReleaseModel
import Testing

@Suite("Settings of the double of GitHub")
struct SettingsTests {
    @Test("What JSON does not say keeps GitHub's value")
    func fillsIn() throws {
        let settings = try RepositorySettings(json: [
            "allowsAutoMerge": true, "protections": ["main": ["checks": ["ci"]]],
            "rulesets": [["target": "tag", "rules": [["type": "creation"]]]],
        ])
        #expect(settings.allowsAutoMerge && settings.allowsSquashing)
        #expect(settings.protections["main"]?.checks == ["ci"])
        #expect(settings.rulesets.first?.target == .tag && settings.rulesets.first?.include == ["~ALL"])
        #expect(try DoubleSettings(json: ["faults": ["rate": 0.5]]).faults.rate == 0.5)
    }

    @Test("A key that is no setting is refused by name")
    func refusesUnknownKeys() {
        #expect(throws: SettingsError.unknownKey("allowAutoMerge")) {
            try RepositorySettings(json: ["allowAutoMerge": true])
        }
        #expect(throws: SettingsError.unknownKey("check")) {
            try RepositorySettings(json: ["protections": ["main": ["check": ["ci"]]]])
        }
    }
}
