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

    /// From the schema of today to 2: claims without tokens, reservations without a key, no index, no inbox, no tokens.
    static let toSecondSchema = """
        DROP TABLE slipway_held, slipway_snapshots, slipway_outputs, slipway_deliveries, slipway_starts,
            slipway_tokens;
        DROP INDEX slipway_runs_by_id;
        ALTER TABLE slipway_runs DROP COLUMN status, DROP COLUMN wakes_at, DROP COLUMN purpose, DROP COLUMN plan_digest,
            DROP COLUMN origin, DROP COLUMN steps, DROP COLUMN done, DROP COLUMN title, DROP COLUMN token,
            DROP COLUMN appends;
        CREATE TABLE slipway_reservations (workspace text, component text, run bigint, version text);
        UPDATE slipway_schema SET version = 2;
        """

    private func writeSecondSchema() async throws -> RunID {
        let store = try PostgreSQLRunStore(address: schema.address, workspace: "demo")
        let run = try await store.create(Self.plan, at: Self.moment)
        try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
        try schema.run(Self.toSecondSchema)
        return run
    }

    @Test("A database of an earlier schema is migrated and has the same content")
    func earlier() async throws {
        let run = try await writeSecondSchema()
        let store = try PostgreSQLRunStore(address: schema.address, workspace: "demo")
        #expect(try await store.events(of: run, after: 0).map(\.event).last == .paused(by: "a"))
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
        let claim = try await store.claim(run, for: "a", lasting: .seconds(60), isTakingOver: false)
        try await store.append([.finished], to: run, after: 2, at: Self.moment, under: claim)
    }

    @Test("A migration step is exempt from the statement time limit")
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
        #expect(try await store.events(of: run, after: 0).count == 2)
    }
}
