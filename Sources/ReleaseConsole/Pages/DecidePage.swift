package import Foundation
import ReleaseEngine
import ReleaseOperations
package import ReleaseModel
import ReleasePlanning
import ReleaseReports

/// What is to be decided, what happens then, and why someone may not.
package struct DecidePage: Sendable {
    package static let shape = ListQuery.Shape(more: ["run"], hasFilter: false, hasPages: false)
    /// Failed steps of a run that are shown, each with its own form.
    private static let mostSteps = 12

    private let runs: [RunRecord]
    private let places: Places
    private let viewer: Viewer
    private let now: Date

    /// - Parameter runs: Those that wait for someone, or the one that is asked about.
    package init(runs: [RunRecord], places: Places, viewer: Viewer, now: Date) {
        self.runs = runs
        self.places = places
        self.viewer = viewer
        self.now = now
    }

    /// How many decisions are open in a run.
    package static func count(_ record: RunRecord) -> Int {
        switch record.status {
        case .failed, .paused: 1 + record.state.awaited(in: record.plan).count
        case .waiting, .running: record.state.awaited(in: record.plan).count
        case .cancelled, .succeeded: 0
        }
    }

    package func page() -> Page {
        let open = runs.reduce(0) { $0 + DecidePage.count($1) }
        let cards = runs.flatMap { record -> [HTML] in
            let index = PlanIndex(record.plan)
            let approvals = record.state.awaited(in: record.plan).prefix(20).map { approval($0, record, index) }
            return Array(approvals) + [runCard(record)]
        }
        return Page(
            title: "Decide", section: .decide,
            answer: HTML(open == 0 ? "Nothing waits for a decision." : "\(counted(open, "decision")) open."),
            content: cards.isEmpty ? .nothing : .group(cards), isLive: true)
    }

    // MARK: Approvals

    private func approval(_ step: PlannedStep, _ record: RunRecord, _ index: PlanIndex) -> HTML {
        guard case .approval(let work) = step.work else { return .nothing }
        let subject = approvalSubject(of: step, in: index, record.state)
        let given = countingApprovals(of: step, work, for: subject, record.state, at: now)
        let by = given.map { "\($0.by) as \($0.role)" }.joined(separator: ", ")
        let behind = index.steps(behind: step.id) { $0.kind.traits.phase != .closing }
        let components = Set(behind.compactMap(\.component)).sorted()
        let facts: [(String, HTML)] = [
            (
                "Rule",
                HTML(
                    "\(counted(work.quorum, "approval")) by \(work.roles.joined(separator: " or ")); \(given.count) of "
                        + "\(work.quorum) given\(by.isEmpty ? "" : ": \(by)")")
            ),
            (
                "Binds to",
                .group([
                    "plan ", Tag.code(text: String(record.plan.digest.text.prefix(12))), ", its commits and artifacts ",
                    Tag.code(text: String(subject?.text.prefix(12) ?? "–")),
                    HTML(work.lifetime.map { "; expires after \(readable(TimeInterval($0)))" } ?? ""),
                ])
            ),
            ("What happens", HTML(consequences(behind))), ("Proven", proof(step, record, index)),
            (
                "Look at",
                .group([
                    Tag.a(.href(places.plan(record.plan.digest.text)), text: "plan, edits and notes"), " · ",
                    Tag.a(.href(places.run(record.id.text)), text: "run \(record.id.abbreviation)"),
                ])
            ),
        ]
        return card(
            title: "\(step.id): \(counted(components.count, "component"))", mark: stateMark(.needsApproval), facts,
            side: approvalSide(step, work, subject, given, record))
    }

    private func consequences(_ behind: [PlannedStep]) -> String {
        let kinds: [(StepKind, String)] = [(.push, "branch"), (.tag, "tag"), (.publish, "publication")]
        let parts = kinds.compactMap { kind, noun -> String? in
            let count = behind.count { $0.kind == kind }
            guard count > 0 else { return nil }
            let plural = noun == "branch" && count > 1 ? "\(count) branches" : counted(count, noun)
            return plural
        }
        return parts.isEmpty ? "The next steps start." : parts.joined(separator: ", ") + " become public, irreversibly."
    }

    private func proof(_ step: PlannedStep, _ record: RunRecord, _ index: PlanIndex) -> HTML {
        let gates = index.steps(before: step.id).filter { $0.kind == .gate }
        let words = gates.map { StatusWord(record.state[$0.id]) }
        let parts: [(StatusWord, String)] = [
            (.done, "passed"), (.advice, "refused, advisory"), (.skipped, "skipped"),
        ]
        let shown = parts.compactMap { word, text -> HTML? in
            let count = words.count { $0 == word }
            return count == 0 ? nil : stateMark(word, "\(counted(count, "gate")) \(text)")
        }
        let skipped = gates.compactMap { gate -> HTML? in
            guard case .skipped(let by, let reason) = record.state[gate.id] else { return nil }
            return HTML(" \(gate.id) by \(by): \(reason).")
        }
        return shown.isEmpty ? "No gate checks it." : .group(shown + skipped.prefix(5))
    }

    private func approvalSide(
        _ step: PlannedStep, _ work: ApprovalWork, _ subject: Digest?, _ given: [RunState.Approval],
        _ record: RunRecord
    ) -> HTML {
        let able = work.people.keys.filter { !work.roles(of: $0).isEmpty }.sorted().map(\.text)
        let who = able.isEmpty ? "No one has such a role." : "\(able.joined(separator: ", ")) may."
        let command = Tag.p(
            .class("command"), children: "On the command line: ",
            Tag.code(text: "slipway run approve \(record.id.abbreviation) \(step.id)"))
        let refusal: String? =
            if !viewer.may(.approve) {
                missingRight(.approve, viewer) + " " + who
            } else if work.roles(of: viewer.name).isEmpty {
                "You can't decide this: \(viewer.name) has none of the roles \(work.roles.joined(separator: ", ")). "
                    + who
            } else if given.contains(where: { $0.by == viewer.name }) {
                "You have approved this; it waits for others. \(who)"
            } else {
                nil
            }
        if let refusal { return Tag.p(text: refusal) }
        let approve = DecisionForm(
            kind: .approve, record: record, step: step.id, subject: subject, title: "Approve", isMain: true)
        let reject = DecisionForm(
            kind: .reject, record: record, step: step.id, title: "Reject, and cancel the run", needsReason: true)
        return .group([approve.html(places, viewer), reject.html(places, viewer), command])
    }

    // MARK: Runs

    private func runCard(_ record: RunRecord) -> HTML {
        let state = record.state
        let failed = record.plan.steps.filter { if case .failed = state[$0.id] { true } else { false } }
        var facts: [(String, HTML)] = [("Releases", HTML(titleText(record)))]
        for step in failed.prefix(DecidePage.mostSteps) {
            guard case .failed(let attempt, let failure) = state[step.id] else { continue }
            facts.append(
                (
                    "Failed",
                    .group([
                        Tag.a(
                            .href(places.step(step.id.text, attempt: attempt, of: record.id.text)), text: step.id.text),
                        HTML(": \(failure.summary)"), skip(step, record),
                    ])
                ))
        }
        if failed.count > DecidePage.mostSteps {
            facts.append(("", HTML("and \(failed.count - DecidePage.mostSteps) more: slipway run show \(record.id)")))
        }
        let status = StatusWord(record.status)
        let mark = record.status == .waiting || record.status == .running ? HTML.nothing : stateMark(status)
        return card(
            title: "Run \(record.id)", mark: mark, facts,
            side: runControls(record, places, viewer, isShort: false))
    }

    private func titleText(_ record: RunRecord) -> String {
        let released = record.plan.released
        let names = released.prefix(6).map { "\($0.name) \($0.nextVersion?.text ?? "")" }.joined(separator: ", ")
        return names + (released.count > 6 ? " and \(released.count - 6) more" : "")
    }

    private func skip(_ step: PlannedStep, _ record: RunRecord) -> HTML {
        guard viewer.may(.operate), step.kind.traits.isSkippable else { return .nothing }
        return Tag.details(
            children: Tag.summary(text: "Skip \(step.id)…"),
            DecisionForm(
                kind: .skip, record: record, step: step.id, title: "Skip \(step.id)", needsReason: true
            ).html(places, viewer))
    }

    private func card(title: String, mark: HTML, _ facts: [(String, HTML)], side: HTML) -> HTML {
        Tag.section(
            .class("card decide"), .aria("label", title),
            children: Tag.div(
                children: Tag.h2(children: HTML(title + " "), mark),
                Tag.dl(list: facts.flatMap { [Tag.dt(text: $0), Tag.dd(children: $1)] })),
            Tag.div(.class("side"), children: side))
    }
}
