package import Foundation
import ReleaseEngine
package import ReleaseModel

/// One attempt of a step: what came of it, its log, and the command that repeats it by hand.
package struct StepPage: Sendable {
    package static let shape = ListQuery.Shape(more: ["from"], hasFilter: false, hasPages: false)

    private let record: RunRecord
    private let step: PlannedStep
    private let attempt: Int
    private let entries: [JournalEntry]
    private let log: LogWindow?
    private let places: Places
    private let now: Date

    /// - Parameters:
    ///   - entries: Of the run's journal, oldest first.
    ///   - log: nil: there is none on this machine.
    package init(
        record: RunRecord, step: PlannedStep, attempt: Int, entries: [JournalEntry], log: LogWindow?, places: Places,
        now: Date
    ) {
        self.record = record
        self.step = step
        self.attempt = attempt
        self.entries = entries.filter { $0.event.attempt(of: step.id) != nil }
        self.log = log
        self.places = places
        self.now = now
    }

    private var own: [JournalEntry] { entries.filter { $0.event.attempt(of: step.id) == attempt } }

    private var failure: StepFailure? {
        own.compactMap { if case .failed(_, _, let failure, _) = $0.event { failure } else { nil } }.last
    }

    private var word: StatusWord {
        switch own.last?.event {
        case .started: .running
        case .succeeded(_, _, let outcome): outcome.isAdvisoryRefusal ? .advice : .done
        case .failed(_, _, _, let again): again == nil ? .failed : .again
        case .awaits: .waits
        default: StatusWord(record.state[step.id])
        }
    }

    private func address(_ attempt: Int) -> Address {
        places.step(step.id.text, attempt: attempt, of: record.id.text)
    }

    package func page() -> Page {
        var facts: [HTML] = [stateMark(word), " attempt \(attempt)"]
        if let begun = own.first { facts += [", begun ", momentText(begun.at, now: now)] }
        if own.count > 1, let first = own.first, let last = own.last {
            facts.append(HTML(", took \(Int(last.at.timeIntervalSince(first.at))) s"))
        }
        facts += [" · run ", Tag.a(.href(places.run(record.id.text)), text: record.id.text)]
        if let component = step.component { facts.append(HTML(" · component \(component)")) }
        return Page(
            title: step.id.text, section: .runs, answer: .group(facts),
            content: .group([attempts, outcome, byHand, logSection]), isLive: word == .running)
    }

    private var attempts: HTML {
        let all = Set(entries.compactMap { $0.event.attempt(of: step.id) }).sorted()
        guard all.count > 1 else { return .nothing }
        return Tag.nav(
            .class("tabs"), .aria("label", "Attempts"),
            list: all.suffix(20).map { one in
                Tag.a(
                    .href(address(one)), one == attempt ? .aria("current", "true") : nil, text: "Attempt \(one)")
            })
    }

    private var outcome: HTML {
        if let failure {
            return Tag.section(
                .class("card"), .aria("label", "Failure"),
                list: [
                    Tag.p(children: Tag.strong(text: failure.summary), " ", Tag.code(text: failure.code)),
                    failure.reasons.isEmpty ? .nothing : Tag.pre(text: failure.reasons.joined(separator: "\n")),
                    Tag.ul(
                        list: failure.suggestions.filter {
                            !($0.hasPrefix("Repeat it by hand:") && failure.command != nil)
                        }
                        .map { Tag.li(text: $0) }),
                ])
        }
        if case .succeeded(_, _, let outcome) = own.last?.event {
            let commit = outcome.commit.map { [Tag.p(children: "Commit ", Tag.code(text: $0.text))] } ?? []
            let note = outcome.note.isEmpty ? [] : [Tag.p(text: outcome.note)]
            let artifacts = outcome.artifacts.prefix(50).map { Tag.li(children: Tag.code(text: $0.name)) }
            return .group(commit + note + (artifacts.isEmpty ? [] : [Tag.ul(list: Array(artifacts))]))
        }
        return .nothing
    }

    private var byHand: HTML {
        if let command = failure?.command {
            return Tag.p(.class("command"), children: "Repeat it by hand: ", Tag.code(text: command))
        }
        guard let work = step.work.command, let repository = step.repository else { return .nothing }
        let folder = work.folder == "." ? repository.text : "\(repository)/\(work.folder)"
        let command = commandByHand(work.arguments, in: folder, environment: work.environment)
        return Tag.p(.class("command"), children: "Repeat it by hand, in the workspace: ", Tag.code(text: command))
    }

    private var logSection: HTML {
        guard let log else {
            let reason =
                step.work.command == nil
                ? "A step of this kind runs no command, so it has no log."
                : "The log is not on this machine: it has not been written yet, was removed, or lies where the engine "
                    + "works that made this attempt."
            return Tag.p(.class("empty"), text: reason)
        }
        let last = log.first + log.lines.count - 1
        func link(_ first: Int, _ title: String, _ isOn: Bool) -> HTML {
            isOn
                ? Tag.a(.href(address(attempt).with("from", String(first))), text: title)
                : Tag.span(.class("off"), text: title)
        }
        let lastPage = max(1, log.total - LogWindow.size + 1)
        let links = Tag.nav(
            .class("pages"), .aria("label", "Parts of the log"),
            children: link(1, "Beginning", log.first > 1),
            link(max(1, log.first - LogWindow.size), "Earlier", log.first > 1),
            Tag.span(
                text: log.total == 0 ? "The log is empty." : "Lines \(log.first)–\(last) of \(log.total)"),
            link(last + 1, "Later", last < log.total), link(lastPage, "End", last < log.total))
        let lines = log.lines.enumerated().map { offset, line in
            let number = log.first + offset
            return Tag.div(
                .id("L\(number)"), children: Tag.a(.place("L\(number)"), text: String(number)), Tag.span(text: line))
        }
        return .group([
            Tag.h2(text: "Log"), links,
            Tag.div(.class("log"), .role("region"), .aria("label", "Log"), .tabindex(0), list: lines),
        ])
    }
}

extension RunEvent {
    /// Which attempt of a step this is about; nil: it is about something else.
    fileprivate func attempt(of id: StepID) -> Int? {
        switch self {
        case .started(id, let attempt), .succeeded(id, let attempt, _), .failed(id, let attempt, _, _),
            .awaits(id, let attempt, _, _, _, _):
            attempt
        default: nil
        }
    }
}
