import Foundation
import ReleaseModel
import ReleaseReports

/// Shows the progress of a run: a live tree on a terminal, plain lines elsewhere. All of it goes to standard error.
actor RunDisplay {
    private let terminal: Terminal
    private var plan: PlanIndex?
    private var run: RunID = ""
    private var state = RunState()
    private var began = Date()
    private var starts: [StepID: Date] = [:]
    /// What steps wait for, so that each is said once.
    private var waits: [StepID: String] = [:]
    private var height = 0
    private let isLive: Bool
    /// Redraws periodically, so that elapsed time is visible; ended by ``end()``.
    private var ticker: Task<Void, Never>?

    init(terminal: Terminal = .current) {
        self.terminal = terminal
        isLive = terminal.isLive
    }

    func begin(_ record: RunRecord) {
        plan = PlanIndex(record.plan)
        run = record.id
        state = record.state
        began = Date()
        let done = record.plan.steps.count { state[$0.id].isDone }
        terminal.say("run \(record.id): \(record.plan.steps.count) steps" + (done == 0 ? "" : ", \(done) already done"))
        guard isLive else { return }
        draw()
        ticker = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(200))
                await self?.draw()
            }
        }
    }

    /// If the tree is live, the ticker draws it: bursts are drawn once.
    func show(_ events: [RunEvent]) {
        for event in events {
            state.apply(event)
            if case .started(let step, _) = event { starts[step] = Date() }
            if !isLive { line(event) }
        }
    }

    func end() {
        ticker?.cancel()
        ticker = nil
        if isLive { draw() }
    }

    // MARK: Plain lines

    private func line(_ event: RunEvent) {
        switch event {
        case .started(let step, let attempt):
            guard let planned = planned(step), planned.kind == .build || planned.kind == .gate else { return }
            terminal.say("  start   \(step)" + (attempt > 1 ? "  (attempt \(attempt))" : ""))
        case .succeeded(let step, _, let outcome):
            let mark = outcome.isAdvisoryRefusal ? "advice" : "ok    "
            let note = outcome.note.isEmpty ? "" : "  \(outcome.note)"
            terminal.say(
                "  \(mark)  \(step)\(elapsed(step))\(note)" + (outcome.wasAlreadyThere ? "  (existed already)" : ""))
        case .failed(let step, _, let failure, nil):
            terminal.say("  FAILED  \(step)\(elapsed(step))  \(failure.summary)")
        case .failed(let step, let attempt, let failure, let again?):
            terminal.say(
                "  again   \(step)\(elapsed(step))  attempt \(attempt): \(failure.summaryWithReason) Next at \(again.formatted(.iso8601))."
            )
        case .awaits(let step, _, let what, _, _, _):
            guard waits.updateValue(what, forKey: step) != what else { return }
            terminal.say("  waits   \(step)  for \(what)")
        case .approved, .handedOver, .lapsed, .voided, .skipped, .paused, .cancelled:
            terminal.say("  \(eventText(event))")
        case .created, .claimed, .noticed, .retried, .amended, .resumed, .finished: break
        }
    }

    private func elapsed(_ step: StepID) -> String {
        starts[step].map { "  \(readable(Date().timeIntervalSince($0)))" } ?? ""
    }

    private func planned(_ step: StepID) -> PlannedStep? { plan?.step(step) }

    // MARK: The live tree

    private func draw() {
        guard let plan = plan?.plan else { return }
        let size = terminal.size
        let rows = runRows(plan: plan, state: state, starts: starts, now: Date(), terminal: terminal)
        let done = plan.steps.count { state[$0.id].isDone }
        var lines = ["\(done) of \(plan.steps.count) steps, \(readable(Date().timeIntervalSince(began)))"]
        // Active rows are shown first if not all fit.
        let limit = max(3, size.rows - 3)
        let shown = rows.count <= limit ? rows : Array(rows.filter(\.isActive).prefix(limit))
        lines += shown.map { $0.text }
        if shown.count < rows.count { lines.append("… and \(rows.count - shown.count) more components") }
        let up = height == 0 ? "" : "\u{1B}[\(height)A"
        let text = lines.map { clipped(terminal.shown($0), to: size.columns) + "\n" }.joined()
        terminal.write(up + "\u{1B}[J" + text, to: .messages)
        height = lines.count
    }

    /// Truncates to a width; colour escapes don't count.
    private func clipped(_ text: String, to width: Int) -> String {
        var count = 0
        var isEscape = false
        var result = ""
        for character in text {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape {
                count += 1
                if count >= width { return result + "\u{1B}[0m" }
            }
            result.append(character)
            if isEscape, character == "m" { isEscape = false }
        }
        return result
    }
}

/// One component's row of the tree.
struct RunRow {
    var text: String
    /// Whether something runs or failed there.
    var isActive: Bool
}

/// A row for each released component, by level: its steps and those of its repository.
func runRows(
    plan: ReleasePlan, state: RunState, starts: [StepID: Date], now: Date, terminal: Terminal
) -> [RunRow] {
    let width = plan.released.map { indent($0) + $0.name.text.count + ($0.nextVersion?.text.count ?? 0) + 1 }.max() ?? 0
    var steps = Dictionary(grouping: plan.steps.filter { $0.component != nil }, by: { $0.component ?? "" })
    let members = Dictionary(grouping: plan.released, by: \.repository)
    for step in plan.steps where step.component == nil && step.kind != .publishSet {
        for component in step.repository.flatMap({ members[$0] }) ?? [] {
            steps[component.name, default: []].append(step)
        }
    }
    var rows = plan.released.map { component -> RunRow in
        let own = (steps[component.name] ?? []).sorted { ($0.kind.order, $0.id) < ($1.kind.order, $1.id) }
        let marks = own.map { mark($0, state[$0.id], starts: starts, now: now, terminal: terminal) }
        let name = "\(component.name) \(component.nextVersion?.text ?? "")".padded(to: width - indent(component))
        let isActive = own.contains { step in
            switch state[step.id] {
            case .running, .waiting, .awaiting, .failed: true
            case .pending, .succeeded, .skipped: false
            }
        }
        let space = String(repeating: " ", count: indent(component))
        return RunRow(
            text: "\(space)\(terminal.style.styled(name, .bold))  \(marks.joined(separator: " "))", isActive: isActive)
    }
    let set = plan.steps.filter { $0.component == nil && [.publishSet, .assemble, .followUp].contains($0.kind) }
    rows += set.map {
        RunRow(text: "  " + mark($0, state[$0.id], starts: starts, now: now, terminal: terminal), isActive: true)
    }
    return rows
}

/// Deeper levels are indented.
private func indent(_ component: PlannedComponent) -> Int { 2 * min(component.level, 8) }

private func mark(
    _ step: PlannedStep, _ state: RunState.Step, starts: [StepID: Date], now: Date, terminal: Terminal
) -> String {
    let name = step.detail ?? step.kind.rawValue
    switch state {
    case .pending: return terminal.style.styled("· \(name)", .dim)
    case .running:
        let time = starts[step.id].map { " " + readable(now.timeIntervalSince($0)) } ?? ""
        return terminal.style.styled("● \(name)\(time)", .blue)
    case .succeeded(_, let outcome):
        return terminal.style.styled(
            outcome.isAdvisoryRefusal ? "! \(name)" : "✓ \(name)", outcome.isAdvisoryRefusal ? .yellow : .green)
    case .waiting(_, _, let until):
        return terminal.style.styled("◌ \(name) again in \(readable(max(0, until.timeIntervalSince(now))))", .yellow)
    case .awaiting(_, let what, _, _): return terminal.style.styled("◌ \(name) waits for \(what)", .yellow)
    case .failed: return terminal.style.styled("✗ \(name)", .red)
    case .skipped: return terminal.style.styled("» \(name)", .yellow)
    }
}

extension StepKind {
    fileprivate var order: Int { StepKind.allCases.firstIndex(of: self) ?? 0 }
}
