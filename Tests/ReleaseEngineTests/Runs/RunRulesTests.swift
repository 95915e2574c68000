import Foundation
import ReleaseEngine
import ReleaseModel
import Testing

@Suite("Decisions about a run")
struct RunRulesTests {
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    /// gate → approval → line → push.
    static let plan: ReleasePlan = {
        let work = ApprovalWork(
            roles: ["manager", "owner"], quorum: 2, lifetime: 3600,
            people: ["anna": ["manager"], "ben": ["owner"], "carl": ["guest"]], messengers: ["bot"])
        let steps = [
            PlannedStep(
                id: "gate:core/test", component: "core", needs: [],
                work: .gate(CommandWork(arguments: ["true"], folder: "."))),
            PlannedStep(
                id: "approval:release/core", needs: ["gate:core/test"], work: .approval(work)),
            PlannedStep(id: "line:core", needs: ["approval:release/core"], work: .line),
            PlannedStep(
                id: "push:core", repository: "core", needs: ["line:core"],
                work: .push(PushWork(branch: "main", base: "b"))),
        ]
        return ReleasePlan(
            digest: "d", createdAt: moment, workspace: "w", request: ReleaseRequest(), repositories: [],
            components: [], steps: steps, warnings: [], nothingToRelease: nil)
    }()

    /// Events that lead to each status.
    static func events(for status: RunRecord.Status) -> [RunEvent] {
        let begun: [RunEvent] = [.started(step: "gate:core/test", attempt: 1)]
        let failure = StepFailure(code: "x", summary: "x")
        switch status {
        case .running: return begun
        case .waiting: return begun + [.succeeded(step: "gate:core/test", attempt: 1, outcome: StepOutcome())]
        case .paused: return begun + [.paused(by: "anna")]
        case .failed: return begun + [.failed(step: "gate:core/test", attempt: 1, failure: failure, again: nil)]
        case .cancelled: return begun + [.cancelled(by: "anna", reason: "no")]
        case .succeeded: return begun + [.finished]
        }
    }

    static func record(_ events: [RunEvent]) -> RunRecord {
        let all = [.created(plan: "d", trigger: Trigger(by: "anna", command: "slipway release"))] + events
        return RunRecord(
            id: "r1", createdAt: moment, plan: plan,
            entries: all.enumerated().map { JournalEntry(sequence: $0 + 1, at: moment, event: $1) })
    }

    enum Answer: Sendable, Equatable {
        case refused
        case asItIs
        case becomes(RunRecord.Status)
    }

    static let decisions: [RunDecision] = [
        .pause, .resume, .cancel(reason: "no"), .retry, .skip("gate:core/test", reason: "known"),
        .approve(nil, role: nil), .reject("approval:release/core", reason: "no"),
    ]

    /// A row for each status, a column for each decision, as listed above.
    static let table: [(status: RunRecord.Status, answers: [Answer])] = [
        (
            .running,
            [
                .becomes(.paused), .asItIs, .becomes(.cancelled), .becomes(.running), .becomes(.waiting), .refused,
                .becomes(.cancelled),
            ]
        ),
        (
            .waiting,
            [
                .becomes(.paused), .asItIs, .becomes(.cancelled), .becomes(.waiting), .refused, .becomes(.waiting),
                .becomes(.cancelled),
            ]
        ),
        (
            .paused,
            [
                .asItIs, .becomes(.running), .becomes(.cancelled), .becomes(.running), .becomes(.paused), .refused,
                .becomes(.cancelled),
            ]
        ),
        (
            .failed,
            [
                .becomes(.paused), .refused, .becomes(.cancelled), .becomes(.running), .becomes(.waiting), .refused,
                .becomes(.cancelled),
            ]
        ),
        (.cancelled, [.refused, .refused, .asItIs, .refused, .refused, .refused, .refused]),
        (.succeeded, [.refused, .refused, .refused, .refused, .refused, .refused, .refused]),
    ]

    @Test("The table has every status and every decision")
    func isWhole() {
        #expect(Set(Self.table.map(\.status)) == Set(RunRecord.Status.allCases))
        #expect(Self.table.allSatisfy { $0.answers.count == Self.decisions.count })
        for decision in Self.decisions {
            // Fails to compile when a decision is added, as a reminder to add it above.
            switch decision {
            case .pause, .resume, .cancel, .retry, .skip, .approve, .reject: break
            }
        }
    }

    @Test("Every decision has an answer in every state", arguments: table.indices, decisions.indices)
    func pair(row: Int, column: Int) throws {
        let (status, answers) = Self.table[row]
        let record = Self.record(Self.events(for: status))
        #expect(record.status == status)
        let events = try? RunRules(record).events(for: Self.decisions[column], by: "anna", at: Self.moment)
        switch answers[column] {
        case .refused: #expect(events == nil)
        case .asItIs: #expect(events == [])
        case .becomes(let next):
            let decided = try #require(events)
            #expect(!decided.isEmpty)
            #expect(Self.record(Self.events(for: status) + decided).status == next)
        }
    }

    @Test(
        "An irreversible step and the steps that guard it are never skipped",
        arguments: ["approval:release/core", "line:core", "push:core", "nothing"])
    func unskippable(step: StepID) {
        let record = Self.record(Self.events(for: .failed))
        #expect(throws: RunError.self) {
            try RunRules(record).events(for: .skip(step, reason: "x"), by: "anna", at: Self.moment)
        }
    }

    @Test("A step that the run does not have is named, with those that it may mean")
    func noSuchStep() throws {
        let record = Self.record(Self.events(for: .failed))
        let error = try #require(throws: RunError.self) {
            try RunRules(record).events(for: .skip("nope:a", reason: "x"), by: "anna", at: Self.moment)
        }
        #expect(error.code == "run.no-such-step" && error.exitCode == .usage)
        #expect(error.summary == "r1 has no step 'nope:a'.")
        #expect(error.suggestions.contains { $0.contains("gate:core/test") }, "\(error.suggestions)")
    }

    // MARK: Agreeing

    private func approve(
        _ record: RunRecord, _ person: Principal, role: String? = nil, at moment: Date = Self.moment
    ) throws -> [RunEvent] {
        try RunRules(record).events(for: .approve(nil, role: role), by: person, at: moment)
    }

    @Test(
        "What has not passed its gates can't be approved, and missing gates are named",
        arguments: [RunRecord.Status.running, .failed])
    func unproven(status: RunRecord.Status) {
        do {
            _ = try approve(Self.record(Self.events(for: status)), "anna")
            Issue.record("it was agreed to")
        } catch RunError.notProven(_, let step, let missing, let hasFailed) {
            #expect(step == "approval:release/core" && missing.count == 1 && missing[0].hasPrefix("gate:core/test "))
            #expect(hasFailed == (status == .failed))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("An approval covers what was reviewed, or nothing")
    func lookedAt() throws {
        let record = Self.record(Self.events(for: .waiting))
        let events = try approve(record, "anna")
        guard case .approved(_, _, _, _, _, let subject?) = events.first else {
            Issue.record("no subject: \(events)")
            return
        }
        func look(_ text: String) throws -> [RunEvent] {
            try RunRules(record).events(for: .approve(nil, role: nil, subject: text), by: "anna", at: Self.moment)
        }
        #expect(try look(String(subject.text.prefix(12))) == events)
        #expect(throws: RunError.otherSubject("r1", step: "approval:release/core", looked: "0123", found: subject)) {
            try look("0123")
        }
    }

    @Test("Two people with an accepted role make the quorum, and each counts once")
    func quorum() throws {
        var events = Self.events(for: .waiting)
        events += try approve(Self.record(events), "anna")
        #expect(try approve(Self.record(events), "anna").isEmpty)
        #expect(Self.record(events).status == .waiting)
        events += try approve(Self.record(events), "ben")
        #expect(Self.record(events).status == .running)
    }

    @Test(
        "A person without an accepted role can't approve, nor in someone else's role",
        arguments: ["carl", "dora"] as [Principal])
    func stranger(person: Principal) {
        #expect(throws: RunError.self) { try approve(Self.record(Self.events(for: .waiting)), person) }
        #expect(throws: RunError.self) {
            try approve(Self.record(Self.events(for: .waiting)), "anna", role: "owner")
        }
    }

    @Test("An expired approval does not count, and may be given again")
    func expiry() throws {
        var events = Self.events(for: .waiting)
        events += try approve(Self.record(events), "anna")
        let later = Self.moment.addingTimeInterval(3601)
        events += try approve(Self.record(events), "ben", at: later)
        #expect(Self.record(events).status == .waiting, "only ben's counts by then")
        #expect(Self.record(events).state.approvals["approval:release/core"]?.map(\.by) == ["ben"])
        events += try approve(Self.record(events), "anna", at: later)
        #expect(Self.record(events).status == .running)
    }

    @Test("Approving in someone else's name needs permission from the plan")
    func messenger() throws {
        let rules = RunRules(Self.record(Self.events(for: .waiting)))
        let events = try rules.events(for: .approve(nil, role: nil), by: "anna", via: "bot", at: Self.moment)
        #expect(events.count == 1)
        let own = RunError.notMessenger("r1", via: "carl", person: "anna")
        #expect(!own.suggestions.contains { $0.contains("in your own name") }, "carl has no role to approve in")
        let able = RunError.notMessenger("r1", via: "ben", person: "anna", isAble: true)
        #expect(able.suggestions.contains { $0.contains("in your own name") })
        #expect(throws: able) {
            try rules.events(for: .approve(nil, role: nil), by: "anna", via: "ben", at: Self.moment)
        }
        #expect(throws: own) {
            try rules.events(for: .approve(nil, role: nil), by: "anna", via: "carl", at: Self.moment)
        }
    }

    @Test(
        "A step that does not exist is answered with those of its kind, and the one that was most likely meant",
        arguments: [
            ("gate:core/tset", ["Did you mean gate:core/test?", "Its gates: gate:core/test"]),
            ("gate:core/nope", ["Its gates: gate:core/test"]), ("build:core", ["It has no step of the kind build."]),
            ("core", ["Its steps that can be skipped: gate:core/test"]),
        ])
    func unknownStep(name: String, advice: [String]) {
        let rules = RunRules(Self.record(Self.events(for: .failed)))
        let error = #expect(throws: RunError.self) {
            try rules.events(for: .skip(StepID(name), reason: "known"), by: "anna", at: Self.moment)
        }
        #expect(error?.suggestions == advice)
    }

    @Test("What is not an approval is answered with the approvals")
    func unknownApproval() {
        let rules = RunRules(Self.record(Self.events(for: .waiting)))
        let error = #expect(throws: RunError.self) {
            try rules.events(for: .approve("gate:core/test", role: nil), by: "anna", at: Self.moment)
        }
        #expect(error?.suggestions == ["Its approvals: approval:release/core"])
    }

    @Test("While another system may be doing the release, the run can't continue", arguments: decisions)
    func asked(decision: RunDecision) {
        // Approving needs what is proven; everything else, a failure.
        let before = if case .approve = decision { RunRecord.Status.waiting } else { RunRecord.Status.failed }
        let events = Self.events(for: before) + [.handedOver(to: "old", reason: "x", isAccepted: nil)]
        let isAllowed = (try? RunRules(Self.record(events)).events(for: decision, by: "anna", at: Self.moment)) != nil
        switch decision {
        case .resume, .retry, .skip: #expect(!isAllowed)
        case .pause, .cancel, .approve, .reject: #expect(isAllowed)
        }
    }

    @Test("Who could approve a step may reject it, which cancels the run with the step and the reason")
    func rejection() throws {
        let rules = RunRules(Self.record(Self.events(for: .waiting)))
        let decision = RunDecision.reject("approval:release/core", reason: "too early")
        #expect(
            try rules.events(for: decision, by: "anna", at: Self.moment) == [
                .cancelled(by: "anna", reason: "rejected approval:release/core: too early")
            ])
        let error = #expect(throws: RunError.self) { try rules.events(for: decision, by: "carl", at: Self.moment) }
        #expect(error?.code == "run.not-allowed")
        #expect(throws: RunError.self) {
            try rules.events(for: .reject("gate:core/test", reason: "x"), by: "anna", at: Self.moment)
        }
    }

    @Test("A running step may be skipped, and the outcome of its attempt then changes nothing")
    func skipRunning() throws {
        var events = Self.events(for: .running)
        events += try RunRules(Self.record(events)).events(
            for: .skip("gate:core/test", reason: "x"), by: "anna", at: Self.moment)
        let late = RunEvent.failed(
            step: "gate:core/test", attempt: 1, failure: StepFailure(code: "x", summary: "x"), again: nil)
        #expect(Self.record(events + [late]).state["gate:core/test"] == .skipped(by: "anna", reason: "x"))
    }
}
