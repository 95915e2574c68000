package import Foundation
package import ReleaseModel

/// A plan and events that may happen to it in any order, the same for the same seed: also those that no engine would write.
package struct RandomJournal {
    package let plan: ReleasePlan
    private var random: SeededGenerator
    private var moment = Date(timeIntervalSince1970: 1_767_225_600)

    /// - Parameter steps: How many there are; some are approvals, and each needs a few of those before it.
    package init(seed: UInt64, steps count: Int = 8) {
        var random = SeededGenerator(seed: seed)
        let approval = ApprovalWork(
            roles: ["release"], quorum: 2, lifetime: nil, people: ["anna": ["release"], "ben": ["release"]])
        let steps = (0..<count).map { number -> PlannedStep in
            let needs = (0..<2).compactMap { _ in
                number == 0 || Bool.random(using: &random)
                    ? nil : StepID("s\(Int.random(in: 0..<number, using: &random))")
            }
            let component = ComponentID("c\(number % 3)")
            let work: StepWork
            switch Int.random(in: 0..<5, using: &random) {
            case 0: work = .approval(approval)
            case 1: work = .collect(CollectWork(folder: ".", version: Version(1, 0, 0), artifacts: [], binaries: []))
            case 2: work = .tag(TagWork(tag: TagName("v\(number)"), kind: .annotated, message: "", name: "", mail: ""))
            case 3: work = .publish(PublishWork(target: .init("folder", ["path": "dist"])))
            default: work = .line
            }
            return PlannedStep(
                id: StepID("s\(number)"), component: component, repository: "r", needs: needs, work: work)
        }
        let components = (0..<3).map { number in
            PlannedComponent(
                name: ComponentID("c\(number)"), path: ".", repository: "r", currentVersion: nil,
                nextVersion: Version(1, number, 0), tag: TagName("v\(number)"), bump: .minor, reasons: [],
                changelog: "",
                edits: [], level: 1)
        }
        plan = ReleasePlan(
            digest: Digest("d\(seed)"), createdAt: Date(timeIntervalSince1970: 1_767_225_600), workspace: "demo",
            request: ReleaseRequest(), repositories: [], components: components, steps: steps, warnings: [],
            nothingToRelease: nil)
        self.random = random
    }

    /// The next event, and when.
    ///
    /// - Parameter mayEnd: Whether it may end the run.
    package mutating func next(mayEnd: Bool = false) -> (event: RunEvent, at: Date) {
        moment += Double(Int.random(in: 0..<100_000, using: &random)) / 1000
        return (event(mayEnd), moment)
    }

    private mutating func event(_ mayEnd: Bool) -> RunEvent {
        let step = StepID("s\(Int.random(in: 0...plan.steps.count, using: &random))")
        let attempt = Int.random(in: 1...3, using: &random)
        let failure = StepFailure(code: "x", summary: "It failed: ü", reasons: ["a\nb"], log: "logs/x")
        // Fractions of seconds are known when it happens, and not stored.
        let later = moment + 90.25
        switch Int.random(in: 0..<(mayEnd ? 18 : 16), using: &random) {
        case 0...2: return .started(step: step, attempt: attempt)
        case 3, 4:
            let artifacts =
                Bool.random(using: &random) ? [] : [Artifact(name: "n\(step)", digest: "d", size: 7, origin: "o")]
            return .succeeded(
                step: step, attempt: attempt,
                outcome: StepOutcome(
                    commit: "c0ffee", artifacts: artifacts, note: "3 tests", wasAlreadyThere: attempt == 2,
                    tags: attempt == 3 ? ["v1"] : nil,
                    build: attempt == 4 ? RemoteBuild(run: 9, attempt: 1, address: "https://a", artifacts: []) : nil))
        case 5: return .failed(step: step, attempt: attempt, failure: failure, again: nil)
        case 6: return .failed(step: step, attempt: attempt, failure: failure, again: later)
        case 7 where attempt == 2:
            return .awaits(
                step: step, attempt: attempt, what: "a merge", isByPerson: Bool.random(using: &random), again: later,
                mark: Bool.random(using: &random) ? "{}" : nil)
        case 7: return .skipped(step: step, by: "anna", reason: "why not")
        case 8, 9:
            return .approved(
                step: step, by: Bool.random(using: &random) ? "anna" : "ben", role: "release",
                until: attempt == 1 ? later : nil, via: nil,
                subject: attempt == 2 ? "d2" : nil)
        case 10: return attempt == 1 ? .lapsed(step: step, by: "anna") : .voided(step: step, by: "ben", reason: "x")
        case 11: return attempt == 3 ? .noticed(step: step, what: "a run ended") : .retried(by: "anna")
        case 12: return .paused(by: "anna")
        case 13: return .resumed(by: "anna")
        case 14: return .claimed(by: "host/1/2", fence: attempt)
        case 15: return .handedOver(to: "other", reason: "x", isAccepted: attempt == 1 ? nil : attempt == 2)
        case 16: return .cancelled(by: "anna", reason: "no")
        default: return .finished
        }
    }
}
