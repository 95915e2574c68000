package import Foundation
package import ReleaseModel

/// The runs of a workspace, newest first.
package struct RunsPage: Sendable {
    package static let shape = ListQuery.Shape(
        shows: RunRecord.Status.allCases.map(\.rawValue), more: ["before"], hasPages: false)

    private let runs: [RunSummary]
    private let next: RunID?
    private let query: ListQuery
    private let places: Places
    private let now: Date

    /// - Parameters:
    ///   - runs: The page, filtered.
    ///   - next: The run that the next page is before; nil: this is the last one.
    package init(runs: [RunSummary], next: RunID?, query: ListQuery, places: Places, now: Date) {
        self.runs = runs
        self.next = next
        self.query = query
        self.places = places
        self.now = now
    }

    package func page() -> Page {
        let open = runs.count { !$0.status.isFinal }
        let answer =
            runs.isEmpty
            ? "No run fits. A release starts one: slipway release"
            : "\(open == 0 ? "No run here is unfinished" : "\(counted(open, "run")) here \(open == 1 ? "is" : "are") unfinished")."
        let columns: [ListTable.Column] = [
            .init("Run", style: "name"), .init("State", style: "state"), .init("Steps", style: "commits"),
            .init("Releases", style: "next"), .init("Begun", style: "when"), .init("Last entry", style: "when"),
        ]
        let table = ListTable(caption: "Runs, newest first", columns: columns, query: query, base: places.runs)
        let rows = runs.map { run in
            table.row([
                Tag.a(.href(places.run(run.id.text)), text: run.id.text),
                stateMark(StatusWord(run.status), run.status == .waiting ? "waiting" : nil),
                HTML("\(run.done) of \(run.steps)"), HTML(run.title), momentText(run.createdAt, now: now),
                momentText(run.lastAt, now: now),
            ])
        }
        let shows = Tag.nav(
            .class("tabs"), .aria("label", "States"),
            list: ([nil] + RunsPage.shape.shows.map(Optional.some)).map { show in
                Tag.a(
                    .href(query.address(places.runs, changing: "show", to: show).with("before", nil)),
                    show == query.show ? .aria("current", "true") : nil, text: show ?? "All")
            })
        let more = next.map { next in
            Tag.nav(
                .class("pages"), .aria("label", "Pages"),
                children: query["before"] == nil
                    ? .nothing : Tag.a(.href(query.address(places.runs, changing: "before", to: nil)), text: "Newest"),
                Tag.a(.href(query.address(places.runs, changing: "before", to: next.text)), text: "Older runs"))
        }
        return Page(
            title: "Runs", section: .runs, answer: HTML(answer),
            controls: filterForm(query, places.runs, placeholder: "Run, state, component"),
            content: .group([shows, table.html(rows, empty: "No run fits."), more ?? .nothing]), isLive: true)
    }
}
