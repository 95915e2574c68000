package import Foundation
package import ReleaseModel

/// What is unreleased, what needs a person, and what comes next for each component.
package struct Overview: Sendable {
    /// What would be released now.
    package struct Next: Sendable {
        package var plan: ReleasePlan
        package var madeAt: Date

        package init(plan: ReleasePlan, madeAt: Date) {
            self.plan = plan
            self.madeAt = madeAt
        }
    }

    package static let shape = ListQuery.Shape(
        shows: ["person", "blocked", "run", "unreleased", "current"],
        sorts: ["state", "name", "repository", "commits"])

    private struct Row {
        var component: PlannedComponent
        var commits: Int
        var progress: ComponentProgress?
        var run: RunRecord?

        /// Which tab it belongs to.
        var show: String {
            guard let word = progress?.word else { return component.nextVersion == nil ? "current" : "unreleased" }
            if word.needsPerson { return "person" }
            return word == .blocked ? "blocked" : "run"
        }

        var rank: Int { progress.map { $0.word.rank } ?? (component.nextVersion == nil ? 101 : 100) }
        var state: String { progress?.word.rawValue ?? (component.nextVersion == nil ? "up to date" : "unreleased") }
    }

    private let next: Next?
    private let problem: String?
    private let runs: [LookedRun]
    private let query: ListQuery
    private let places: Places
    private let now: Date

    /// - Parameters:
    ///   - next: nil: it is not known yet.
    ///   - problem: Why it can't be known, in a sentence.
    ///   - open: The runs that have not ended.
    package init(
        next: Next?, problem: String?, open: [LookedRun], query: ListQuery, places: Places, now: Date
    ) {
        self.next = next
        self.problem = problem
        runs = open
        self.query = query
        self.places = places
        self.now = now
    }

    package func page() -> Page {
        let rows = self.rows
        let people = rows.count { $0.show == "person" }
        let unreleased = rows.count { $0.show == "unreleased" }
        let repositories = Set(rows.map(\.component.repository)).count
        let answer: HTML =
            if let next {
                .group([
                    HTML(
                        "\(counted(people, "component")) \(people == 1 ? "needs" : "need") a person, "
                            + "\(unreleased) unreleased without a run; \(counted(rows.count, "component")) in "
                            + "\(counted(repositories, "repository")), read "),
                    momentText(next.madeAt, now: now),
                ])
            } else {
                HTML(problem == nil ? "The workspace is being read; this page shows it in a moment." : "")
            }
        let fault = problem.map { Tag.p(.class("fault"), text: "The workspace can't be planned: \($0)") } ?? .nothing
        return Page(
            title: "Overview", section: .overview, answer: answer,
            controls: filterForm(query, places.overview, placeholder: "Name, repository, state"),
            content: .group([fault, .group(runs.prefix(5).map(card)), table(rows)]), isLive: true)
    }

    private var rows: [Row] {
        var found: [ComponentID: (ComponentProgress, RunRecord)] = [:]
        for run in runs.reversed() {
            for one in run.progress { found[one.component.name] = (one, run.record) }
        }
        var commits: [ComponentID: Int] = [:]
        for commit in next?.plan.commits ?? [] where commit.fate == .counted {
            for component in commit.components { commits[component, default: 0] += 1 }
        }
        return (next?.plan.components ?? []).map { component in
            Row(
                component: component, commits: commits[component.name] ?? 0, progress: found[component.name]?.0,
                run: found[component.name]?.1)
        }
    }

    private func card(_ run: LookedRun) -> HTML {
        let view = RunSummaryView(run: run, places: places, now: now)
        return Tag.section(
            .class("card"), .aria("label", "Run \(run.record.id)"),
            children: Tag.p(
                .class("facts"),
                children: Tag.a(.class("name"), .href(places.run(run.record.id.text)), text: run.record.id.text), " ",
                view.facts), view.bar, view.waits)
    }

    private func table(_ all: [Row]) -> HTML {
        guard next != nil else { return .nothing }
        let matching = all.filter { row in
            query.matches([row.component.name.text, row.component.repository.text, row.state])
        }
        let shown = sorted(matching.filter { query.show == nil || $0.show == query.show })
        let (rows, count) = query.paged(shown)
        func number(_ show: String) -> Int { matching.count { $0.show == show } }
        let columns: [ListTable.Column] = [
            .init("Component", key: "name", style: "name"), .init("Repository", key: "repository", style: "repo"),
            .init("Version", style: "version"), .init("Unreleased", key: "commits", style: "commits"),
            .init("State", key: "state", style: "state"), .init("Next", style: "next"),
        ]
        let table = ListTable(caption: "Components", columns: columns, query: query, base: places.overview)
        return .group([
            tabs(
                [
                    (nil, "All", matching.count), ("person", "Needs a person", number("person")),
                    ("blocked", "Blocked", number("blocked")), ("run", "In a run", number("run")),
                    ("unreleased", "Unreleased, no run", number("unreleased")),
                    ("current", "Up to date", number("current")),
                ], query, places.overview),
            table.html(rows.map { table.row(cells($0)) }, empty: "No component fits the filter."),
            pages(count, query, places.overview),
        ])
    }

    private func sorted(_ rows: [Row]) -> [Row] {
        let (key, isDescending) = query.sort
        let sorted = rows.sorted { left, right in
            switch key {
            case "name": break
            case "repository" where left.component.repository != right.component.repository:
                return left.component.repository < right.component.repository
            case "commits" where left.commits != right.commits: return left.commits < right.commits
            case "state" where left.rank != right.rank: return left.rank < right.rank
            default: break
            }
            return left.component.name < right.component.name
        }
        return isDescending ? sorted.reversed() : sorted
    }

    private func cells(_ row: Row) -> [HTML] {
        let component = row.component
        // A component of an open run is shown with the version that the run gives it.
        let (before, after) = (
            component.currentVersion, row.progress?.component.nextVersion ?? component.nextVersion
        )
        let words = [
            row.commits > 0 ? counted(row.commits, "commit") : nil,
            component.bump == .none ? nil : component.bump.rawValue,
        ]
        let isUnreleased = component.nextVersion != nil || row.progress != nil
        let unreleased = isUnreleased ? words.compactMap(\.self).joined(separator: ", ") : ""
        return [
            Tag.a(
                .href(places.plan.with("open", component.name.text).with("q", component.name.text)),
                text: component.name.text),
            HTML(component.repository.text), versionChange(before, after), HTML(unreleased),
            row.progress.map { stateMark($0.word) } ?? Tag.span(.class("quiet"), text: row.state), nextAction(row),
        ]
    }

    private func nextAction(_ row: Row) -> HTML {
        guard let progress = row.progress, let run = row.run else {
            return row.component.nextVersion == nil ? .nothing : HTML("slipway release")
        }
        if progress.word == .needsApproval {
            return Tag.a(.href(places.decide.with("run", run.id.text)), text: "decide \(progress.waitsFor)")
        }
        return .group([
            Tag.a(.href(places.run(run.id.text).with("q", row.component.name.text)), text: run.id.abbreviation.text),
            progress.waitsFor.isEmpty ? .nothing : HTML(": \(progress.waitsFor)"),
        ])
    }
}

/// `1.0.0 → 1.0.1`
func versionChange(_ before: Version?, _ after: Version?) -> HTML {
    let old = before?.text ?? "–"
    guard let after, after != before else { return Tag.code(text: old) }
    return .group([Tag.code(text: old), " → ", Tag.strong(children: Tag.code(text: after.text))])
}
