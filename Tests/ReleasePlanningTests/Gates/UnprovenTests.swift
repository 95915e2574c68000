import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Components without a gate")
struct UnprovenTests {
    private func world(_ gates: [GateConfiguration], _ policy: UnprovenPolicy = .allow) -> World {
        var world = World()
        world.add("core", "1.0.0", commits: ["fix: x"])
        world.set("core") {
            $0.gates = gates
            $0.unproven = policy
        }
        return world
    }

    private let test = GateConfiguration(name: "test", run: ["make", "test"])
    private let advisory = GateConfiguration(name: "lint", run: ["make", "lint"], isBlocking: false)

    @Test("A release without a blocking gate is reported as unproven; one with a gate is not")
    func told() throws {
        #expect(try world([]).plan().component("core")?.unproven == true)
        #expect(try world([advisory]).plan().component("core")?.unproven == true)
        #expect(try world([advisory, test]).plan().component("core")?.unproven == nil)
    }

    @Test("A build alone proves nothing")
    func build() throws {
        var world = world([])
        world.set("core") { $0.build = BuildConfiguration(run: ["make"]) }
        #expect(try world.plan().component("core")?.unproven == true)
    }

    @Test("A component that is not released is not marked as unproven")
    func unreleased() throws {
        var world = World()
        world.add("core", "1.0.0")
        #expect(try world.plan().component("core")?.unproven == nil)
    }

    @Test("A policy refuses it before anything is built")
    func refused() throws {
        #expect(throws: PlanError.unproven("core", advisory: [])) { try world([], .refuse).plan() }
        #expect(throws: PlanError.unproven("core", advisory: ["lint"])) { try world([advisory], .refuse).plan() }
        #expect(try world([test], .refuse).plan().versions == ["core 1.0.1"])
    }

    @Test("The notes and the manifest of a set report it")
    func notes() throws {
        let plan = try world([]).plan()
        let released = plan.released.map {
            ReleasedComponent(component: $0, commit: nil, address: nil, artifacts: [])
        }
        let notes = releaseNotes(plan: plan, released: released, artifacts: [])
        #expect(notes.contains("| core | 1.0.1 (unproven) |"), "\(notes)")
        #expect(notes.contains("## Unproven\n\nNo blocking gate checked these before they became public: core."))
        #expect(ComponentManifest(released[0], at: World.moment).unproven == true)
    }

    @Test("A plan of an older Slipway is read without it")
    func older() throws {
        var plan = try world([]).plan()
        plan.components[0].unproven = nil
        let text = String(decoding: try encodeJSON(plan), as: UTF8.self)
        #expect(!text.contains("unproven"))
        #expect(try decodeJSON(ReleasePlan.self, from: encodeJSON(plan)) == plan)
    }
}
