import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@Suite("Backups of an SQLite file")
struct SQLiteBackupTests {
    private let folder: TemporaryFolder
    private let store: SQLiteRunStore
    private var copy: String { folder.path + "/copy.db" }

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteRunStore(path: folder.path + "/state.db")
    }

    private func filled() async throws -> SQLiteRunStore {
        let run = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        try await store.append([.paused(by: "a")], to: run, after: 1, at: RunStoreContractTests.moment)
        try await store.record(.backedUp(to: "x", by: "a"), at: RunStoreContractTests.moment)
        return store
    }

    @Test("A backup opens as a store, has the same content and head, and can be continued")
    func backup() async throws {
        let store = try await filled()
        try await store.backUp(to: copy)
        let restored = try SQLiteRunStore(path: copy)
        #expect(try await restored.runs() == store.runs())
        #expect(try await restored.workspaceEntries() == store.workspaceEntries())
        #expect(try await restored.verifyChain(against: nil) == store.verifyChain(against: nil))
        #expect(try await restored.check().isEmpty)
        #expect(
            try await restored.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment).abbreviation == "r2"
        )
    }

    @Test("An existing file or link is not overwritten, and nothing is left beside it")
    func exists() async throws {
        let store = try await filled()
        try folder.write("mine", to: "copy.db")
        await #expect(throws: BackupError.exists(path: copy)) { try await store.backUp(to: copy) }
        #expect(FileManager.default.contents(atPath: copy) == Data("mine".utf8))
        let link = folder.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path + "/nowhere")
        await #expect(throws: BackupError.exists(path: link)) { try await store.backUp(to: link) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasSuffix(".part") })
    }

    @Test("Where there is no folder there is no backup")
    func impossible() async throws {
        let store = try await filled()
        let missing = folder.path + "/missing/copy.db"
        do {
            try await store.backUp(to: missing)
            Issue.record("there is a backup in no folder")
        } catch {
            #expect((error as? BackupError)?.code == "backup.failed")
        }
    }

    @Test(
        "Where there is no room there is no backup, and no half of one",
        .enabled(if: TemporaryDisk.isPossible, "only root can mount a small disk"))
    func noRoom() async throws {
        let store = try await filled()
        let disk = try TemporaryDisk(kilobytes: 16)
        do {
            try await store.backUp(to: disk.path + "/copy.db")
            Issue.record("there is a backup without room")
        } catch {
            #expect((error as? BackupError)?.code == "backup.failed")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
    }

    @Test("A store that was tampered with is copied as it is, for examination")
    func evidence() async throws {
        let store = try await filled()
        try ForeignHand(path: folder.path + "/state.db").run("UPDATE events SET at = 'x' WHERE sequence = 2")
        try await store.backUp(to: copy)
        let faults = try await SQLiteRunStore(path: copy).verifyChain(against: nil).faults
        #expect(faults.map(\.place) == [.entries("r1", 2...2)])
    }

    @Test("A store knows its size on disk")
    func size() async throws { #expect(try await filled().size() > 4096) }
}
