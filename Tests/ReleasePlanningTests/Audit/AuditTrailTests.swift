import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Who did what, when and why")
struct AuditTrailTests {
    private static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    private func record(_ id: RunID, _ events: [RunEvent], from start: Double = 0) -> [AuditEntry] {
        let created = RunEvent.created(
            plan: "d1", trigger: Trigger(by: "anna", command: "slipway release", reason: "monday"))
        let entries = ([created] + events).enumerated().map { index, event in
            JournalEntry(
                sequence: index + 1, at: AuditTrailTests.moment.addingTimeInterval(start + 2 * Double(index)),
                event: event)
        }
        return auditTrail(of: id, entries)
    }

    private func lines(_ entries: [AuditEntry]) -> [String] {
        entries.map { "\($0.run?.text ?? "-"):\($0.sequence) \($0.kind.rawValue) \($0.who): \($0.what) (\($0.why))" }
    }

    @Test("Each decision has its person and reason, and each effect its performer")
    func one() {
        let run = record(
            "r1",
            [
                .claimed(by: "build1/7", fence: 1), .started(step: "push:core", attempt: 1),
                .succeeded(step: "push:core", attempt: 1, outcome: StepOutcome(note: "main is abc")),
                .succeeded(step: "tag:core", attempt: 1, outcome: StepOutcome(wasAlreadyThere: true)),
                .succeeded(step: "gate:core/test", attempt: 1, outcome: StepOutcome()),
                .skipped(step: "gate:app/test", by: "ben", reason: "flaky"),
                .approved(step: "approval:release/core", by: "carl", role: "lead", until: nil, via: nil),
                .retried(by: "ben"), .amended(from: "d1", to: "d2", reset: [], reason: "fixed"), .paused(by: "ben"),
                .resumed(by: "ben"), .handedOver(to: "old", reason: "failed", isAccepted: true),
                .cancelled(by: "anna", reason: "no"),
            ])
        #expect(
            lines(run) == [
                "r1:1 trigger anna: requested r1, plan d1: slipway release (monday)",
                "r1:2 claim build1/7: claimed r1 (claim 1) ()",
                "r1:4 effect build1/7: pushed core: main is abc ()",
                "r1:5 effect build1/7: found the tag of core already done ()",
                "r1:7 skip ben: skipped gate:app/test (flaky)",
                "r1:8 approval carl: approved approval:release/core as lead ()",
                "r1:9 decision ben: retried r1 ()",
                "r1:10 decision build1/7: amended the plan d1 to d2 (fixed)",
                "r1:11 decision ben: paused r1 ()",
                "r1:12 decision ben: resumed r1 ()",
                "r1:13 decision build1/7: old took over (failed)",
                "r1:14 decision anna: cancelled r1 (no)",
            ])
    }

    @Test("The person who retried is named for an amendment, and the voided approvals are listed")
    func amender() {
        let run = record(
            "r1",
            [
                .claimed(by: "build1/7", fence: 1),
                .approved(
                    step: "approval:release/core", by: "carl", role: "lead", until: nil, via: nil, subject: "abc"),
                .amended(from: "d1", to: "d2", reset: [], reason: "fixed", by: "ben"),
                .voided(step: "approval:release/core", by: "carl", reason: "ben amended the plan"), .retried(by: "ben"),
                // As 0.1.0 wrote it down.
                .amended(from: "d2", to: "d3", reset: [], reason: "again"), .retried(by: "anna"),
            ])
        #expect(
            lines(run).dropFirst(2) == [
                "r1:3 approval carl: approved approval:release/core as lead for abc ()",
                "r1:4 decision ben: amended the plan d1 to d2 (fixed)",
                "r1:5 approval carl: approval of approval:release/core became void (ben amended the plan)",
                "r1:6 decision ben: retried r1 ()", "r1:7 decision anna: amended the plan d2 to d3 (again)",
                "r1:8 decision anna: retried r1 ()",
            ])
    }

    @Test("Several runs and the workspace form one list in order of time")
    func order() {
        let workspace = [
            WorkspaceEntry(
                sequence: 1, at: AuditTrailTests.moment.addingTimeInterval(1),
                event: .backedUp(to: "/x", by: "anna")),
            WorkspaceEntry(
                sequence: 2, at: AuditTrailTests.moment.addingTimeInterval(2),
                event: .pruned(runs: ["r1", "r2"], by: "anna")),
        ]
        let trail = inOrder(record("r1", [.finished]) + record("r2", [.finished], from: 1) + auditTrail(of: workspace))
        #expect(
            trail.map { "\($0.run?.text ?? "-"):\($0.sequence)" } == ["r1:1", "r2:1", "-:1", "r1:2", "-:2", "r2:2"])
        #expect(trail.map(\.at) == trail.map(\.at).sorted())
    }
}
