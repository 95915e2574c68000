import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("What a run waits for")
struct RunWaitTests {
    private let moment = RunRulesTests.moment

    @Test("Every unfinished status waits for something, and shows what to do")
    func kinds() {
        let expected: [RunRecord.Status: [RunWait.Kind]] = [
            .running: [.step], .waiting: [.approval], .paused: [.resume, .step], .failed: [.mending], .cancelled: [],
            .succeeded: [],
        ]
        for (status, kinds) in expected {
            let record = RunRulesTests.record(RunRulesTests.events(for: status))
            #expect(runWaits(record, at: moment).map(\.kind) == kinds, "\(status)")
        }
    }

    @Test("A step that failed temporarily shows its next attempt")
    func retry() {
        let failure = StepFailure(code: "x", summary: "The index is away.", isTransient: true)
        let again = moment.addingTimeInterval(8)
        let record = RunRulesTests.record([
            .started(step: "gate:core/test", attempt: 3),
            .failed(step: "gate:core/test", attempt: 3, failure: failure, again: again),
        ])
        let waits = runWaits(record, at: moment)
        #expect(waits.map(\.kind) == [.retry])
        #expect(waits.first?.text.contains("attempt 4") == true)
        #expect(waits.first?.text.contains("The index is away.") == true)
    }

    @Test("An approval step shows how many approved, and who may")
    func approval() {
        let record = RunRulesTests.record(RunRulesTests.events(for: .waiting))
        let waits = runWaits(record, at: moment)
        let subject = record.plan.steps.first { $0.kind == .approval }
            .flatMap { approvalSubject(of: $0, in: PlanIndex(record.plan), record.state) }?.text.prefix(12)
        #expect(
            waits.first?.text
                == "approval:release/core: 0 of 2 approvals, by manager or owner (anna, ben): "
                + "slipway run approve r1 approval:release/core --subject \(subject ?? "none")")
    }

    @Test(
        "A running run that no engine executes was interrupted, also before the claim of an ended process expires",
        arguments: RunRecord.Status.allCases)
    func interrupted(status: RunRecord.Status) {
        let record = RunRulesTests.record(RunRulesTests.events(for: status))
        #expect(isInterrupted(record, holder: nil) == (status == .running))
        #expect(!isInterrupted(record, holder: .thisProcess))
        // No process has this id: it is above the largest one that Linux gives.
        let ended = EngineID("\(ProcessInfo.processInfo.hostName)/4194999/1")
        #expect(isInterrupted(record, holder: ended) == (status == .running))
        #expect(!isInterrupted(record, holder: "elsewhere/4194999/1"), "what another machine does is not known here")
    }

    @Test("A run that waits for its next attempt was not interrupted")
    func idle() {
        let failure = StepFailure(code: "x", summary: "The index is away.", isTransient: true)
        let record = RunRulesTests.record([
            .started(step: "gate:core/test", attempt: 1),
            .failed(step: "gate:core/test", attempt: 1, failure: failure, again: moment.addingTimeInterval(8)),
        ])
        #expect(!isInterrupted(record, holder: nil))
    }

    @Test(
        "A run that is silent for half an hour is flagged, unless it is paused or finished",
        arguments: RunRecord.Status.allCases)
    func stuck(status: RunRecord.Status) {
        let record = RunRulesTests.record(RunRulesTests.events(for: status))
        #expect(!isStuck(record, at: moment.addingTimeInterval(1799)))
        let isFlagged = [.running, .waiting, .failed].contains(status)
        #expect(isStuck(record, at: moment.addingTimeInterval(1800)) == isFlagged)
    }
}
