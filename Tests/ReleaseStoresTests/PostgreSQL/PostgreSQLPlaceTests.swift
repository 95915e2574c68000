import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@Suite(
    "Engines and their folders in a PostgreSQL store",
    .enabled(if: PostgreSQLSchema.isThere, "\(PostgreSQLSchema.missing)"))
struct PostgreSQLPlaceTests {
    private let schema: PostgreSQLSchema

    init() throws { schema = try PostgreSQLSchema() }

    private func store(_ workspace: String = "demo") throws -> PostgreSQLRunStore {
        try PostgreSQLRunStore(address: schema.address, workspace: workspace)
    }

    private func place(_ engine: EngineID, _ identity: String) -> WorkingPlace {
        WorkingPlace(engine: engine, identity: identity, folder: "/on/\(identity)")
    }

    @Test("Engines of one folder work side by side, one of another folder is refused with that folder's name")
    func folders() async throws {
        let store = try store()
        try await store.enter(place("one", "disk"), lasting: .seconds(60))
        try await store.enter(place("two", "disk"), lasting: .seconds(60))
        await #expect(throws: StoreError.self) { try await store.enter(place("three", "else"), lasting: .seconds(60)) }
        do { try await store.enter(place("three", "else"), lasting: .seconds(60)) } catch {
            #expect(error.code == "store.other-folder" && error.summary.contains("/on/disk"), "\(error.summary)")
        }
        try await self.store("another workspace").enter(place("three", "else"), lasting: .seconds(60))
    }

    @Test("A folder is free when its engines have left, or have been silent for the announced time")
    func free() async throws {
        let store = try store()
        try await store.enter(place("one", "disk"), lasting: .seconds(60))
        try await store.enter(place("two", "disk"), lasting: .milliseconds(1))
        try await store.leave(place("one", "disk"))
        try await eventually("the announced time is over") {
            do throws(StoreError) { try await store.enter(place("three", "else"), lasting: .seconds(60)) } catch {
                guard error.code == "store.other-folder" else { throw error }
                return false
            }
            return true
        }
        await #expect(throws: StoreError.self) { try await store.enter(place("one", "disk"), lasting: .seconds(60)) }
    }
}
