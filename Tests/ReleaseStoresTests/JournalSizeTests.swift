import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Synchronization
import Testing

/// Whether something is still being read.
private final class Reading: Sendable {
    private let state = Mutex(false)
    var hasEnded: Bool { state.withLock { $0 } }
    func end() { state.withLock { $0 = true } }
}

@Suite("The size of journals")
struct JournalSizeTests {
    /// What docs/guarantees.md states: bytes of a run's store for each of its steps.
    static let bytesPerStep = 2_048

    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    @Test(
        "A run of 10,000 steps, each with output and every tenth failing at length first, stays under its bound",
        arguments: StoreKind.chained)
    func bounded(kind: StoreKind) async throws {
        let store = try stores.openUpkeep(kind)
        let moment = Date(timeIntervalSince1970: 1_767_225_600)
        let id = try await store.create(RunStoreContractTests.plan, at: moment)
        let screenful = (0..<5_000).map { "line \($0): " + String(repeating: "noise ", count: 200) }
        let failure = StepFailure(
            code: "gate.refused", summary: String(repeating: "It failed. ", count: 1_000), reasons: screenful,
            suggestions: screenful, command: String(repeating: "x", count: 100_000), log: "logs/r1/x.log"
        ).bounded
        let outcome = StepOutcome(note: String(repeating: "3 tests, ", count: 10_000)).bounded
        var revision = 1
        for number in stride(from: 0, to: 10_000, by: 10) {
            var events: [RunEvent] = []
            for step in number..<(number + 10) {
                let id = StepID("gate:component-\(step)/test")
                if step % 10 == 0 {
                    events += [
                        .started(step: id, attempt: 1), .failed(step: id, attempt: 1, failure: failure, again: nil),
                    ]
                }
                let note = step % 10 == 1 ? outcome : StepOutcome(note: "12 tests")
                events += [.started(step: id, attempt: 2), .succeeded(step: id, attempt: 2, outcome: note)]
            }
            try await store.append(events, to: id, after: revision, at: moment)
            revision += events.count
        }
        let size = try await store.size()
        #expect(size < 10_000 * Self.bytesPerStep, "\(size) bytes")
        #expect(try await store.events(of: id, after: 0).count == revision)
    }

    @Test("While a long journal is read, a claim is renewed through the same handle", arguments: StoreKind.chained)
    func renewed(kind: StoreKind) async throws {
        let moment = Date(timeIntervalSince1970: 1_767_225_600)
        let writer = try stores.open(kind)
        let run = try await writer.create(RunStoreContractTests.plan, at: moment)
        let events = (0..<1_000).flatMap { number in
            [
                RunEvent.started(step: StepID("s\(number)"), attempt: 1),
                .succeeded(step: StepID("s\(number)"), attempt: 1, outcome: StepOutcome(note: "12 tests")),
            ]
        }
        for part in 0..<10 {
            try await writer.append(events, to: run, after: 1 + part * events.count, at: moment)
        }
        let claim = try await writer.claim(run, for: "a", lasting: .seconds(3_600), isTakingOver: false)
        // Another handle, which has to fetch and decode everything.
        let store = try stores.open(kind)
        let reading = Reading()
        let read = Task {
            defer { reading.end() }
            let record = try await store.run(run)
            return record.state.revision
        }
        var renewals = 0
        while !reading.hasEnded {
            try await store.renew(claim, lasting: .seconds(3_600))
            renewals += 1
        }
        let revision = try await read.value
        #expect(revision == 20_001)
        // One before the fetch and one behind it would come through in any case.
        #expect(renewals > 3, "\(renewals)")
    }

    @Test("Truncation in a journal is marked, and the end of an output, where the error is, stays")
    func cut() {
        let failure = StepFailure(
            code: "x", summary: "s", reasons: (1...100).map { "line \($0)" } + [String(repeating: "y", count: 1_000)])
        let bounded = failure.bounded
        #expect(bounded.reasons.first == "… 81 lines before")
        #expect(bounded.reasons.dropLast().last == "line 100")
        #expect(bounded.reasons.last?.hasSuffix("y…") == true)
        #expect(failure.bounded.bounded.reasons.count <= bounded.reasons.count)
    }
}
