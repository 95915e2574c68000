import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Edits of versions.toml")
struct VersionsTomlEditTests {
    /// core and lib as a set records them; lib requires core.
    private func world(_ commit: String) -> World {
        var world = World()
        world.add("core", "1.0.0", commits: [commit])
        world.add("lib", "1.0.0")
        world.add("set", "1.0.0")
        world.edge("lib", "core", "^1.0.0")
        func value(_ key: String, _ text: String) -> VersionSet.Value { .init(key: key, value: text) }
        func entry(_ name: ComponentID) -> VersionSet.Entry {
            .init(
                component: name, version: value("versions.\(name).version", "1.0.0"),
                tag: value("versions.\(name).git_tag", "v1.0.0"),
                commit: value("versions.\(name).git_commit", "old \(name)"))
        }
        world.sets = [
            VersionSet(
                repository: "set", file: "versions.toml", entries: [entry("core"), entry("lib")],
                requirements: [
                    .init(component: "lib", upstream: "core", value: value("versions.lib.requires[0]", "1.0.0"))
                ])
        ]
        return world
    }

    private func recorded(_ plan: ReleasePlan) -> Set<String> {
        guard case .writeBack(let work) = plan.step("write-back:set")?.work else { return [] }
        return Set(work.edits.map { "\($0.key): \($0.change)" })
    }

    @Test("A release records version, tag, commit and every requirement of it, and nothing else")
    func together() throws {
        let plan = try world("feat: x").plan()
        #expect(
            recorded(plan) == [
                "versions.core.version: 1.0.0 → 1.1.0", "versions.core.git_tag: v1.0.0 → v1.1.0",
                "versions.core.git_commit: old core → {commit:core}", "versions.lib.requires[0]: 1.0.0 → 1.1.0",
            ])
    }

    @Test("Two releases are recorded in one commit after everything else")
    func one() throws {
        let plan = try world("feat!: x").plan()
        #expect(recorded(plan).count == 7)
        #expect(plan.needs(of: "write-back:set").isSuperset(of: ["verify:core", "verify:lib"]))
        #expect(plan.steps.count { $0.kind == .writeBack } == 1)
    }

    @Test("Nothing is recorded when nothing is released")
    func none() throws {
        #expect(try world("docs: x").plan().steps.isEmpty)
    }
}
