import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@Suite("The store in an SQLite file")
struct SQLiteRunStoreTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/state.db" }

    init() throws { folder = try TemporaryFolder() }

    @Test("Added data is there when the file is reopened, and in a second handle")
    func reopen() async throws {
        let first = try SQLiteRunStore(path: path)
        let id = try await first.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let second = try SQLiteRunStore(path: path)
        try await second.append([.finished], to: id, after: 1, at: RunStoreContractTests.moment, plan: nil)
        #expect(try await first.run(id) == second.run(id))
        await #expect(throws: StoreError.conflict(expected: 1, actual: 2)) {
            try await first.append([.finished], to: id, after: 1, at: RunStoreContractTests.moment, plan: nil)
        }
        #expect(
            try await second.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment).abbreviation == "r2")
    }

    @Test(
        "The file, its log and its index can be read only by their owner, even if others could before",
        arguments: [false, true])
    func rights(isThere: Bool) async throws {
        if isThere {
            let store = try SQLiteRunStore(path: path)
            _ = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
            for file in ["", "-wal", "-shm"] { chmod(path + file, 0o644) }
        }
        let store = try SQLiteRunStore(path: path)
        _ = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        for file in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + file)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "state.db\(file)")
        }
    }

    @Test("A file of a newer version is refused and not changed")
    func tooNew() async throws {
        do {
            let store = try SQLiteRunStore(path: path)
            _ = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        }
        try setUserVersion(99)
        #expect(throws: StoreError.tooNew(path: path, found: 99, supported: 11)) { try SQLiteRunStore(path: path) }
    }

    @Test("A file that is not a database is refused")
    func garbage() throws {
        try folder.write(String(repeating: "no database ", count: 400), to: "state.db")
        do {
            _ = try SQLiteRunStore(path: path)
            Issue.record("garbage was opened")
        } catch {
            #expect(error.code == "store.corrupt")
            #expect(error.summary.contains(path))
            // Whatever looks at the store meets the same error.
            #expect(!error.suggestions.contains { $0.hasPrefix("See ") })
        }
    }

    @Test("A missing folder is reported as unusable")
    func noFolder() {
        #expect(throws: StoreError.self) { try SQLiteRunStore(path: folder.path + "/missing/state.db") }
    }

    /// The header's big-endian field at byte 60, as the file format says; the closed file has no journal beside it.
    private func setUserVersion(_ version: UInt8) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[63] = version
        try bytes.write(to: URL(fileURLWithPath: path))
    }
}
