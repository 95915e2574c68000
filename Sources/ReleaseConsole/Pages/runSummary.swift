import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseReports

/// What stands at the head of a run: its state, how far it is, and for what it waits.
struct RunSummaryView {
    let run: LookedRun
    let places: Places
    let now: Date

    private var record: RunRecord { run.record }
    private var progress: [ComponentProgress] { run.progress }

    private var state: RunState { record.state }

    /// State, steps, plan and who began it, on one line.
    var facts: HTML {
        let plan = record.plan
        let done = plan.steps.count { state[$0.id].isDone }
        let begun = state.trigger.map { HTML(" by \($0.by)") } ?? .nothing
        let text = statusText(record)
        return .group([
            stateMark(word, text == word.rawValue || record.status == .waiting ? nil : text),
            HTML(" · \(done) of \(counted(plan.steps.count, "step")) · "), HTML(counted(progress.count, "component")),
            " · plan ",
            Tag.a(
                .href(places.plan(plan.digest.text)), children: Tag.code(text: String(plan.digest.text.prefix(12)))),
            " · begun ", momentText(record.createdAt, now: now), begun,
        ])
    }

    var word: StatusWord { isStuck(record, at: now) ? .noProgress : waitingWord }

    private var waitingWord: StatusWord {
        guard record.status == .waiting else { return StatusWord(record.status) }
        return state.awaited(in: record.plan).isEmpty ? .waits : .needsApproval
    }

    /// How many components are in which state, drawn as one bar.
    var bar: HTML {
        let counts = StatusWord.allCases.reversed().map { word in (word, progress.count { $0.word == word }) }
        let whole = max(1, progress.count)
        var start = 0
        let parts = counts.filter { $0.1 > 0 }.map { word, count in
            let (x, width) = (start * 1_000 / whole, max(2, count * 1_000 / whole - 2))
            start += count
            return Tag.rect(
                .class(
                    "f-"
                        + (word == .blocked
                            ? "blocked" : word.style.split(separator: " ").last.map(String.init) ?? "idle")),
                .drawing("x", String(x)), .drawing("y", "0"), .drawing("width", String(width)),
                .drawing("height", "8"), children: .nothing)
        }
        let label = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        return Tag.svg(
            .class("bar"), .drawing("viewBox", "0 0 1000 8"), .drawing("preserveAspectRatio", "none"), .role("img"),
            .aria("label", "Components: \(label)"), list: parts)
    }

    /// What it waits for, a line each, the most urgent first.
    var waits: HTML {
        let all = run.waits
        // What simply runs is not worth a line, unless nothing moves.
        let shown = all.filter { $0.kind != .step || isStuck(record, at: now) }
        guard !shown.isEmpty else { return .nothing }
        let sorted = shown.enumerated().sorted { ($0.element.word.rank, $0.offset) < ($1.element.word.rank, $1.offset) }
            .map(\.element)
        let lines = sorted.prefix(6).map { wait in
            Tag.li(children: stateMark(wait.word), Tag.span(.class("why"), children: link(wait), HTML(wait.shownText)))
        }
        let more =
            sorted.count > 6
            ? [Tag.li(children: HTML("and \(sorted.count - 6) more: slipway run show \(record.id)"))] : []
        return Tag.ul(.class("waits"), list: lines + more)
    }

    private func link(_ wait: RunWait) -> HTML {
        if wait.kind == .approval {
            return .group([Tag.a(.href(places.decide.with("run", record.id.text)), text: "Decide"), ": "])
        }
        guard let step = wait.step, let attempt = state.attempts[step], attempt > 0 else { return .nothing }
        return .group([
            Tag.a(.href(places.step(step.text, attempt: attempt, of: record.id.text)), text: step.text), ": ",
        ])
    }
}

extension RunWait {
    /// The text beside the word, which says already that a fix is needed.
    fileprivate var shownText: String {
        kind == .mending && text.hasPrefix("a fix: ") ? String(text.dropFirst("a fix: ".count)) : text
    }

    var word: StatusWord {
        switch kind {
        case .mending: .failed
        case .approval: .needsApproval
        case .retry: .again
        case .outside, .engine: .waits
        case .resume: .paused
        case .step: .running
        }
    }
}
