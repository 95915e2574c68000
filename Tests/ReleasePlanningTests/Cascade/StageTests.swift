import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Prereleases by intent")
struct StageTests {
    /// - Parameters:
    ///   - tags: Versions of earlier releases, in any order.
    ///   - commits: Messages since the last of them.
    ///   - earlier: Messages between the last stable one and the last.
    private func world(
        _ tags: [String], _ commits: [String], earlier: [String] = [], ecosystem: EcosystemName = "cargo",
        written: String? = nil
    ) -> World {
        var world = World()
        world.add("core", nil, written: written ?? tags.last ?? "0.1.0", commits: commits)
        world.components[0].ecosystem = ecosystem
        world.components[0].versionSources[0].ecosystem = ecosystem
        if ecosystem == "python" {
            world.components[0].versionSources[0].place.file = "pyproject.toml"
            world.components[0].versionSources[0].key = "project.version"
        }
        world.repositories["core"]?.tags = tags.map {
            ObservedTag(name: TagName("v\($0)"), commit: World.commit("v\($0)"))
        }
        if !earlier.isEmpty {
            world.repositories["core"]?.earlierCommits["core"] = earlier.map {
                ObservedCommit(id: World.commit($0), message: $0)
            }
        }
        return world
    }

    private func request(_ label: String) -> ReleaseRequest { ReleaseRequest(stage: .prerelease(label)) }

    @Test(
        "The level is counted from the last stable release, and the number from the tags",
        arguments: [
            (["1.2.0"], ["feat: x"], [], "1.3.0-beta.1"),
            (["1.2.0", "1.3.0-beta.1"], ["fix: y"], ["feat: x"], "1.3.0-beta.2"),
            (["1.2.0", "1.3.0-beta.1", "1.3.0-beta.2"], ["feat!: z"], ["feat: x"], "2.0.0-beta.1"),
            (["1.2.0", "1.2.1-beta.1"], ["feat: y"], ["fix: x"], "1.3.0-beta.1"),
            (["1.2.0", "2.0.0-beta.9"], ["fix: y"], ["fix: x"], "2.0.0-beta.10"),
            ([], ["feat: x"], [], "0.1.0-beta.1"), (["0.1.0-beta.1"], ["feat: x"], ["fix: y"], "0.1.0-beta.2"),
            (["1.2.0", "1.3.0-alpha.4"], ["fix: y"], ["feat: x"], "1.3.0-beta.1"),
        ] as [([String], [String], [String], String)])
    func next(tags: [String], commits: [String], earlier: [String], next: String) throws {
        let written = tags.isEmpty ? "0.1.0" : nil
        #expect(
            try world(tags, commits, earlier: earlier, written: written).plan(request("beta")).versions
                == ["core \(next)"])
    }

    @Test("A number is above those of every branch")
    func otherBranches() throws {
        var world = world(["1.2.0"], ["feat: x"])
        world.repositories["core"]?.tags.append(
            ObservedTag(name: "v1.3.0-beta.4", commit: "c0ffee", isReachable: false))
        #expect(try world.plan(request("beta")).versions == ["core 1.3.0-beta.5"])
    }

    @Test("A just-released prerelease is not released again; a new label needs no commit")
    func promotion() throws {
        let world = world(["1.2.0", "1.3.0-beta.2"], [], earlier: ["feat: x"])
        #expect(try world.plan(request("beta")).versions.isEmpty)
        #expect(try world.plan(request("rc")).versions == ["core 1.3.0-rc.1"])
    }

    @Test("Labels of one version only go up")
    func order() {
        let world = world(["1.2.0", "1.3.0-rc.1"], ["fix: y"], earlier: ["feat: x"])
        #expect(
            throws: PlanError.prereleaseOrder(
                "core", Version("1.3.0-beta.1") ?? Version(0, 0, 0), released: Version("1.3.0-rc.1") ?? Version(0, 0, 0)
            )
        ) { try world.plan(request("beta")) }
    }

    @Test(
        "Python packages get PEP 440's spelling",
        arguments: [
            ("alpha", ["1.2.0"], "1.3.0a1"), ("beta", ["1.2.0", "1.3.0b1"], "1.3.0b2"), ("rc", ["1.2.0"], "1.3.0rc1"),
            ("dev", ["1.2.0"], "1.3.0.dev1"),
        ])
    func python(label: String, tags: [String], next: String) throws {
        let world = world(tags, ["feat: x"], earlier: tags.count > 1 ? ["feat: y"] : [], ecosystem: "python")
        #expect(try world.plan(request(label)).versions == ["core \(next)"])
    }

    @Test("A Python package whose prereleases have a hyphen keeps it, with the labels that Python knows")
    func pythonWithHyphen() throws {
        let world = world(["1.2.0", "1.3.0-rc.1"], ["fix: y"], earlier: ["feat: x"], ecosystem: "python")
        #expect(try world.plan(request("rc")).versions == ["core 1.3.0-rc.2"])
        #expect(throws: PlanError.self) { try world.plan(request("nightly")) }
        let error = #expect(throws: PlanError.self) { try world.plan(request("dev")) }
        #expect(error?.code == "plan.prerelease-order", "PEP 440 orders .dev first")
    }

    @Test("Where stable releases bear build numbers, candidates and their graduation count them too")
    func buildNumbers() throws {
        var counted = world(["1.2.0+7"], ["feat: x"], ecosystem: "pub")
        counted.components[0].versionSources[0].part = .counted
        #expect(try counted.plan(request("rc")).versions == ["core 1.3.0-rc.1+8"])
        counted = world(["1.2.0+7", "1.3.0-rc.1+8"], ["fix: y"], earlier: ["feat: x"], ecosystem: "pub")
        counted.components[0].versionSources[0].part = .counted
        #expect(try counted.plan(request("rc")).versions == ["core 1.3.0-rc.2+9"])
        #expect(try counted.plan(ReleaseRequest(stage: .graduation)).versions == ["core 1.3.0+9"])
        // A candidate that was tagged without a number, while its file has one.
        var plain = world(
            ["1.2.0+7", "1.3.0-rc.1"], ["fix: y"], earlier: ["feat: x"], ecosystem: "pub", written: "1.3.0-rc.1+8")
        plain.components[0].versionSources[0].part = .counted
        #expect(try plain.plan(ReleaseRequest(stage: .graduation)).versions == ["core 1.3.0+9"])
    }

    @Test("A label that Python does not know is refused with a reason")
    func pythonLabel() throws {
        let world = world(["1.2.0"], ["feat: x"], ecosystem: "python")
        #expect(throws: PlanError.self) { try world.plan(request("nightly")) }
    }

    @Test(
        "Graduation keeps the prerelease's numbers, needs no commit and lists everything since the last stable one")
    func graduation() throws {
        var world = world(["1.2.0", "1.3.0-beta.1", "1.3.0-beta.2"], [], earlier: ["fix: second", "feat: first"])
        world.repositories["core"]?.remoteAddress = "https://example.org/team/core.git"
        let plan = try world.plan(ReleaseRequest(stage: .graduation))
        #expect(plan.versions == ["core 1.3.0"])
        let changelog = plan.component("core")?.changelog ?? ""
        #expect(changelog.contains("first") && changelog.contains("second"))
        #expect(changelog.contains("/compare/v1.2.0...v1.3.0"))
        #expect(plan.warnings.isEmpty)
    }

    @Test("A graduation with commits that no prerelease has shown says so")
    func unseen() throws {
        let world = world(["1.2.0", "1.3.0-beta.1"], ["fix: z"], earlier: ["feat: x"])
        let plan = try world.plan(ReleaseRequest(stage: .graduation))
        #expect(plan.versions == ["core 1.3.0"])
        #expect(
            plan.warnings == ["core becomes 1.3.0 with 1 commit since 1.3.0-beta.1 that no prerelease has shown."])
    }

    @Test("Where the last release is stable there is nothing to graduate")
    func stable() throws {
        let plan = try world(["1.2.0"], ["feat: x"]).plan(ReleaseRequest(stage: .graduation))
        #expect(plan.versions.isEmpty)
        #expect(plan.nothingToRelease?.contains("the last release, 1.2.0, is stable") == true)
    }

    @Test("The strategy 'prerelease' makes prereleases by default")
    func configured() throws {
        var world = world(["1.2.0", "1.3.0-beta.1"], ["fix: y"], earlier: ["feat: x"])
        world.set("core") {
            $0.versioning.strategy = .prerelease
            $0.versioning.prereleaseType = "beta"
        }
        #expect(try world.plan().versions == ["core 1.3.0-beta.2"])
        #expect(try world.plan(ReleaseRequest(stage: .graduation)).versions == ["core 1.3.0"])
        #expect(try world.plan(request("rc")).versions == ["core 1.3.0-rc.1"])
    }

    @Test("Components that follow a prerelease are prereleases themselves")
    func cascade() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"])
        world.add("lib", "1.0.0")
        world.edge("lib", "core", "^1.0.0")
        #expect(try world.plan(request("beta")).versions == ["core 2.0.0-beta.1", "lib 1.0.1-beta.1"])
    }

    @Test("A component that is released as stable does not follow a candidate, and the plan says so")
    func stableDownstream() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"])
        world.add("lib", "1.0.0")
        world.edge("lib", "core", "=1.0.0")
        world.set("core") {
            $0.versioning.strategy = .prerelease
            $0.versioning.prereleaseType = "rc"
        }
        let plan = try world.plan()
        #expect(plan.versions == ["core 2.0.0-rc.1"])
        #expect(plan.edits(of: "lib") == [])
        #expect(plan.warnings.contains { $0.contains("excludes the candidate 2.0.0-rc.1") })
        world.set("lib") {
            $0.versioning.strategy = .prerelease
            $0.versioning.prereleaseType = "rc"
        }
        #expect(try world.plan().versions == ["core 2.0.0-rc.1", "lib 1.0.1-rc.1"])
    }

    @Test("A graduation leaves no candidate behind in a range whose end it raises")
    func graduatedRange() throws {
        var world = World()
        world.add("core", "1.1.0-rc.1", written: "1.1.0-rc.1")
        world.add("lib", "1.0.1-rc.1", written: "1.0.1-rc.1")
        world.edge("lib", "core", ">=1.1.0-rc.1, <1.1.0")
        let plan = try world.plan(ReleaseRequest(stage: .graduation))
        let edit = try #require(plan.edits(of: "lib").first { $0.contains("core") })
        #expect(edit.contains(">=1.1.0, <"))
        #expect(!edit.split(separator: "→")[1].contains("rc"))
    }

    @Test(
        "A request round-trips, including one of an earlier version without a stage",
        arguments: [ReleaseStage.graduation, .prerelease("beta"), nil])
    func coding(stage: ReleaseStage?) throws {
        let request = ReleaseRequest(components: ["core"], stage: stage)
        let data = try encodeJSON(request)
        #expect(try decodeJSON(ReleaseRequest.self, from: data) == request)
        #expect(String(decoding: data, as: UTF8.self).contains("stage") == (stage != nil))
    }
}
