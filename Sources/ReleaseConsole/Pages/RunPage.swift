package import Foundation
package import ReleaseModel
import ReleaseEngine
import ReleaseReports

/// What moves in a run, what waits for what, and why.
package struct RunPage: Sendable {
    package static let shape = ListQuery.Shape(
        shows: StatusWord.allCases.map(\.key), sorts: ["level", "name", "state"], more: ["open"], rows: 30)

    private let run: LookedRun
    private let query: ListQuery
    private let places: Places
    private let viewer: Viewer
    private let now: Date

    package init(run: LookedRun, query: ListQuery, places: Places, viewer: Viewer, now: Date) {
        self.run = run
        self.query = query
        self.places = places
        self.viewer = viewer
        self.now = now
    }

    private var record: RunRecord { run.record }
    private var progress: [ComponentProgress] { run.progress }
    private var base: Address { places.run(record.id.text) }

    package func page() -> Page {
        let view = RunSummaryView(run: run, places: places, now: now)
        let fault = record.planFault.map { Tag.p(.class("fault"), text: $0.summary) } ?? .nothing
        return Page(
            title: record.id.text, section: .runs, answer: view.facts,
            controls: filterForm(query, base, placeholder: "Component, repository, state"),
            content: .group([
                fault, runControls(record, places, viewer, isShort: true), view.bar, view.waits, remarks, table,
                sharedSteps, nextCommand,
            ]), isLive: !record.status.isFinal)
    }

    /// What people decided, and amendments.
    private var remarks: HTML {
        let all = record.state.remarks.suffix(5)
        return all.isEmpty
            ? .nothing : Tag.ul(.class("remarks"), list: all.map { Tag.li(text: eventText($0)) })
    }

    private static let columns: [ListTable.Column] =
        [
            .init("Component", key: "name", style: "name"), .init("Version", style: "version"),
            .init("State", key: "state", style: "state"),
        ] + ComponentProgress.Column.allCases.map { .init($0.rawValue, style: "cell c-" + $0.rawValue) }
        + [.init("Waits for", style: "next")]

    private var table: HTML {
        let matching = progress.filter {
            query.matches([$0.component.name.text, $0.component.repository.text, $0.word.rawValue])
        }
        let shown = sorted(matching.filter { query.show == nil || $0.word.key == query.show })
        let (rows, count) = query.paged(shown)
        let table = ListTable(
            caption: "Components of \(record.id)", columns: RunPage.columns, query: query, base: base,
            style: "list matrix")
        var lines: [HTML] = []
        var level: Int?
        for row in rows {
            if query.sort.key == "level", row.component.level != level {
                level = row.component.level
                lines.append(levelRow(row.component.level))
            }
            lines.append(table.row(cells(row)))
            if query["open"] == row.component.name.text { lines.append(stepsRow(row)) }
        }
        return .group([
            tabs(
                [(nil, "All", matching.count)]
                    + StatusWord.allCases.map { word in (word.key, word.rawValue, matching.count { $0.word == word }) },
                query, base),
            table.html(lines, empty: "No component fits the filter."), pages(count, query, base),
        ])
    }

    private func sorted(_ rows: [ComponentProgress]) -> [ComponentProgress] {
        let (key, isDescending) = query.sort
        let sorted = rows.sorted { left, right in
            if key == "level", left.component.level != right.component.level {
                return left.component.level < right.component.level
            }
            if key != "name", left.word != right.word { return left.word.rank < right.word.rank }
            return left.component.name < right.component.name
        }
        return isDescending ? sorted.reversed() : sorted
    }

    private func levelRow(_ level: Int) -> HTML {
        let own = progress.filter { $0.component.level == level }
        let words = StatusWord.allCases.compactMap { word -> HTML? in
            let count = own.count { $0.word == word }
            return count == 0 ? nil : stateMark(word, "\(count) \(word.rawValue)")
        }
        return Tag.tr(
            .class("level"),
            children: Tag.th(
                .colspan(RunPage.columns.count), .scope("colgroup"),
                list: [Tag.strong(text: "Level \(level)")] + words))
    }

    private func cells(_ row: ComponentProgress) -> [HTML] {
        let name = row.component.name.text
        let isOpen = query["open"] == name
        let link = query.address(base, changing: "page", to: query["page"]).with("open", isOpen ? nil : name)
        return [
            Tag.a(.class("twist"), .href(link), .aria("expanded", isOpen ? "true" : "false"), text: name),
            versionChange(row.component.currentVersion, row.component.nextVersion), stateMark(row.word),
        ]
            + ComponentProgress.Column.allCases.map { column in
                row.cells[column].map { stateShape($0, of: column.rawValue) } ?? .nothing
            } + [HTML(row.waitsFor.shortened(to: 160))]
    }

    private func stepsRow(_ row: ComponentProgress) -> HTML {
        Tag.tr(
            .class("open"),
            children: Tag.td(
                .colspan(RunPage.columns.count), children: Tag.ul(.class("steps"), list: row.steps.map(stepLine))))
    }

    /// A step with its state, what came of it, and a link to its log.
    private func stepLine(_ step: PlannedStep) -> HTML {
        let state = record.state
        let attempt = state.attempts[step.id] ?? 0
        let name =
            attempt > 0
            ? Tag.a(.href(places.step(step.id.text, attempt: attempt, of: record.id.text)), text: step.id.text)
            : Tag.code(text: step.id.text)
        let note: String =
            switch state[step.id] {
            case .pending: step.needs.first { !state[$0].isDone }.map { "after \($0)" } ?? ""
            case .running(let attempt): attempt > 1 ? "attempt \(attempt)" : ""
            case .succeeded(_, let outcome): outcome.note
            case .waiting(_, let failure, let until): "again at \(until.formatted(.iso8601)): \(failure.summary)"
            case .awaiting(_, let what, _, _): what
            case .failed(_, let failure): failure.summary
            case .skipped(let by, let reason): "by \(by): \(reason)"
            }
        return Tag.li(
            children: stateMark(StatusWord(state[step.id])), " ", name,
            note.isEmpty ? .nothing : Tag.span(.class("note"), text: note.shortened(to: 300)))
    }

    /// Steps of parts and of the whole set.
    private var sharedSteps: HTML {
        let steps = record.plan.steps.filter { $0.component == nil && $0.repository == nil }
        guard !steps.isEmpty else { return .nothing }
        let rest = steps.count > 40 ? [Tag.li(text: "and \(steps.count - 40) more: slipway run show \(record.id)")] : []
        return Tag.details(
            children: Tag.summary(text: "Steps of parts and of the whole set: \(steps.count)"),
            Tag.ul(.class("steps"), list: steps.prefix(40).map(stepLine) + rest))
    }

    /// What to type next.
    private var nextCommand: HTML {
        let command =
            switch record.status {
            case .running: "slipway run watch \(record.id)"
            case .waiting:
                record.state.awaited(in: record.plan).isEmpty
                    ? "slipway run show \(record.id)" : "slipway run approve \(record.id)"
            case .paused: "slipway run resume \(record.id)"
            case .failed: "slipway run retry \(record.id)"
            case .cancelled, .succeeded: "slipway run show \(record.id)"
            }
        return Tag.p(.class("command"), children: "On the command line: ", Tag.code(text: command))
    }
}
