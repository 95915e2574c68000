import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Notes say why a component was released")
struct EntryReasonTests {
    private func lines(_ plan: ReleasePlan, _ component: ComponentID) -> [String] {
        (plan.component(component)?.changelog ?? "").split(separator: "\n").map(String.init)
    }

    @Test("A release that follows an upstream names it with its version, whether or not its requirement changes")
    func upstream() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat: x"])
        world.add("moved", "1.0.0")
        world.add("open", "1.0.0")
        world.add("bound", "1.0.0")
        world.edge("moved", "core", "=1.0.0")
        world.edge("open", "core", nil)
        world.edge("bound", "core", ">=1.0")
        for name in ["open", "bound"] as [ComponentID] { world.set(name) { $0.cascade = .always } }
        let plan = try world.plan()
        for name in ["moved", "open", "bound"] as [ComponentID] {
            #expect(
                lines(plan, name).dropFirst() == ["### Dependencies", "* core updated to 1.1.0"],
                "\(name): \(lines(plan, name))"
            )
        }
    }

    @Test("Upstreams are named in the order of the manifest, each once")
    func order() throws {
        var world = World()
        world.add("zinc", "1.0.0", commits: ["feat!: x"])
        world.add("alum", "1.0.0", commits: ["feat!: x"])
        world.add("bronze", "1.0.0")
        world.edge("bronze", "alum", "^1.0", line: 20)
        world.edge("bronze", "alum", "^1.0", kind: .build, line: 30)
        world.edge("bronze", "zinc", "^1.0", line: 10)
        let found = lines(try world.plan(), "bronze").filter { $0.hasPrefix("* ") }
        #expect(Set(found) == ["* zinc updated to 2.0.0", "* alum updated to 2.0.0"] && found.count == 2)
    }

    @Test("A release caused only by its group says so, and so does a first release")
    func others() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat: x"])
        world.add("lib", "1.0.0")
        world.add("tool", nil, written: "0.3.0")
        world.configuration.groups = [GroupConfiguration(name: "set", components: ["core", "lib"], versions: .fixed)]
        let plan = try world.plan()
        #expect(lines(plan, "lib").last == "Released together with the group `set`; nothing else changed since 1.0.0.")
        #expect(lines(plan, "tool").last == "First release.")
        let chosen = try world.plan(ReleaseRequest(versions: ["lib": Version(2, 0, 0), "core": Version(2, 0, 0)]))
        #expect(chosen.released.allSatisfy { lines(chosen, $0.name).count > 1 })
    }

    @Test("No entry has an empty section", arguments: 0..<60 as Range<UInt64>)
    func never(seed: UInt64) throws {
        for component in try randomWorld(seed: seed).plan().released {
            let lines = component.changelog.split(separator: "\n")
            #expect(lines.last?.hasPrefix("#") == false, "seed \(seed): \(component.changelog)")
            for (line, next) in zip(lines.dropFirst(), lines.dropFirst(2)) {
                #expect(!(line.hasPrefix("#") && next.hasPrefix("#")), "seed \(seed): \(component.changelog)")
            }
        }
    }
}
