import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Journals that someone changed behind the store's back.
@Suite(
    "The hash chain in a PostgreSQL store", .enabled(if: PostgreSQLSchema.isThere, "\(PostgreSQLSchema.missing)"))
struct PostgreSQLChainTests {
    private let schema: PostgreSQLSchema
    private static let moment = RunStoreContractTests.moment

    init() throws { schema = try PostgreSQLSchema() }

    /// Three runs of four entries each, and two entries of the workspace.
    private func scene() async throws -> PostgreSQLRunStore {
        let store = try PostgreSQLRunStore(address: schema.address, workspace: "demo")
        let moment = PostgreSQLChainTests.moment
        for _ in 0..<3 { _ = try await store.create(RunStoreContractTests.plan, at: moment) }
        for revision in 1...3 {
            for run in ["r1", "r2", "r3"] {
                try await store.append(
                    [.started(step: "s", attempt: revision)], to: RunID(run), after: revision, at: moment)
            }
        }
        for name in ["a", "b"] { try await store.record(.backedUp(to: name, by: "anna"), at: moment) }
        return store
    }

    private func tamper(_ sql: String) throws { try schema.run("SET session_replication_role = replica; " + sql) }

    @Test("A changed entry is found where it is", arguments: 1...4, ["event", "at", "position"])
    func changed(sequence: Int, column: String) async throws {
        let store = try await scene()
        let value = column == "position" ? "position + 1000" : "overlay(\(column) placing 'x' from 9)"
        try tamper("UPDATE slipway_events SET \(column) = \(value) WHERE run = 2 AND sequence = \(sequence)")
        let faults = try await store.verifyChain(against: nil).faults
        #expect(faults.contains { $0.place == .entries("r2", sequence...sequence) && $0.kind == .changed }, "\(faults)")
    }

    @Test("A removed entry is found where it was, and nothing is folded without it", arguments: 1...4)
    func removed(sequence: Int) async throws {
        let store = try await scene()
        try tamper("DELETE FROM slipway_events WHERE run = 2 AND sequence = \(sequence)")
        let faults = try await store.verifyChain(against: nil).faults
        #expect(faults.first?.place == .entries("r2", sequence...sequence) && faults.first?.kind == .removed)
        await #expect(throws: StoreError.self) { try await store.run("r2") }
    }

    @Test("An inserted entry is found where it is")
    func inserted() async throws {
        let store = try await scene()
        try tamper(
            "INSERT INTO slipway_events SELECT workspace, run, 5, 99, at, event, hash FROM slipway_events WHERE run = 2 AND sequence = 4"
        )
        let faults = try await store.verifyChain(against: nil).faults
        #expect(faults.first?.place == .entries("r2", 5...5), "\(faults)")
    }

    @Test("A removed run is found", arguments: 1...3)
    func removedRun(number: Int) async throws {
        let store = try await scene()
        try tamper(
            "DELETE FROM slipway_events WHERE run = \(number); DELETE FROM slipway_runs WHERE number = \(number)")
        let faults = try await store.verifyChain(against: nil).faults
        #expect(faults.first?.place == .run(RunID("r\(number)")) && faults.first?.kind == .removed, "\(faults)")
    }

    @Test("The workspace's journal is chained as well", arguments: 1...2)
    func workspace(sequence: Int) async throws {
        let store = try await scene()
        try tamper("UPDATE slipway_workspace_events SET event = event || ' ' WHERE sequence = \(sequence)")
        #expect(
            try await store.verifyChain(against: nil).faults.first?.place == .workspace(sequence...sequence))
    }

    @Test("A head recorded while others write matches the later store")
    func headUnderLoad() async throws {
        let store = try await scene()
        let address = schema.address
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in ["r1", "r2", "r3"] {
                group.addTask {
                    let writer = try PostgreSQLRunStore(address: address, workspace: "demo")
                    for revision in 4..<60 {
                        try await writer.append(
                            [.paused(by: "a")], to: RunID(run), after: revision, at: PostgreSQLChainTests.moment)
                    }
                }
            }
            var heads: [ChainHead] = []
            for _ in 0..<15 { heads.append(try await store.verifyChain(against: nil).head) }
            try await group.waitForAll()
            for head in heads {
                let verification = try await store.verifyChain(against: head)
                #expect(verification.faults.isEmpty, "\(head)")
            }
        }
    }
}
