import ReleaseModel
import ReleasePlanning
import Testing

/// Prereleases are never below what exists, in the order that the component's own tools have.
@Suite("The order of prereleases in each ecosystem")
struct EcosystemOrderTests {
    private func world(_ last: String, _ ecosystem: EcosystemName) -> World {
        var world = World()
        world.add("core", last, commits: ["fix: y"])
        world.components[0].ecosystem = ecosystem
        world.components[0].versionSources[0].ecosystem = ecosystem
        return world
    }

    private func next(_ last: String, _ label: String, _ ecosystem: EcosystemName) throws -> String? {
        try world(last, ecosystem).plan(ReleaseRequest(stage: .prerelease(label))).component("core")?.nextVersion?.text
    }

    @Test(
        "A gem's prerelease is spelled like the last one, and RubyGems orders it above",
        arguments: [
            ("1.4.0.pre.2", "rc", "1.4.0.rc.3"), ("1.4.0.pre.2", "pre", "1.4.0.pre.3"),
            ("1.4.0.rc1", "rc", "1.4.0.rc2"),
            ("1.4.0.beta1", "rc", "1.4.0.rc1"), ("1.4.0-rc.1", "rc", "1.4.0-rc.2"), ("1.3.0", "rc", "1.3.1.rc.1"),
            ("1.4.0.alpha.1", "beta", "1.4.0.beta.1"), ("1.3.0", "nightly", "1.3.1-nightly.1"),
        ])
    func gem(last: String, label: String, next: String) throws {
        #expect(try self.next(last, label, "ruby") == next)
    }

    @Test(
        "A label that the ecosystem orders below the last prerelease is refused",
        arguments: [
            ("ruby", "1.4.0.rc.2", "pre"), ("ruby", "1.4.0.rc1", "beta"), ("ruby", "1.4.0-rc1", "rc"),
            ("cargo", "1.4.0-rc.1", "beta"), ("npm", "1.4.0-beta.1", "alpha"), ("npm", "1.4.0-rc1", "rc"),
            ("python", "1.4.0rc1", "beta"), ("maven", "1.4.0-rc.1", "beta"), ("nuget", "1.4.0-RC.2", "rc"),
            ("composer", "1.4.0-RC2", "rc"), ("gradle", "1.4.0-rc.1", "beta"),
        ] as [(EcosystemName, String, String)])
    func refused(ecosystem: EcosystemName, last: String, label: String) {
        let error = #expect(throws: PlanError.self) { try next(last, label, ecosystem) }
        #expect(error?.code == "plan.prerelease-order")
    }

    @Test("A chosen version that the ecosystem orders below the last one is refused")
    func chosen() throws {
        let version = try #require(Version("1.4.0-rc.3"))
        let request = ReleaseRequest(versions: ["core": version])
        let error = #expect(throws: PlanError.self) { try world("1.4.0.pre.2", "ruby").plan(request) }
        #expect(error?.code == "plan.version-too-low")
        #expect(try world("1.4.0-pre.2", "cargo").plan(request).component("core")?.nextVersion == version)
    }

    @Test("A label that Maven orders after the final version is refused: it would hide the release")
    func afterFinal() {
        let error = #expect(throws: PlanError.self) { try next("1.3.0", "preview", "maven") }
        #expect(error?.code == "plan.prerelease-label" && error?.summary.contains("maven orders") == true)
        #expect(throws: Never.self) { try next("1.3.0", "rc", "maven") }
    }
}
