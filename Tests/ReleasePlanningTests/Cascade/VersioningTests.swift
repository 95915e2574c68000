import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

/// What `versioning` in slipway.yaml makes of a last release and its commits.
@Suite("Versioning of slipway.yaml")
struct VersioningTests {
    private typealias Strategy = VersioningConfiguration.Strategy

    private func world(
        _ released: String?, _ commits: [String], written: String? = nil,
        _ change: (inout VersioningConfiguration) -> Void
    ) -> World {
        var world = World()
        world.add("core", released, written: written, commits: commits)
        world.set("core") { change(&$0.versioning) }
        return world
    }

    @Test(
        "A strategy decides what a change bumps",
        arguments: [
            (VersioningConfiguration.Strategy.default, "1.2.3", "feat: x", "1.3.0"),
            (.default, "1.3.0-rc.1", "fix: x", "1.3.0"), (.default, "1.3.0-rc.1", "feat!: x", "2.0.0"),
            (.alwaysBumpPatch, "1.2.3", "feat!: x", "1.2.4"), (.alwaysBumpMinor, "1.2.3", "fix: x", "1.3.0"),
            (.alwaysBumpMajor, "1.2.3", "fix: x", "2.0.0"), (.servicePack, "1.2.3", "feat!: x", "1.2.3-sp.1"),
            (.servicePack, "1.2.3-sp.9", "fix: x", "1.2.3-sp.10"),
        ])
    func strategies(strategy: VersioningConfiguration.Strategy, last: String, commit: String, next: String) throws {
        #expect(try world(last, [commit]) { $0.strategy = strategy }.plan().versions == ["core \(next)"])
    }

    @Test("A service pack comes after its version")
    func servicePacks() throws {
        var world = world("1.2.3", ["fix: x"], written: "1.2.3") { $0.strategy = .servicePack }
        for number in 1...3 {
            let plan = try world.plan()
            #expect(plan.versions == ["core 1.2.3-sp.\(number)"])
            world.release(plan)
            #expect(try world.plan().versions.isEmpty)
            world.repositories["core"]?.commits["core"] = [ObservedCommit(id: "f0", message: "fix: y")]
        }
    }

    @Test(
        "Below 1.0.0 a level may be lowered, and nowhere else",
        arguments: [
            ("0.3.1", "feat!: x", "0.4.0"), ("0.3.1", "feat: x", "0.3.2"), ("1.3.1", "feat!: x", "2.0.0"),
            ("1.3.1", "feat: x", "1.4.0"),
        ])
    func early(last: String, commit: String, next: String) throws {
        let world = world(last, [commit]) {
            $0.bumpsMinorBeforeMajor = true
            $0.bumpsPatchForMinorBeforeMajor = true
        }
        #expect(try world.plan().versions == ["core \(next)"])
    }

    @Test("A requested level overrides strategy and lowered levels")
    func forced() throws {
        let world = world("0.3.1", ["fix: x"]) {
            $0.strategy = .alwaysBumpPatch
            $0.bumpsMinorBeforeMajor = true
        }
        #expect(try world.plan(ReleaseRequest(bump: .major)).versions == ["core 1.0.0"])
    }

    @Test(
        "A first release has the configured version, else the manifest's",
        arguments: [("0.5.0", "0.5.0"), (nil, "0.1.0")])
    func initial(configured: String?, next: String) throws {
        #expect(try world(nil, ["feat: x"]) { $0.initialVersion = configured }.plan().versions == ["core \(next)"])
    }

    @Test(
        "With compatibility a suffix is treated as release-please does",
        arguments: [
            (VersioningConfiguration.Strategy.default, "2.0.0-rc.1", "fix: x", "2.0.1-rc.1"),
            (.prerelease, "1.5.0-beta.2", "fix: x", "1.5.0-beta.3"), (.prerelease, "1.5.0", "feat: x", "1.6.0-beta"),
            (.servicePack, "1.2.3-sp.1", "fix: x", "1.2.3-sp.2"),
        ])
    func compat(strategy: VersioningConfiguration.Strategy, last: String, commit: String, next: String) throws {
        var world = world(last, [commit]) {
            $0.strategy = strategy
            $0.isPrerelease = true
            $0.prereleaseType = "beta"
        }
        world.configuration.compatibility = .compat
        #expect(try world.plan().versions == ["core \(next)"])
    }

    @Test("A release-as is used once, whatever the commits say", arguments: [["fix: x"], [], ["docs: x"]])
    func releaseAs(commits: [String]) throws {
        var world = world("1.0.0", commits) {
            $0.releaseAs = "3.0.0"
            $0.releaseAsPlace = Place(file: "slipway.yaml", line: 4, column: 18)
        }
        let plan = try world.plan()
        #expect(plan.versions == ["core 3.0.0"])
        #expect(plan.warnings.isEmpty)
        #expect(plan.component("core")?.reasons.first?.summary.contains("slipway.yaml:4:18") == true)
        world.release(plan)
        let next = try world.plan()
        #expect(next.versions.isEmpty)
        #expect(
            next.warnings == [
                "slipway.yaml:4:18: release-as 3.0.0 is used up and can be removed: core is released as 3.0.0."
            ])
    }

    @Test("A requested version or level overrides release-as")
    func requestFirst() throws {
        let world = world("1.0.0", ["fix: x"]) { $0.releaseAs = "3.0.0" }
        #expect(try world.plan(ReleaseRequest(bump: .minor)).versions == ["core 1.1.0"])
        let chosen = ReleaseRequest(versions: ["core": Version(1, 5, 0)])
        #expect(try world.plan(chosen).versions == ["core 1.5.0"])
    }

    @Test("Of the Release-As footers the newest counts, also of a hidden commit")
    func footers() throws {
        let newest = "chore: x\n\nRelease-As: 1.7.0"
        let world = world("1.0.0", [newest, "feat!: y\n\nRelease-As: 5.0.0"]) { _ in }
        let plan = try world.plan()
        #expect(plan.versions == ["core 1.7.0"])
        #expect(plan.component("core")?.reasons.first?.commit == World.commit(newest))
    }

    @Test("A Release-As that is not a version above the last release is an error that names its commit")
    func badFooters() {
        let (low, bad) = ("fix: x\n\nRelease-As: 1.0.0", "fix: x\n\nRelease-As: soon")
        #expect(
            throws: PlanError.releaseAsTooLow("core", Version(1, 0, 0), released: Version(1, 0, 0), World.commit(low))
        ) { try world("1.0.0", [low]) { _ in }.plan() }
        #expect(throws: PlanError.badReleaseAs("core", "soon", World.commit(bad))) {
            try world("1.0.0", [bad]) { _ in }.plan()
        }
    }

    @Test("Calendar versions keep their spelling, from plan to plan")
    func calendar() throws {
        var world = world("2025.12.4", ["fix: x"]) {
            $0.strategy = .calver
            $0.format = "YYYY.0M.MICRO"
        }
        let plan = try world.plan()
        #expect(plan.versions == ["core 2026.01.0"])
        #expect(plan.component("core")?.tag == "v2026.01.0")
        world.release(plan)
        world.repositories["core"]?.commits["core"] = [ObservedCommit(id: "f0", message: "feat: y")]
        #expect(try world.plan().versions == ["core 2026.01.1"])
    }

    @Test("A calendar format without a counter reports that there is no second version on a day")
    func exhausted() throws {
        let world = world("2026.1.1", ["fix: x"]) {
            $0.strategy = .calver
            $0.format = "YYYY.MM.DD"
        }
        #expect(throws: PlanError.self) { try world.plan() }
        #expect(try world.plan(at: World.moment + 86400).versions == ["core 2026.1.2"])
    }

    @Test("A new calendar format that would give a lower version is refused")
    func lowerFormat() throws {
        let world = world("2025.12.4", ["fix: x"]) {
            $0.strategy = .calver
            $0.format = "YY.0M.MICRO"
        }
        #expect { try world.plan() } throws: { error in
            guard case .versionTooLow("core", let chosen, let released, isCalendar: true) = error as? PlanError else {
                return false
            }
            return (chosen.text, released.text) == ("26.01.0", "2025.12.4")
        }
    }

    @Test(
        "The next calendar version is today's, with counters raised as the change requires",
        arguments: [
            ("YYYY.0M.MICRO", "2025.12.4", "fix: x", "2026.01.0"),
            ("YYYY.0M.MICRO", "2026.01.4", "fix: x", "2026.01.5"),
            ("YY.MINOR.MICRO", "26.2.3", "feat: x", "26.3.0"), ("YY.MINOR.MICRO", "26.2.3", "fix: x", "26.2.4"),
            ("YY.MINOR.MICRO", "25.2.3", "feat: x", "26.0.0"), ("MAJOR.YYYY.MICRO", "3.2025.7", "feat!: x", "4.2026.0"),
            ("MAJOR.YYYY.MICRO", "3.2025.7", "fix: x", "3.2026.0"),
            ("YYYY.0M.MICRO", "2027.03.1", "fix: x", "2027.03.2"),
            ("0Y.0W.0D.MICRO", "26.01.01.0", "fix: x", "26.01.01.1"), ("YYYY.0M.MICRO", "1.2.3", "fix: x", "2026.01.0"),
            ("YYYY.MICRO", "2026.9223372036854775806", "fix: x", "2026.9223372036854775807"),
            // The format was another one before.
            ("YYYY.0M.MICRO", "25.12.4", "fix: x", "2026.01.0"),
        ])
    func calendars(format: String, last: String, commit: String, next: String) throws {
        let world = world(last, [commit]) {
            $0.strategy = .calver
            $0.format = format
        }
        #expect(try world.plan().versions == ["core \(next)"])
    }
}
