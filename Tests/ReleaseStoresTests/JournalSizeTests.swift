import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@Suite("The size of journals")
struct JournalSizeTests {
    /// What docs/guarantees.md states: bytes of a run's store for each of its steps.
    static let bytesPerStep = 2_048

    @Test("A run of 10,000 steps, each with output and every tenth failing at length first, stays under its bound")
    func bounded() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteRunStore(path: folder.path + "/state.db")
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
