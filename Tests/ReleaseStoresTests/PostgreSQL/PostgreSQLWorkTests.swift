import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What PostgreSQL has to read, by its own counters: no clock has a say in it.
@Suite("The work of a PostgreSQL store", .enabled(if: PostgreSQLSchema.isThere, "\(PostgreSQLSchema.missing)"))
struct PostgreSQLWorkTests {
    private let schema: PostgreSQLSchema

    init() throws { schema = try PostgreSQLSchema() }

    /// How many entries of journals were read by a store that does this and is closed.
    private func entriesRead(by body: (any RunStore) async throws -> Void) async throws -> Int {
        let session = "work-\(UUID().uuidString.lowercased())"
        let before = try entriesRead()
        do {
            let store = try PostgreSQLRunStore(
                address: schema.address + " application_name=\(session)", workspace: "demo")
            try await body(store)
        }
        // A session adds to the counters when it ends.
        try await eventually("the session has ended") {
            try schema.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(session)'") == "0"
        }
        return try entriesRead() - before
    }

    private func entriesRead() throws -> Int {
        let count = try schema.run(
            """
            SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint FROM pg_stat_user_tables
            WHERE schemaname = '\(schema.name)' AND relname = 'slipway_events'
            """)
        return count.flatMap { Int($0) } ?? 0
    }

    @Test("Versions are reserved, runs listed and found without reading a journal, however many and long they are")
    func withoutJournals() async throws {
        let moment = RunStoreContractTests.moment
        var newest: RunID = "r0"
        _ = try await entriesRead { store in
            for minor in 0..<20 {
                let run = try await store.create(RunStoreContractTests.plan, at: moment)
                try await store.reserve(["core": Version(1, minor, 0)], for: run)
                let events = (0..<100).flatMap { number in
                    [
                        RunEvent.started(step: StepID("s\(number)"), attempt: 1),
                        .succeeded(step: StepID("s\(number)"), attempt: 1, outcome: StepOutcome()),
                    ]
                }
                try await store.append(events + (minor < 19 ? [.finished] : []), to: run, after: 1, at: moment)
                newest = run
            }
        }
        let run = newest
        let read = try await entriesRead { store in
            try await store.reserve(["core": Version(2, 0, 0), "lib": Version(1, 0, 0)], for: run)
            #expect(try await store.summaries(before: nil, limit: 50).count == 20)
            #expect(try await store.newest() == run)
            _ = try await store.runnable(at: moment, limit: 10)
            #expect(try await store.reservations(isOpen: false).count == 22)
        }
        #expect(read == 0)
        // The counters count.
        let whole = try await entriesRead { store in _ = try await store.run(run) }
        #expect(whole >= 201, "\(whole)")
    }
}
