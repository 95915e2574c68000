import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Files that were cut or changed, as a crash of the machine or a bad disk leaves them.
@Suite("A damaged SQLite file")
struct SQLiteDamageTests {
    private let stores: TestedStores
    private var copy: String { stores.folder.path + "/copy.db" }

    init() throws { stores = try TestedStores() }

    private typealias Journals = [RunID: [JournalEntry]]

    /// Two runs with 40 entries each: in the file alone, or mostly in the log beside it.
    ///
    /// - Returns: What is in them, with the bytes of file and log.
    private func scene(isInLog: Bool) async throws -> (journals: Journals, file: Data, log: Data) {
        let store = try SQLiteRunStore(path: stores.path)
        var journals: Journals = [:]
        for _ in 0..<2 {
            let run = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
            for number in 1..<40 {
                let failure = StepFailure(code: "x", summary: String(repeating: "text ", count: 20))
                try await store.append(
                    [.failed(step: "s", attempt: number, failure: failure, again: nil)], to: run, after: number,
                    at: RunStoreContractTests.moment)
            }
            journals[run] = try await store.events(of: run, after: 0)
        }
        if !isInLog { try ForeignHand(path: stores.path).run("PRAGMA wal_checkpoint(TRUNCATE)") }
        let log = stores.path + "-wal"
        return (
            journals, try Data(contentsOf: URL(fileURLWithPath: stores.path)),
            isInLog ? try Data(contentsOf: URL(fileURLWithPath: log)) : Data()
        )
    }

    /// How a damaged file is met.
    private enum Outcome: Equatable { case prefix(Int), refused }

    private func outcome(file: Data, log: Data, of journals: Journals) async throws -> Outcome {
        for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + name) }
        try file.write(to: URL(fileURLWithPath: copy))
        if !log.isEmpty { try log.write(to: URL(fileURLWithPath: copy + "-wal")) }
        do {
            let store = try SQLiteRunStore(path: copy)
            var count = 0
            for record in try await store.runs() {
                let whole = try #require(journals[record.id])
                let entries = try await store.events(of: record.id, after: 0)
                #expect(entries == Array(whole.prefix(entries.count)))
                count += entries.count
            }
            #expect(try await store.verifyChain(against: nil).faults.isEmpty)
            return .prefix(count)
        } catch let error as StoreError {
            #expect(error.code == "store.corrupt", "\(error)")
            return .refused
        }
    }

    @Test("A file truncated anywhere is refused, or is still empty")
    func cutFile() async throws {
        let scene = try await scene(isInLog: false)
        var random = SeededGenerator(seed: 5)
        var lengths = stride(from: 0, to: scene.file.count, by: 4096).flatMap { [$0, $0 + 1, $0 + 4095] }
        for _ in 0..<40 { lengths.append(.random(in: 0..<scene.file.count, using: &random)) }
        for length in lengths where length < scene.file.count {
            let outcome = try await outcome(file: scene.file.prefix(length), log: Data(), of: scene.journals)
            #expect(outcome == (length == 0 ? .prefix(0) : .refused), "\(length) of \(scene.file.count) bytes")
        }
    }

    @Test("A log truncated anywhere leaves a complete prefix of the journals")
    func cutLog() async throws {
        let scene = try await scene(isInLog: true)
        var random = SeededGenerator(seed: 6)
        // A log has a header of 32 bytes and frames of 24 and a page's bytes (https://www.sqlite.org/fileformat2.html).
        var lengths = stride(from: 32, to: scene.log.count, by: 8 * 4120).flatMap { [$0, $0 - 1, $0 + 1] }
        for _ in 0..<60 { lengths.append(.random(in: 1..<scene.log.count, using: &random)) }
        var last = 0
        for length in lengths.sorted() {
            let outcome = try await outcome(file: scene.file, log: scene.log.prefix(length), of: scene.journals)
            guard case .prefix(let count) = outcome else {
                Issue.record("\(length) of \(scene.log.count) bytes: refused")
                continue
            }
            #expect(count >= last, "what a shorter log holds is in the longer one")
            last = count
        }
        #expect(last > 60)
    }

    @Test("A changed byte is refused or changes no journal", arguments: 0..<8 as Range<UInt64>)
    func changedByte(seed: UInt64) async throws {
        let scene = try await scene(isInLog: false)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            var file = scene.file
            let place = Int.random(in: 0..<file.count, using: &random)
            file[place] ^= UInt8.random(in: 1...255, using: &random)
            for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + name) }
            try file.write(to: URL(fileURLWithPath: copy))
            do {
                let store = try SQLiteRunStore(path: copy)
                for (run, whole) in scene.journals {
                    let entries = try await store.events(of: run, after: 0)
                    #expect(entries == whole, "seed \(seed), byte \(place)")
                }
            } catch {
                let codes = ["store.corrupt", "store.unusable", "store.too-new", "store.no-such-run"]
                #expect(codes.contains(error.code), "seed \(seed), byte \(place): \(error)")
            }
        }
    }

    @Test("A damaged file is refused with its name and what to do, and is not changed")
    func untouched() async throws {
        let scene = try await scene(isInLog: false)
        var file = scene.file
        file.replaceSubrange(4096..<8192, with: Data(repeating: 7, count: 4096))
        try file.write(to: URL(fileURLWithPath: copy))
        do {
            _ = try SQLiteRunStore(path: copy)
            Issue.record("a damaged file was opened")
        } catch {
            #expect(error.code == "store.corrupt" && error.summary.contains(copy))
            #expect(error.suggestions.contains { $0.contains("cp BACKUP") })
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == file)
        #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
    }
}
