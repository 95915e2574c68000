import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What every inbox keeps to: deliveries are stored once, decided once, and start things once.
@Suite("Inboxes")
struct InboxContractTests {
    private static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    /// A handle; every further one leads to the same deliveries.
    private func open(_ kind: StoreKind) throws -> any DeliveryInbox {
        try #require(try stores.open(kind) as? any DeliveryInbox)
    }

    private func delivery(_ id: String, after seconds: TimeInterval = 0, body: String = "{}") -> Delivery {
        Delivery(
            id: DeliveryID(id), source: .github, event: "push", body: body,
            receivedAt: Self.moment.addingTimeInterval(seconds))
    }

    private func start(_ key: String, _ relation: TriggeredStart.Relation = .new) -> TriggeredStart {
        var start = TriggeredStart(
            action: .release, request: ReleaseRequest(components: ["core"]), repository: "core", key: CauseKey(key),
            sentence: "The tag v1.0.0 was pushed.")
        start.relation = relation
        return start
    }

    @Test("A delivery is stored once, byte for byte, whoever brings it again", arguments: StoreKind.chained)
    func once(kind: StoreKind) async throws {
        let (inbox, other) = (try open(kind), try open(kind))
        let first = delivery("d1", body: #"{"a":"é \u0000 \"x\" {1,2}","b":[null]}"#)
        #expect(try await inbox.take([first, delivery("d2"), first]) == [true, true, false])
        #expect(try await other.take([delivery("d1", body: "other"), delivery("d3")]) == [false, true])
        let found = try await other.undecided(limit: 10)
        #expect(found.map(\.delivery.id) == ["d1", "d2", "d3"])
        #expect(found.first?.delivery == first)
        #expect(found.allSatisfy { $0.decision == nil })
        #expect(try await inbox.take([]).isEmpty)
    }

    @Test("Deliveries that several servers store at once are all there, each once", arguments: StoreKind.chained)
    func concurrent(kind: StoreKind) async throws {
        let inboxes = try (0..<4).map { _ in try open(kind) }
        let isNew = try await withThrowingTaskGroup(of: [Bool].self) { group in
            for inbox in inboxes {
                group.addTask {
                    var isNew: [Bool] = []
                    for number in 0..<20 { isNew += try await inbox.take([delivery("d\(number)")]) }
                    return isNew
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(isNew.count { $0 } == 20)
        #expect(try await inboxes[0].undecided(limit: 100).count == 20)
    }

    @Test(
        "Of two decisions about a delivery the first counts, unless it is decided again", arguments: StoreKind.chained)
    func decided(kind: StoreKind) async throws {
        let (inbox, other) = (try open(kind), try open(kind))
        _ = try await inbox.take([delivery("d1")])
        let ignored = TriggerDecision.ignore(TriggerReason(.own, "Slipway made it itself."))
        #expect(try await inbox.decide("d1", .start([start("k1")]), at: Self.moment, again: false))
        #expect(try await !other.decide("d1", ignored, at: Self.moment, again: false))
        #expect(try await other.delivery("d1")?.decision == .start([start("k1")]))
        #expect(try await other.undecided(limit: 10).isEmpty)
        #expect(try await other.decide("d1", ignored, at: Self.moment, again: true))
        #expect(try await inbox.delivery("d1")?.decision == ignored)
        #expect(try await !inbox.decide("none", ignored, at: Self.moment, again: false))
        #expect(try await inbox.delivery("none") == nil)
    }

    @Test("A cause starts once, whichever deliveries name it, and moves on once", arguments: StoreKind.chained)
    func starts(kind: StoreKind) async throws {
        let (inbox, other) = (try open(kind), try open(kind))
        _ = try await inbox.take([delivery("d1"), delivery("d2")])
        try await inbox.decide("d1", .start([start("k1")]), at: Self.moment, again: false)
        try await other.decide("d2", .start([start("k1"), start("k2")]), at: Self.moment, again: false)
        #expect(try await inbox.starts(ended: 10).map(\.start.key) == ["k1", "k2"])
        #expect(try await inbox.start("k1")?.delivery == "d1")
        #expect(try await inbox.advance("k1", from: .waiting, to: .running, run: "r1", outcome: ""))
        #expect(try await !other.advance("k1", from: .waiting, to: .running, run: "r2", outcome: ""))
        let running = try await other.start("k1")
        #expect(running?.run == "r1" && running?.stage == .running)
        #expect(try await other.advance("k1", from: .running, to: .ended, run: "r1", outcome: "It succeeded."))
        #expect(try await inbox.starts(ended: 0).map(\.start.key) == ["k2"])
        #expect(try await inbox.starts(ended: 1).map(\.outcome) == ["It succeeded.", ""])
    }

    @Test("What is superseded ends, unless it has begun", arguments: StoreKind.chained)
    func superseded(kind: StoreKind) async throws {
        let inbox = try open(kind)
        _ = try await inbox.take([delivery("d1"), delivery("d2")])
        try await inbox.decide("d1", .start([start("k1"), start("k2")]), at: Self.moment, again: false)
        try await inbox.advance("k2", from: .waiting, to: .running, run: nil, outcome: "")
        try await inbox.decide(
            "d2", .start([start("k3", .supersedes(["k1", "k2"]))]), at: Self.moment, again: false)
        #expect(try await inbox.start("k1")?.stage == .ended)
        #expect(try await inbox.start("k1")?.outcome.isEmpty == false)
        #expect(try await inbox.start("k2")?.stage == .running)
        #expect(try await inbox.start("k3")?.stage == .waiting)
    }

    @Test("Deliveries come in pages, newest first", arguments: StoreKind.chained)
    func pages(kind: StoreKind) async throws {
        let inbox = try open(kind)
        _ = try await inbox.take((0..<5).map { delivery("d\($0)") })
        let first = try await inbox.deliveries(before: nil, limit: 2)
        #expect(first.map(\.delivery.id) == ["d4", "d3"])
        #expect(try await inbox.deliveries(before: first.last?.number, limit: 2).map(\.delivery.id) == ["d2", "d1"])
    }

    @Test(
        "Old deliveries go once they are decided, and what they started once it has ended", arguments: StoreKind.chained
    )
    func retention(kind: StoreKind) async throws {
        let inbox = try open(kind)
        _ = try await inbox.take([delivery("old"), delivery("open"), delivery("new", after: 60)])
        try await inbox.decide("old", .start([start("k1"), start("k2")]), at: Self.moment, again: false)
        try await inbox.advance("k1", from: .waiting, to: .ended, run: nil, outcome: "")
        #expect(try await inbox.removeDeliveries(before: Self.moment.addingTimeInterval(30)) == 1)
        #expect(try await inbox.deliveries(before: nil, limit: 9).map(\.delivery.id) == ["new", "open"])
        #expect(try await inbox.start("k1") == nil)
        #expect(try await inbox.start("k2")?.stage == .waiting)
    }

    @Test("A start gets one run, however many servers create it at once", arguments: StoreKind.chained)
    func oneRun(kind: StoreKind) async throws {
        let inbox = try open(kind)
        _ = try await inbox.take([delivery("d1")])
        try await inbox.decide("d1", .start([start("k1")]), at: Self.moment, again: false)
        let others = try (0..<4).map { _ in try open(kind) }
        let (plan, trigger) = (RunStoreContractTests.plan, Trigger(by: "anna", command: "slipway serve"))
        let made = try await withThrowingTaskGroup(of: RunID?.self) { group in
            for other in others {
                group.addTask { try await other.create(plan, trigger: trigger, at: Self.moment, by: "k1") }
            }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
        }
        let run = try #require(made.first)
        #expect(made.count == 1)
        let record = try await inbox.start("k1")
        #expect(record?.stage == .running && record?.run == run)
        let runs = try #require(inbox as? any RunStore)
        #expect(try await runs.summaries(before: nil, limit: 9).map(\.id) == [run])
        #expect(try await inbox.create(plan, trigger: trigger, at: Self.moment, by: "unknown") == nil)
    }

    @Test("What has ended starts once more where a delivery is decided again", arguments: StoreKind.chained)
    func again(kind: StoreKind) async throws {
        let inbox = try open(kind)
        _ = try await inbox.take([delivery("d1"), delivery("d2")])
        try await inbox.decide("d1", .start([start("ended"), start("open")]), at: Self.moment, again: false)
        try await inbox.advance("ended", from: .waiting, to: .ended, run: nil, outcome: "Failed.")
        try await inbox.decide("d2", .start([start("ended")]), at: Self.moment, again: false)
        #expect(try await inbox.start("ended")?.stage == .ended)
        try await inbox.advance("open", from: .waiting, to: .running, run: "r1", outcome: "")
        try await inbox.decide("d1", .start([start("ended"), start("open")]), at: Self.moment, again: true)
        #expect(try await inbox.start("ended")?.stage == .waiting)
        #expect(try await inbox.start("ended")?.outcome == "")
        #expect(try await inbox.start("open")?.run == "r1")
    }
}
