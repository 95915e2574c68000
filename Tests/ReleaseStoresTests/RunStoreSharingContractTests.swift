import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every store promises to those who share it.
@Suite("Shared stores of runs", .timeLimit(.minutes(20)))
struct RunStoreSharingContractTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    @Test("Open runs are those that neither finished nor were cancelled, oldest first", arguments: StoreKind.available)
    func openRuns(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let endings: [[RunEvent]] = [
            [.paused(by: "a")], [.finished], [], [.cancelled(by: "a", reason: "b")], [.started(step: "s", attempt: 1)],
        ]
        for events in endings {
            let run = try await store.create(RunStoreSharingContractTests.plan, at: RunStoreSharingContractTests.moment)
            guard !events.isEmpty else { continue }
            try await store.append(events, to: run, after: 1, at: RunStoreSharingContractTests.moment)
        }
        #expect(try await store.openRuns().map(\.id.number) == [1, 3, 5])
        #expect(try await stores.open(kind).openRuns().map(\.id.number) == [1, 3, 5])
        #expect(try await store.openRuns().map(\.id.number) == [1, 3, 5])
    }

    @Test("The workspace's journal keeps its entries in order", arguments: StoreKind.available)
    func workspaceJournal(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let events: [WorkspaceEvent] = [
            .modeSet(system: "old", mode: .shadow, by: "anna", reason: "new\n\"ünïcode\u{0}"),
            .compared(system: "old", first: "a", second: "b", differences: 0, by: "anna"),
            .backedUp(to: "/x", by: "anna"), .pruned(runs: ["r1"], by: "anna"),
            .tokenCreated("t1", name: "bert", role: .operator, by: "anna"),
            .tokenRevoked("t1", name: "bert", by: "anna"),
            .foundUnknown(runs: ["r1", "r2-0123abcd"], by: "anna"),
        ]
        #expect(try await store.workspaceEntries().isEmpty)
        for event in events { try await store.record(event, at: RunStoreSharingContractTests.moment) }
        let entries = try await stores.open(kind).workspaceEntries()
        #expect(entries.map(\.event) == events)
        #expect(entries.map(\.sequence) == Array(1...events.count))
        #expect(entries.allSatisfy { $0.at == RunStoreSharingContractTests.moment })
    }

    @Test("A clock that was set back makes no entry earlier than the one before it", arguments: StoreKind.available)
    func clock(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let moment = RunStoreSharingContractTests.moment
        let run = try await store.create(RunStoreSharingContractTests.plan, at: moment)
        for (index, offset) in [5.0, -3600, 6, -1].enumerated() {
            try await store.append(
                [.paused(by: "a")], to: run, after: 1 + index, at: moment.addingTimeInterval(offset))
            try await store.record(.backedUp(to: "x", by: "a"), at: moment.addingTimeInterval(offset))
        }
        let expected = [5.0, 5, 6, 6].map { moment.addingTimeInterval($0) }
        #expect(try await store.events(of: run, after: 1).map(\.at) == expected)
        #expect(try await store.workspaceEntries().map(\.at) == expected)
    }

    /// What someone else does to a store.
    enum Write: CaseIterable { case create, decide, perform, record }

    @Test("Changes through another handle wake waiters", arguments: StoreKind.available, Write.allCases)
    func changes(kind: StoreKind, write: Write) async throws {
        let (waiting, writing) = (try stores.open(kind), try stores.open(kind))
        let moment = RunStoreSharingContractTests.moment
        let run = try await writing.create(RunStoreSharingContractTests.plan, at: moment)
        let claim = try await writing.claim(run, for: "a", lasting: .seconds(60), isTakingOver: false)
        let before = try await count(waiting)
        var changes = waiting.changes().makeAsyncIterator()
        // The first says that it listens.
        await changes.next()
        switch write {
        case .create: _ = try await writing.create(RunStoreSharingContractTests.plan, at: moment)
        case .decide: try await writing.append([.paused(by: "a")], to: run, after: 1, at: moment)
        case .perform: try await writing.append([.finished], to: run, after: 1, at: moment, plan: nil, under: claim)
        case .record: try await writing.record(.backedUp(to: "x", by: "a"), at: moment)
        }
        // Ends when the change is seen; the suite's time limit ends one that sleeps on.
        while try await count(waiting) == before { await changes.next() }
        #expect(try await count(waiting) == before + 1)
    }

    /// All entries of all journals.
    private func count(_ store: any RunStore) async throws -> Int {
        let runs = try await store.journals().map(\.count)
        return runs.reduce(0, +) + (try await store.workspaceEntries().count)
    }

    @Test("Many writers of one store lose nothing", arguments: StoreKind.available)
    func load(kind: StoreKind) async throws {
        let moment = RunStoreSharingContractTests.moment
        let run = try await stores.open(kind).create(RunStoreSharingContractTests.plan, at: moment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                let store = try stores.open(kind)
                group.addTask {
                    for number in 0..<25 { try await add("\(writer)/\(number)", to: run, in: store, at: moment) }
                }
            }
            try await group.waitForAll()
        }
        let entries = try await stores.open(kind).events(of: run, after: 0)
        #expect(entries.map(\.sequence) == Array(1...101))
        #expect(Set(entries.map(\.event)).count == 101)
    }

    /// As a decision is stored beside others.
    private func add(_ name: String, to run: RunID, in store: any RunStore, at moment: Date) async throws {
        while true {
            let revision = try await store.events(of: run, after: 0).count
            do {
                return try await store.append([.paused(by: Principal(name))], to: run, after: revision, at: moment)
            } catch {
                guard case .conflict = error else { throw error }
            }
        }
    }
}
