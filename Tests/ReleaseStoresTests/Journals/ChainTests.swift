import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// Journals that someone changed behind the store's back.
@Suite("The hash chain in an SQLite file")
struct ChainTests {
    private let stores: TestedStores
    private var hand: ForeignHand { ForeignHand(path: stores.path) }

    init() throws { stores = try TestedStores() }

    /// Three runs of six entries each, and four entries of the workspace.
    private func scene() async throws -> any RunStore & StoreUpkeep {
        let store = try SQLiteRunStore(path: stores.path)
        let moment = RunStoreContractTests.moment
        for _ in 0..<3 { _ = try await store.create(RunStoreContractTests.plan, at: moment) }
        for revision in 1...5 {
            for run in ["r1", "r2", "r3"] {
                try await store.append(
                    [.started(step: StepID("s" + run), attempt: revision)], to: RunID(run), after: revision, at: moment)
            }
            if revision < 5 { try await store.record(.backedUp(to: "\(revision)", by: "anna"), at: moment) }
        }
        return store
    }

    private func faults(_ store: any StoreUpkeep, against head: ChainHead? = nil) async throws -> [ChainFault] {
        try await store.verifyChain(against: head).faults
    }

    @Test("An unchanged store is intact, and its head stays the same")
    func whole() async throws {
        let store = try await scene()
        let first = try await store.verifyChain(against: nil)
        #expect(first.faults.isEmpty && first.runs.map(\.number) == [1, 2, 3] && first.entries == 22)
        #expect(try await SQLiteRunStore(path: stores.path).verifyChain(against: first.head) == first)
    }

    @Test("A recorded head matches the later store, and no other store")
    func head() async throws {
        let store = try await scene()
        let noted = try await store.verifyChain(against: nil).head
        try await store.append([.finished], to: "r1", after: 6, at: RunStoreContractTests.moment)
        _ = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        #expect(try await faults(store, against: noted).isEmpty)
        let other = try SQLiteRunStore(path: stores.folder.path + "/other.db")
        #expect(try await faults(other, against: noted).map(\.place) == [.store])
        let later = try await store.verifyChain(against: nil).head
        #expect(later != noted && ChainHead(later.description) == later)
    }

    @Test("A store truncated without traces is detected by the recorded head")
    func rewound() async throws {
        let copy = stores.folder.path + "/old.db"
        let store = try await scene()
        try await store.backUp(to: copy)
        try await store.append([.finished], to: "r1", after: 6, at: RunStoreContractTests.moment)
        let noted = try await store.verifyChain(against: nil).head
        let old = try SQLiteRunStore(path: copy)
        #expect(try await faults(old).isEmpty)
        #expect(try await faults(old, against: noted).map(\.place) == [.store])
    }

    @Test("A changed entry is found where it is", arguments: 1...6, ["event", "at", "hash", "position"])
    func changed(sequence: Int, column: String) async throws {
        let store = try await scene()
        let value = column == "position" ? "position + 1000" : "replace(\(column), substr(\(column), 9, 1), 'x')"
        try hand.run("UPDATE events SET \(column) = \(value) WHERE run = 2 AND sequence = \(sequence)")
        let faults = try await faults(store)
        #expect(faults.contains { $0.place == .entries("r2", sequence...sequence) && $0.kind == .changed }, "\(faults)")
        // A first entry holds the next run too, if its hash is what was changed.
        #expect(faults.allSatisfy { "\($0)".hasPrefix("r2:") || "\($0)".hasPrefix("r3:1:") || "\($0)".hasPrefix("r2") })
    }

    @Test(
        "Any single changed, removed or inserted entry is found where it is", arguments: 0..<60 as Range<UInt64>)
    func any(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let store = try await scene()
        let (run, sequence) = (Int.random(in: 1...3, using: &random), Int.random(in: 1...6, using: &random))
        let entry = "run = \(run) AND sequence = \(sequence)"
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            let place = Int.random(in: 1...30, using: &random)
            try hand.run(
                "UPDATE events SET event = substr(event, 1, \(place) - 1) || '~' || substr(event, \(place) + 1) WHERE \(entry)"
            )
        case 1: try hand.run("DELETE FROM events WHERE \(entry)")
        default: try hand.run(insertion(run: run, sequence: sequence))
        }
        let faults = try await faults(store)
        let isFound = faults.contains { fault in
            if case .entries(RunID("r\(run)"), let range) = fault.place { range.contains(sequence) } else { false }
        }
        #expect(isFound, "seed \(seed): \(faults)")
    }

    /// A forged entry between two others, which are renumbered, with the noted end.
    private func insertion(run: Int, sequence: Int) -> String {
        """
        UPDATE events SET sequence = -sequence - 1 WHERE run = \(run) AND sequence >= \(sequence);
        UPDATE events SET sequence = -sequence WHERE sequence < 0;
        INSERT INTO events (run, sequence, position, at, event, hash)
            SELECT run, \(sequence), 99, at, '{"finished":{}}', hash FROM events
            WHERE run = \(run) AND sequence = 1 + (\(sequence) = 1);
        UPDATE runs SET revision = 7 WHERE number = \(run);
        """
    }

    @Test("A removed entry is found where it was", arguments: 1...6)
    func removed(sequence: Int) async throws {
        let store = try await scene()
        try hand.run("DELETE FROM events WHERE run = 2 AND sequence = \(sequence)")
        let faults = try await faults(store)
        #expect(faults.first?.place == .entries("r2", sequence...sequence) && faults.first?.kind == .removed)
        await #expect(throws: StoreError.self, "nothing is folded without it") { try await store.run("r2") }
    }

    @Test("A removed entry is found even if the others were renumbered", arguments: 1...5)
    func renumbered(sequence: Int) async throws {
        let store = try await scene()
        try hand.run(
            """
            DELETE FROM events WHERE run = 2 AND sequence = \(sequence);
            UPDATE events SET sequence = sequence - 1 WHERE run = 2 AND sequence > \(sequence);
            UPDATE runs SET revision = 5 WHERE number = 2;
            """)
        let faults = try await faults(store)
        #expect(faults.first?.place == .entries("r2", sequence...5), "\(faults)")
    }

    @Test("An inserted entry is found where it is", arguments: 1...7)
    func inserted(sequence: Int) async throws {
        let store = try await scene()
        try hand.run(insertion(run: 2, sequence: sequence))
        let faults = try await faults(store)
        #expect(
            faults.contains { fault in
                if case .entries("r2", let range) = fault.place { range.lowerBound == sequence } else { false }
            }, "\(faults)")
    }

    @Test("An entry with a valid hash after the end is found")
    func appended() async throws {
        let store = try await scene()
        try hand.run("INSERT INTO events SELECT 2, 7, at, event, 99, hash FROM events WHERE run = 2 AND sequence = 6")
        #expect(try await faults(store).map(\.kind).contains(.inserted))
    }

    @Test(
        "A removed run is found, even the last one, and even if only its journal is left or missing", arguments: 1...3,
        0...2)
    func removedRun(number: Int, what: Int) async throws {
        let store = try await scene()
        if what != 1 { try hand.run("DELETE FROM events WHERE run = \(number)") }
        if what != 2 { try hand.run("DELETE FROM runs WHERE number = \(number)") }
        let faults = try await faults(store)
        #expect(faults.first.map { "\($0)".hasPrefix("r\(number):") } == true, "\(faults)")
        #expect(faults.first?.kind == .removed)
    }

    @Test("A removed run is found even if the others were renumbered")
    func renumberedRun() async throws {
        let store = try await scene()
        try hand.run(
            """
            DELETE FROM events WHERE run = 2; DELETE FROM runs WHERE number = 2;
            UPDATE runs SET number = 2, id = 'r2' WHERE number = 3; UPDATE events SET run = 2 WHERE run = 3;
            UPDATE ends SET number = 2 WHERE name = 'runs';
            """)
        #expect(try await faults(store).first?.place == .entries("r2", 1...1))
    }

    @Test(
        "Data kept beside a run's journal is checked against it",
        arguments: [
            "created_at = '2020-01-01T00:00:00.000Z'", "is_over = 1", "id = 'r9'",
        ])
    func besides(change: String) async throws {
        let store = try await scene()
        try hand.run("UPDATE runs SET \(change) WHERE number = 2")
        #expect(try await faults(store).map(\.place) == [.run("r2")])
    }

    @Test("The workspace's journal is chained as well", arguments: 1...4, ["UPDATE", "DELETE"])
    func workspace(sequence: Int, verb: String) async throws {
        let store = try await scene()
        let change =
            verb == "UPDATE" ? "UPDATE workspace_events SET event = event || ' '" : "DELETE FROM workspace_events"
        try hand.run("\(change) WHERE sequence = \(sequence)")
        #expect(try await faults(store).first?.place == .workspace(sequence...sequence))
    }

    @Test("Extreme numbers stop nothing", arguments: [Int.max, Int.min, Int.max - 1, 0, -1])
    func extremes(number: Int) async throws {
        let store = try await scene()
        try hand.run(
            """
            UPDATE events SET sequence = \(number) WHERE run = 2 AND sequence = 4;
            UPDATE runs SET revision = \(number) WHERE number = 1;
            UPDATE runs SET number = \(number), id = 'rx' WHERE number = 3;
            UPDATE ends SET number = \(number) WHERE name = 'workspace';
            """)
        #expect(try await !faults(store).isEmpty)
        _ = try? await store.runs()
        _ = try? await store.events(of: "r1", after: number)
        _ = try? await store.append([.finished], to: "r1", after: number, at: RunStoreContractTests.moment)
        _ = try? await store.record(.backedUp(to: "x", by: "y"), at: RunStoreContractTests.moment)
    }

    @Test("Bytes that are not text are found, and not misread")
    func invalid() async throws {
        let store = try await scene()
        try hand.run("UPDATE events SET event = CAST(x'ff00fe' AS TEXT) WHERE run = 2 AND sequence = 3")
        #expect(try await faults(store).map(\.place) == [.entries("r2", 3...3)])
        await #expect(throws: StoreError.self) { try await store.run("r2") }
    }

    @Test("An invalid head is rejected", arguments: ["", "1", "1-", "-1-" + String(repeating: "a", count: 64), "x-y"])
    func heads(text: String) { #expect(ChainHead(text) == nil) }
}
