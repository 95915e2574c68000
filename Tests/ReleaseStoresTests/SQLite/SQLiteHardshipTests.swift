import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Synchronization
import Testing

/// Disks, clocks and neighbours as they should not be.
@Suite("An SQLite file under adverse conditions")
struct SQLiteHardshipTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/state.db" }
    private static let moment = RunStoreContractTests.moment

    init() throws { folder = try TemporaryFolder() }

    private func newRun(in store: SQLiteRunStore) async throws -> RunID {
        try await store.create(RunStoreContractTests.plan, at: SQLiteHardshipTests.moment)
    }

    @Test("A locked file is waited for, with an error when it takes too long")
    func busy() async throws {
        let store = try SQLiteRunStore(path: path, patience: .milliseconds(200))
        let run = try await newRun(in: store)
        let holder = try HeldFile(path: path)
        await #expect(throws: StoreError.busy(path: path)) {
            try await store.append([.finished], to: run, after: 1, at: SQLiteHardshipTests.moment)
        }
        // Reading goes on beside a writer.
        #expect(try await store.events(of: run, after: 0).count == 1)
        _ = try SQLiteRunStore(path: path, patience: .milliseconds(200))
        holder.letGo()
        try await store.append([.finished], to: run, after: 1, at: SQLiteHardshipTests.moment)
        #expect(StoreError.busy(path: path).retry == .later)
    }

    @Test(
        "A full disk is reported, no partial data is written, and with free space the store continues",
        .enabled(if: TemporaryDisk.isPossible, "only root can mount a small disk"))
    func full() async throws {
        let disk = try TemporaryDisk(kilobytes: 1024)
        let store = try SQLiteRunStore(path: disk.path + "/state.db")
        let run = try await newRun(in: store)
        let filler = disk.path + "/filler"
        try #require(FileManager.default.createFile(atPath: filler, contents: nil))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: filler))
        while (try? handle.write(contentsOf: Data(repeating: 0, count: 1024))) != nil {}
        let failure = StepFailure(code: "x", summary: String(repeating: "text ", count: 2000))
        let events = (2..<30).map { RunEvent.failed(step: "s", attempt: $0, failure: failure, again: nil) }
        await #expect(throws: StoreError.full(path: disk.path + "/state.db")) {
            try await store.append(events, to: run, after: 1, at: SQLiteHardshipTests.moment)
        }
        #expect(try await store.events(of: run, after: 0).count == 1)
        // Emptied, not only removed: a program that was started beside this test may have it open for a moment.
        try handle.truncate(atOffset: 0)
        try handle.close()
        try await store.append(events, to: run, after: 1, at: SQLiteHardshipTests.moment)
        #expect(try await SQLiteRunStore(path: disk.path + "/state.db").events(of: run, after: 0).count == 29)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }

    @Test(
        "A new store on a full disk reports that it is full",
        .enabled(if: TemporaryDisk.isPossible, "only root can mount a small disk"))
    func fullFromTheStart() throws {
        let disk = try TemporaryDisk(kilobytes: 8)
        #expect(throws: StoreError.full(path: disk.path + "/state.db")) {
            try SQLiteRunStore(path: disk.path + "/state.db")
        }
    }

    @Test(
        "A disk that can't be written to is reported as read-only",
        .enabled(if: TemporaryDisk.isPossible, "only root can mount a read-only disk"))
    func readOnlyDisk() async throws {
        let disk = try TemporaryDisk(kilobytes: 1024)
        let path = disk.path + "/state.db"
        do { _ = try await newRun(in: try SQLiteRunStore(path: path)) }
        try disk.makeReadOnly()
        await #expect(throws: StoreError.readOnly(path: path)) {
            _ = try await newRun(in: try SQLiteRunStore(path: path))
        }
        #expect(throws: StoreError.readOnly(path: disk.path + "/new.db")) {
            try SQLiteRunStore(path: disk.path + "/new.db")
        }
    }

    @Test(
        "A file or folder without write permission is reported as read-only",
        .enabled(if: getuid() != 0, "root may write everywhere"), arguments: ["", "/state.db"])
    func readOnlyFile(name: String) async throws {
        do { _ = try await newRun(in: try SQLiteRunStore(path: path)) }
        let right = name.isEmpty ? 0o500 : 0o400
        try FileManager.default.setAttributes([.posixPermissions: right], ofItemAtPath: folder.path + name)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path + name) }
        await #expect(throws: StoreError.readOnly(path: path)) {
            _ = try await newRun(in: try SQLiteRunStore(path: path))
        }
    }

    @Test("A clock that was set back does not extend a claim")
    func clockSetBack() async throws {
        let clock = Mutex(SQLiteHardshipTests.moment)
        let store = try SQLiteRunStore(path: path, now: { clock.withLock { $0 } })
        let run = try await newRun(in: store)
        _ = try await store.claim(run, for: "a", lasting: .seconds(30), isTakingOver: false)
        clock.withLock { $0 -= 86_400 }
        await #expect(throws: StoreError.claimed(run, by: "a")) {
            try await store.claim(run, for: "b", lasting: .seconds(30), isTakingOver: false)
        }
        clock.withLock { $0 += 31 }
        let claim = try await store.claim(run, for: "b", lasting: .seconds(30), isTakingOver: false)
        #expect(claim.fence == 2)
    }

    @Test("A clock that was set back while a claim is renewed loses nothing")
    func clockSetBackForAll() async throws {
        let clock = Mutex(SQLiteHardshipTests.moment)
        let store = try SQLiteRunStore(path: path, now: { clock.withLock { $0 } })
        let run = try await newRun(in: store)
        let claim = try await store.claim(run, for: "a", lasting: .seconds(30), isTakingOver: false)
        clock.withLock { $0 -= 86_400 }
        try await store.renew(claim, lasting: .seconds(30))
        clock.withLock { $0 += 20 }
        await #expect(throws: StoreError.claimed(run, by: "a")) {
            try await store.claim(run, for: "b", lasting: .seconds(30), isTakingOver: false)
        }
    }

    @Test("All of many that open a new file at once can use it")
    func newFileForMany() async throws {
        let path = path
        try await withThrowingTaskGroup(of: RunID.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await SQLiteRunStore(path: path).create(
                        RunStoreContractTests.plan, at: SQLiteHardshipTests.moment)
                }
            }
            var runs: Set<RunID> = []
            for try await run in group { runs.insert(run) }
            #expect(runs.count == 8)
        }
        #expect(try await SQLiteRunStore(path: path).verifyChain(against: nil).faults.isEmpty)
    }
}
