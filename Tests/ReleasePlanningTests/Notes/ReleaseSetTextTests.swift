import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

/// The texts of a release set; with `RECORD_GOLDEN=1` they are written anew.
@Suite("Texts of a release set")
struct ReleaseSetTextTests {
    private func golden(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    private func artifact(_ name: String) -> Artifact {
        Artifact(name: name, digest: sha256(Data(name.utf8)), size: Int64(name.utf8.count), origin: name)
    }

    private func released() throws -> (plan: ReleasePlan, released: [ReleasedComponent], artifacts: [Artifact]) {
        var world = World()
        world.add(
            "core", "1.0.0",
            commits: [
                "feat(api)!: speak anew", "fix: count words\n\nBREAKING CHANGE: lines are gone", "perf: faster",
                "docs: typo", "free text", "revert: an idea",
            ])
        world.add("lib", "1.0.0")
        world.add("tool", nil, written: "0.1.0")
        world.edge("lib", "core", "^1.0.0")
        let plan = try world.plan()
        let artifacts = ["core-program", "lib.whl", "Core-é"].map(artifact)
        let released = plan.released.map { one in
            ReleasedComponent(
                component: one, commit: World.commit("release of \(one.name)"),
                address: "https://example.org/\(one.name).git",
                artifacts: artifacts.filter { $0.name.lowercased().hasPrefix(one.name.text) })
        }
        return (plan, released, artifacts)
    }

    @Test("The notes name components, changes, artifacts and how to verify them")
    func notes() throws {
        let (plan, released, artifacts) = try released()
        try golden(releaseNotes(plan: plan, released: released, artifacts: artifacts), "NOTES.md")
    }

    @Test("Checksums are sorted by the bytes of their names, whatever their original order")
    func sums() throws {
        let artifacts = try released().artifacts
        #expect(checksums(artifacts) == checksums(artifacts.reversed()))
        try golden(checksums(artifacts), "SHA256SUMS")
        #expect(checksums([]) == "")
    }

    @Test("The integration manifest has the fields that its readers know")
    func integration() throws {
        let (plan, released, _) = try released()
        try golden(
            String(decoding: try integrationManifest(plan: plan, released: released), as: UTF8.self) + "\n",
            "integration.json")
    }

    @Test("A plan reads as it was recorded")
    func plan() throws {
        try golden(String(decoding: try encodeJSON(try released().plan), as: UTF8.self) + "\n", "plan.json")
    }
}
