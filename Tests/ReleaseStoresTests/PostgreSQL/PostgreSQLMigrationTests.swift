import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Databases of earlier schemas.
@Suite("Migrations of a PostgreSQL database", .enabled(if: PostgreSQLSchema.isThere, "\(PostgreSQLSchema.missing)"))
struct PostgreSQLMigrationTests {
    private let schema: PostgreSQLSchema
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment

    init() throws { schema = try PostgreSQLSchema() }

    /// As schema 2 was: claims without tokens.
    private func writeSecondSchema() async throws -> RunID {
        let store = try PostgreSQLRunStore(address: schema.address, workspace: "demo")
        let run = try await store.create(Self.plan, at: Self.moment)
        try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
        try schema.run(
            "ALTER TABLE slipway_runs DROP COLUMN token, DROP COLUMN appends; UPDATE slipway_schema SET version = 2")
        return run
    }

    @Test("A database of an earlier schema is brought up to date and says what it said")
    func earlier() async throws {
        let run = try await writeSecondSchema()
        let store = try PostgreSQLRunStore(address: schema.address, workspace: "demo")
        #expect(try await store.run(run).entries.map(\.event).last == .paused(by: "a"))
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
        let claim = try await store.claim(run, for: "a", lasting: .seconds(60), isTakingOver: false)
        try await store.append([.finished], to: run, after: 2, at: Self.moment, under: claim)
    }

    @Test("A step takes as long as it needs, whatever statements may take otherwise")
    func slow() async throws {
        let run = try await writeSecondSchema()
        // Each statement of a step waits longer than other statements may take.
        try schema.run(
            """
            CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN IF current_schema() = '\(schema.name)' THEN PERFORM pg_sleep(0.7); END IF; END $$;
            CREATE EVENT TRIGGER \(schema.name) ON ddl_command_start WHEN TAG IN ('ALTER TABLE')
                EXECUTE FUNCTION \(schema.name).slow()
            """)
        defer { _ = try? schema.run("DROP EVENT TRIGGER \(schema.name)") }
        let store = try PostgreSQLRunStore(
            address: schema.address, workspace: "demo", statementLimit: .milliseconds(300))
        #expect(try await store.run(run).entries.count == 2)
    }
}
