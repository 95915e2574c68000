import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("Plans")
struct PlanMakerTests {
    @Test("Equal observations give equal plans, in whatever order", arguments: 0..<60 as Range<UInt64>)
    func equal(seed: UInt64) throws {
        let world = randomWorld(seed: seed)
        var shuffled = world.observed
        var random = SeededGenerator(seed: seed)
        shuffled.components.shuffle(using: &random)
        shuffled.edges.shuffle(using: &random)
        shuffled.repositories.shuffle(using: &random)
        for index in shuffled.repositories.indices { shuffled.repositories[index].tags.shuffle(using: &random) }
        let other = try PlanMaker(
            world: shuffled, request: ReleaseRequest(), moment: World.moment,
            ecosystems: world.ecosystems.shuffled(using: &random), publications: allPublications
        ).plan()
        let plan = try world.plan()
        #expect(plan.digest == other.digest, "seed \(seed)")
        #expect(plan == other, "seed \(seed)")
    }

    @Test("Planning right after a release plans nothing", arguments: 0..<60 as Range<UInt64>)
    func settled(seed: UInt64) throws {
        var world = randomWorld(seed: seed)
        let plan = try world.plan()
        world.release(plan)
        let after = try world.plan()
        #expect(after.versions == [], "seed \(seed)")
    }

    @Test("A plan round-trips through JSON", arguments: 0..<20 as Range<UInt64>, PlanSchema.allCases)
    func json(seed: UInt64, schema: PlanSchema) throws {
        let plan = try randomWorld(seed: seed).plan(at: World.moment.addingTimeInterval(0.7))
        let back = try decodeJSON(ReleasePlan.self, from: encodeJSON(plan, planSchema: schema))
        #expect(back == plan, "seed \(seed)")
        #expect(try planDigest(back) == plan.digest, "seed \(seed)")
    }

    private func plan() throws -> ReleasePlan {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"])
        world.add("lib", "1.0.0")
        world.edge("lib", "core", "^1.0.0")
        return try world.plan()
    }

    @Test("The digest does not depend on when the plan was made")
    func moment() throws {
        var later = try plan()
        later.createdAt += 3600
        #expect(try planDigest(later) == later.digest)
    }

    static let changes: [(name: String, change: @Sendable (inout ReleasePlan) -> Void)] = [
        ("workspace", { $0.workspace = "x" }),
        ("request", { $0.request.components = ["core"] }), ("base", { $0.repositories[0].base = "x" }),
        ("branch", { $0.repositories[0].branch = "x" }),
        ("version", { $0.components[0].nextVersion = Version(9, 0, 0) }),
        ("tag", { $0.components[0].tag = "x" }), ("edit", { $0.components[0].edits[0].edit.change = .create("x") }),
        ("reason", { $0.components[0].reasons.removeLast() }), ("changelog", { $0.components[0].changelog += "x" }),
        ("need", { $0.steps[$0.steps.count - 1].needs = [] }), ("step", { $0.steps.removeLast() }),
        ("order of steps", { $0.steps.swapAt(0, 1) }), ("warnings", { $0.warnings.append("x") }),
        (
            "message",
            { plan in
                guard case .prepare(var work) = plan.steps[0].work else { return }
                work.message += "x"
                plan.steps[0].work = .prepare(work)
            }
        ),
    ]

    @Test("The digest changes with everything that the plan does", arguments: changes.indices)
    func digest(index: Int) throws {
        var changed = try plan()
        let digest = changed.digest
        PlanMakerTests.changes[index].change(&changed)
        #expect(try planDigest(changed) != digest, "\(PlanMakerTests.changes[index].name)")
    }

    @Test("Conflicting version sources of one component stop planning")
    func sources() {
        var world = World()
        world.add("core", "1.0.0")
        world.components[0].versionSources.append(
            VersionSource(
                ecosystem: "python", place: Place(file: "pyproject.toml", line: 3, column: 11), key: "project.version",
                value: "1.1.0"))
        #expect(throws: PlanError.sourcesDiffer("core", world.components[0].versionSources)) { try world.plan() }
    }

    @Test("An existing tag stops planning")
    func tagExists() {
        var world = World()
        world.add("core", nil, written: "1.0.0")
        world.repositories["core"]?.tags = [ObservedTag(name: "v1.0.0", commit: "t")]
        world.set("core") { $0.tag = "v{version}" }
        world.add("other", nil, in: "core", path: "other")
        world.set("other") { $0.tag = "v{version}" }
        world.components[1].version = Version(2, 0, 0)
        #expect(throws: PlanError.self) {
            try world.plan(ReleaseRequest(version: Version(1, 0, 0)))
        }
    }

    @Test("Two artifacts with the same name are refused before anything is built")
    func artifactNames() {
        var world = World()
        for name in ["left", "right"] as [ComponentID] {
            world.add(name, "1.0.0", commits: ["fix: x"])
            world.set(name) {
                $0.build = BuildConfiguration(
                    run: ["true"], artifacts: [ArtifactConfiguration(path: "out/tool", name: "tool")])
            }
        }
        #expect(throws: PlanError.artifactName("tool", ["left", "right"])) { try world.plan() }
    }

    @Test("A repository with a detached head can be planned, and the plan says that it can't be released")
    func detached() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["fix: x"])
        world.repositories["core"]?.branch = nil
        #expect(try world.plan().warnings.contains { $0.contains("core is on no branch") })
    }

    @Test("Uncommitted changes are not part of a release, and the plan warns")
    func dirty() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["fix: x"])
        world.repositories["core"]?.isDirty = true
        #expect(try world.plan().warnings == ["core has uncommitted changes; they are not part of the release."])
    }

    @Test("A sibling's requirement in the same repository moves although it is not released")
    func sibling() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"], in: "mono")
        world.add("tool", "1.0.0", in: "mono")
        world.edge("tool", "core", "^1.0.0")
        world.set("tool") { $0.cascade = .never }
        let plan = try world.plan()
        #expect(plan.versions == ["core 2.0.0"])
        #expect(plan.edits(of: "tool") == ["tool/Cargo.toml dependencies.core.version: ^1.0.0 → ^2.0.0"])
        #expect(plan.component("tool")?.reasons.map(\.kind).contains(.requirementOnly) == true)
    }

    @Test("A ladder of many diamonds is planned quickly", .timeLimit(.minutes(20)))
    func ladder() throws {
        var world = World()
        for level in 0..<40 {
            for side in ["a", "b"] {
                world.add(ComponentID("\(side)\(level)"), "1.0.0", commits: ["feat: x"])
                guard level > 0 else { continue }
                for upstream in ["a", "b"] {
                    world.edge(ComponentID("\(side)\(level)"), ComponentID("\(upstream)\(level - 1)"))
                }
            }
        }
        #expect(try world.plan().released.count == 80)
    }
}
