import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// The stores that released versions left; `Scripts/keep-store` made them.
@Suite("Stores of released versions")
struct ReleasedStoreTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Released")

    private static var versions: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix(".") }
            .sorted()
    }

    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    /// A copy, brought up to date by opening it.
    private func store(_ version: String) throws -> SQLiteRunStore {
        let path = temporary.path + "/state.db"
        try FileManager.default.copyItem(
            atPath: ReleasedStoreTests.folder.path + "/\(version)/state.db", toPath: path)
        return try SQLiteRunStore(path: path)
    }

    /// The journals that the version itself showed, by run.
    private func journals(_ version: String) throws -> [RunID: [JournalEntry]] {
        let folder = ReleasedStoreTests.folder.path + "/\(version)"
        var journals: [RunID: [JournalEntry]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasPrefix("journal-") && name.hasSuffix(".jsonl") {
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            journals[RunID(String(name.dropFirst(8).dropLast(6)))] = try text.split(separator: "\n").map {
                try decodeJSON(JournalEntry.self, from: Data($0.utf8))
            }
        }
        return journals
    }

    @Test("There is one for every released version that had a store")
    func everyVersion() throws {
        let root = URL(fileURLWithPath: #filePath).pathComponents.prefix { $0 != "Tests" }.joined(separator: "/")
        let list = try String(contentsOfFile: "\(root.dropFirst())/docs/journal.md", encoding: .utf8)
        let released = list.matches(of: /(?m)^\| (\d+\.\d+\.\d+) \|/).map { String($0.1) }
        #expect(!released.isEmpty)
        for version in released {
            #expect(ReleasedStoreTests.versions.contains(version), "make it: Scripts/keep-store \(version)")
        }
    }

    @Test("Each is migrated and has the same content", arguments: versions)
    func journal(version: String) async throws {
        let store = try store(version)
        let journals = try journals(version)
        #expect(journals.count >= 5)
        #expect(try await Set(store.runs().map(\.id)) == Set(journals.keys))
        for (run, kept) in journals {
            let entries = try await store.events(of: run, after: 0)
            #expect(entries.map(\.sequence) == kept.map(\.sequence))
            for (entry, old) in zip(entries, kept) {
                // A time is shown in seconds; so are those within an event.
                #expect(abs(entry.at.timeIntervalSince(old.at)) < 1)
                #expect(try encodeJSON(entry.event) == encodeJSON(old.event), "\(run):\(entry.sequence)")
            }
        }
    }

    @Test("Each folds to states of every kind", arguments: versions)
    func fold(version: String) async throws {
        let store = try store(version)
        let records = try await store.runs()
        let events = try await store.journals().flatMap { $0 }.map(\.event)
        #expect(Set(records.map(\.status)) == [.succeeded, .cancelled])
        #expect(events.contains { if case .amended = $0 { true } else { false } })
        #expect(events.contains { if case .skipped = $0 { true } else { false } })
        #expect(events.contains { if case .failed = $0 { true } else { false } })
        #expect(events.contains { if case .resumed = $0 { true } else { false } })
        #expect(events.contains { if case .approved = $0 { true } else { false } })
        for record in records where record.status == .succeeded {
            #expect(record.plan.steps.allSatisfy { record.state[$0.id].isDone })
        }
    }

    @Test("Each has intact chains, plans that match their digests, and can be continued", arguments: versions)
    func chain(version: String) async throws {
        let store = try store(version)
        #expect(try await store.check().isEmpty)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
        #expect(try await !store.workspaceEntries().isEmpty)
        for record in try await store.runs() {
            #expect(try planDigest(record.plan) == record.plan.digest && record.state.plan == record.plan.digest)
            // A plan that is amended is stored anew, as this version spells it, and keeps its digest.
            let text = String(
                decoding: try encodeJSON(record.plan, isPretty: false, planSchema: .second), as: UTF8.self)
            #expect(try sha256(#require(boundPlanText(text))) == record.plan.digest)
            #expect(try decodeJSON(ReleasePlan.self, from: Data(text.utf8)) == record.plan)
        }
        let run = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        try await store.append([.finished], to: run, after: 1, at: RunStoreContractTests.moment)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }
}
