import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Stores that are younger than the folders beside them.
@Suite("A store that was restored or lost, with the real program", .heavy)
struct RestoredStoreTests {
    /// Each build makes other bytes, as real ones do.
    private func scene() async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("pump", ["VERSION": "1.0.0\n"])
        try fixture.write(
            """
            defaults:
              gates: [{ name: test, run: [sh, -c, "test ! -e ../../../../../../broken && echo 1..1"] }]
              build: { run: [sh, -c, "echo {version}; date +%s%N > pump.bin"], artifacts: [pump.bin] }

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    private func change(_ fixture: Fixture) async throws {
        try await fixture.commit("fix: seal", ["seal.txt": UUID().uuidString], in: "pump")
        try await fixture.push("pump")
    }

    private func release(_ fixture: Fixture) async throws -> CommandResult {
        try await change(fixture)
        return try await fixture.slipway("release")
    }

    private func removeStore(_ fixture: Fixture) throws {
        for name in ["state.db", "state.db-wal", "state.db-shm"] {
            try? FileManager.default.removeItem(atPath: "\(fixture.workspace)/.slipway/\(name)")
        }
    }

    private func restore(_ copy: String, _ fixture: Fixture) throws {
        try removeStore(fixture)
        try FileManager.default.copyItem(atPath: copy, toPath: fixture.workspace + "/.slipway/state.db")
    }

    private func sets(_ fixture: Fixture) async throws -> [String: String] {
        let root = fixture.workspace + "/.slipway/releases"
        var found: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: root) {
            found[name] = try await fixture.fingerprint(of: "\(root)/\(name)")
        }
        return found
    }

    @Test("After a restore every later set is unchanged, and the next run has a new name")
    func restored() async throws {
        let fixture = try await scene()
        defer { fixture.remove() }
        #expect(try await release(fixture).end == .exited(0))
        let copy = fixture.root + "/copy.db"
        #expect(try await fixture.slipway("store", "backup", copy).end == .exited(0))
        #expect(try await release(fixture).end == .exited(0))
        let before = try await sets(fixture)
        try restore(copy, fixture)
        let checked = try await fixture.slipway("store", "check")
        let lost = try #require(before.keys.first { $0.hasPrefix("r2-") })
        #expect(checked.end == .exited(0) && checked.errorText.contains(lost), "\(checked.errorText)")
        let next = try await release(fixture)
        #expect(next.end == .exited(0) && next.errorText.contains(lost), "\(next.errorText)")
        let after = try await sets(fixture)
        #expect(after.count == 3 && after.merging(before) { $1 } == after)
        #expect(try await !release(fixture).errorText.contains(lost), "it is said once")
        #expect(try await fixture.slipway("run", "show", "r2").text.contains("1.0.3"), "r2 is the store's own")
    }

    @Test("Without a store numbers start again, and no set is touched, not even one of 0.1.0")
    func lostStore() async throws {
        let fixture = try await scene()
        defer { fixture.remove() }
        #expect(try await release(fixture).end == .exited(0))
        try FileManager.default.moveItem(
            atPath: fixture.folder(of: "r1"), toPath: fixture.workspace + "/.slipway/releases/r1")
        let before = try await sets(fixture)
        try removeStore(fixture)
        #expect(try await release(fixture).end == .exited(0))
        let after = try await sets(fixture)
        #expect(after.count == 2 && after["r1"] == before["r1"])
        #expect(try await fixture.slipway("audit", "list").text.contains("found folders of r1"))
    }

    @Test("A run that finished after the backup is not repeated")
    func openRun() async throws {
        let fixture = try await scene()
        defer { fixture.remove() }
        try fixture.write("", to: "workspace/broken")
        #expect(try await release(fixture).end == .exited(65))
        let copy = fixture.root + "/copy.db"
        #expect(try await fixture.slipway("store", "backup", copy).end == .exited(0))
        try FileManager.default.removeItem(atPath: fixture.workspace + "/broken")
        #expect(try await fixture.slipway("run", "retry").end == .exited(0))
        let before = try await sets(fixture)
        try restore(copy, fixture)
        let again = try await fixture.slipway("run", "retry")
        #expect(again.end == .exited(1) && again.errorText.contains("1.0.1 is already released"), "\(again.errorText)")
        #expect(try await sets(fixture) == before)
        #expect(try await fixture.slipway("run", "cancel").end == .exited(0))
        #expect(try await release(fixture).end == .exited(0))
    }
}
