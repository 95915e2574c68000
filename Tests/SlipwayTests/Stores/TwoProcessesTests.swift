import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Real processes on one SQLite file", .heavy)
struct TwoProcessesTests {
    @Test("Decisions by many processes during a release are all kept, each once")
    func decisions() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: correct a fault", ["core.sh": "true\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            """
            defaults:
              gates: [{ name: test, run: [sh, -c, "\(shellWait(until: "[ -e \(fixture.root)/go ]")); echo 1..1"] }]

            """, to: "workspace/slipway.yaml")
        async let release = fixture.slipway("release")
        let store = fixture.workspace + "/.slipway/state.db"
        try await eventually("the gate runs", every: .milliseconds(50)) { try await isRunning(store) }
        try await withThrowingTaskGroup(of: CommandEnd.self) { group in
            for number in 0..<8 {
                group.addTask { try await fixture.slipway("store", "backup", "\(fixture.root)/copy\(number).db").end }
            }
            for try await end in group { #expect(end == .exited(0)) }
        }
        #expect(try await fixture.slipway("run", "pause").end == .exited(0))
        try fixture.write("", to: "go")
        #expect(try await release.end == .exited(65), "paused")
        let kept = try SQLiteRunStore(path: store)
        #expect(try await kept.workspaceEntries().map(\.sequence) == Array(1...8))
        let entries = try await kept.events(of: "r1", after: 0)
        #expect(entries.map(\.sequence) == Array(1...entries.count))
        #expect(try await fixture.slipway("run", "resume").end == .exited(0))
        #expect(try await fixture.slipway("audit", "verify").end == .exited(0))
        #expect(try await fixture.slipway("store", "check").end == .exited(0))
    }

    /// Whether the gate has begun.
    private func isRunning(_ path: String) async throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return false }
        let entries = try await SQLiteRunStore(path: path).journals().first ?? []
        return entries.contains { if case .started("gate:core/test", _) = $0.event { true } else { false } }
    }
}
