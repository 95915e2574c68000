import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("What an approval covers")
struct ApprovalSubjectTests {
    private static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    /// core, whose approval guards its line and what follows, and other beside it.
    private static func plan(_ change: (inout PlannedStep) -> Void = { _ in }) -> ReleasePlan {
        var steps: [PlannedStep] = []
        for name in ["core", "other"] {
            let repository = RepositoryID(name)
            let component = ComponentID(name)
            func step(_ kind: String, _ needs: [String], _ work: StepWork) {
                steps.append(
                    PlannedStep(
                        id: StepID("\(kind):\(name)"), component: component, repository: repository,
                        needs: needs.map { StepID("\($0):\(name)") }, work: work))
            }
            step(
                "prepare", [],
                .prepare(PrepareWork(base: "b", edits: [], message: "m", name: "n", mail: "x", versions: [:])))
            step("gate", ["prepare"], .gate(CommandWork(arguments: ["true"], folder: ".")))
            step(
                "collect", ["prepare"],
                .collect(CollectWork(folder: ".", version: Version(1, 0, 0), artifacts: [], binaries: [])))
            step(
                "approval", ["prepare", "gate", "collect"],
                .approval(ApprovalWork(roles: ["lead"], quorum: 2, lifetime: nil, people: ["anna": ["lead"]])))
            step("line", ["approval"], .line)
            step("push", ["line"], .push(PushWork(branch: "main", base: "b")))
            step(
                "tag", ["push"],
                .tag(TagWork(tag: "v1", kind: .annotated, message: "m", name: "n", mail: "x")))
        }
        steps.append(PlannedStep(id: "assemble", needs: ["tag:core", "tag:other"], work: .assemble))
        for index in steps.indices { change(&steps[index]) }
        return ReleasePlan(
            digest: "d", createdAt: moment, workspace: "w", request: ReleaseRequest(), repositories: [],
            components: [], steps: steps, warnings: [], nothingToRelease: nil)
    }

    private static func proven(
        commit: CommitID = "c", digest: Digest = "a", skipped: Bool = false, until last: String = "collect"
    ) -> [RunEvent] {
        var events: [RunEvent] = [.created(plan: "d", trigger: Trigger(by: "anna", command: "slipway release"))]
        for name in ["core", "other"] {
            let isOurs = name == "core"
            events.append(
                .succeeded(
                    step: StepID("prepare:\(name)"), attempt: 1, outcome: StepOutcome(commit: isOurs ? commit : "c")))
            if last == "prepare" { continue }
            events.append(
                isOurs && skipped
                    ? .skipped(step: "gate:core", by: "ben", reason: "flaky")
                    : .succeeded(step: StepID("gate:\(name)"), attempt: 1, outcome: StepOutcome()))
            let artifact = Artifact(name: "n", digest: isOurs ? digest : "a", size: 1, origin: "o")
            events.append(
                .succeeded(step: StepID("collect:\(name)"), attempt: 1, outcome: StepOutcome(artifacts: [artifact])))
        }
        return events
    }

    private static func state(_ events: [RunEvent]) -> RunState {
        events.reduce(into: RunState()) { $0.apply($1) }
    }

    private static func subject(_ part: String, _ plan: ReleasePlan, _ events: [RunEvent]) throws -> Digest? {
        let step = try #require(plan.steps.first { $0.id.text == "approval:\(part)" })
        return approvalSubject(of: step, in: PlanIndex(plan), state(events))
    }

    @Test("There is no subject while gates are pending")
    func missing() throws {
        #expect(try Self.subject("core", Self.plan(), Self.proven(until: "prepare")) == nil)
        #expect(try Self.subject("core", Self.plan(), Self.proven()) != nil)
    }

    @Test(
        "A different commit, artifact, step or skipped gate changes the subject, only in its own part",
        arguments: ["commit", "artifact", "skipped", "gate", "publication", "people"])
    func changes(what: String) throws {
        var plan = Self.plan()
        var events = Self.proven()
        switch what {
        case "commit": events = Self.proven(commit: "c2")
        case "artifact": events = Self.proven(digest: "a2")
        case "skipped": events = Self.proven(skipped: true)
        default:
            plan = Self.plan { step in
                switch (what, step.id) {
                case ("gate", "gate:core"):
                    step.work = .gate(CommandWork(arguments: ["false"], folder: "."))
                case ("publication", "push:core"): step.work = .push(PushWork(branch: "other", base: "b"))
                case ("people", "approval:core"):
                    step.work = .approval(
                        ApprovalWork(roles: ["lead"], quorum: 1, lifetime: nil, people: ["anna": ["lead"]]))
                default: break
                }
            }
        }
        #expect(try Self.subject("core", plan, events) != Self.subject("core", Self.plan(), Self.proven()))
        #expect(try Self.subject("other", plan, events) == Self.subject("other", Self.plan(), Self.proven()))
    }

    @Test("What happens after the line does not change it")
    func behind() throws {
        let later: [RunEvent] = [
            .succeeded(step: "line:core", attempt: 1, outcome: StepOutcome()),
            .succeeded(step: "push:core", attempt: 1, outcome: StepOutcome(commit: "c")),
        ]
        #expect(
            try Self.subject("core", Self.plan(), Self.proven() + later)
                == Self.subject("core", Self.plan(), Self.proven()))
    }

    @Test("An approval counts only for its subject; one without a subject counts as long as its plan is in force")
    func counting() throws {
        let plan = Self.plan()
        let step = try #require(plan.steps.first { $0.id == "approval:core" })
        guard case .approval(let work) = step.work else {
            Issue.record("an approval has its rule")
            return
        }
        let subject = try #require(try Self.subject("core", plan, Self.proven()))
        func count(_ events: [RunEvent]) -> [String] {
            countingApprovals(of: step, work, in: PlanIndex(plan), Self.state(events), at: Self.moment).map(\.by.text)
        }
        func approved(_ subject: Digest?) -> RunEvent {
            .approved(step: "approval:core", by: "anna", role: "lead", until: nil, via: nil, subject: subject)
        }
        #expect(count(Self.proven() + [approved(subject)]) == ["anna"])
        #expect(count(Self.proven() + [approved("another")]) == [])
        #expect(count(Self.proven(commit: "c2") + [approved(subject)]) == [])
        #expect(count(Self.proven() + [approved(nil)]) == ["anna"])
        let amended = RunEvent.amended(from: "d", to: "e", reset: [], reason: "x", by: "ben")
        #expect(count(Self.proven() + [approved(nil), amended]) == [])
        #expect(count(Self.proven() + [approved(subject), amended]) == ["anna"])
    }

    @Test("An amendment voids the approvals of the changed part, by name, and no others")
    func voided() throws {
        let plan = Self.plan()
        var events = Self.proven()
        for part in ["core", "other"] {
            let subject = try Self.subject(part, plan, events)
            for by: Principal in ["anna", "ben"] {
                events.append(
                    .approved(
                        step: StepID("approval:\(part)"), by: by, role: "lead", until: nil, via: nil, subject: subject))
            }
        }
        let before = Self.state(events)
        let amended = RunEvent.amended(
            from: "d", to: "e", reset: ["prepare:core", "gate:core", "collect:core"], reason: "x", by: "ben")
        let after = Self.state(events + [amended])
        #expect(
            voidedApprovals(from: (plan, before), to: plan, after, reason: "why") == [
                .voided(step: "approval:core", by: "anna", reason: "why"),
                .voided(step: "approval:core", by: "ben", reason: "why"),
            ])
    }

    @Test("A completed approval is requested again when its subject changes")
    func reopened() {
        let done = Self.state(
            Self.proven() + [.succeeded(step: "approval:core", attempt: 1, outcome: StepOutcome())])
        let next = Self.plan { if $0.id == "push:core" { $0.work = .push(PushWork(branch: "other", base: "b")) } }
        #expect(reopenedApprovals(from: Self.plan(), to: next, done).map(\.id) == ["approval:core"])
        #expect(reopenedApprovals(from: Self.plan(), to: Self.plan(), done).isEmpty)
    }
}
