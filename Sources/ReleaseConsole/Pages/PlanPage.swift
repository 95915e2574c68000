package import Foundation
package import ReleaseModel
import ReleasePlanning
import ReleaseReports

/// What is or will be released, and why: versions, reasons, edits as differences, notes.
package struct PlanPage: Sendable {
    package static let shape = ListQuery.Shape(
        shows: ["released", "other"], sorts: ["level", "name"], more: ["open"], rows: 25)

    /// Where a plan comes from.
    package enum Source: Sendable {
        /// What would be released now, as the clones were at a moment.
        case next(madeAt: Date)
        case run(RunID)
    }

    private let plan: ReleasePlan
    private let source: Source
    private let query: ListQuery
    private let places: Places
    private let now: Date

    package init(plan: ReleasePlan, source: Source, query: ListQuery, places: Places, now: Date) {
        self.plan = plan
        self.source = source
        self.query = query
        self.places = places
        self.now = now
    }

    private var base: Address {
        if case .next = source { places.plan } else { places.plan(plan.digest.text) }
    }

    package func page() -> Page {
        let released = plan.released.count
        var facts: [HTML] = []
        switch source {
        case .next(let madeAt):
            facts = [
                HTML(plan.nothingToRelease ?? "\(counted(released, "component")) would be released now; planned "),
                plan.nothingToRelease == nil ? momentText(madeAt, now: now) : .nothing,
            ]
        case .run(let run):
            facts = [
                HTML("\(counted(released, "component")) "), "in run ",
                Tag.a(.href(places.run(run.text)), text: run.text),
            ]
        }
        facts += [" · digest ", Tag.code(text: String(plan.digest.text.prefix(12)))]
        let command: String
        if case .next = source { command = "slipway plan" } else { command = "slipway run show" }
        let warnings = plan.warnings.prefix(20).map { Tag.li(children: stateMark(.advice, "warning"), " ", HTML($0)) }
        return Page(
            title: { if case .next = source { "Next plan" } else { "Plan \(plan.digest.text.prefix(12))" } }(),
            section: .plan, answer: .group(facts),
            controls: filterForm(query, base, placeholder: "Component, repository, bump"),
            content: .group([
                warnings.isEmpty ? .nothing : Tag.ul(.class("waits"), list: Array(warnings)), steps, table,
                Tag.p(.class("command"), children: "On the command line: ", Tag.code(text: command)),
            ]), isLive: false)
    }

    private var steps: HTML {
        guard !plan.steps.isEmpty else { return .nothing }
        let final = plan.steps.count { !$0.reversible }
        let kinds = StepKind.allCases.compactMap { kind -> String? in
            let count = plan.steps.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }
        return Tag.p(
            text: "\(counted(plan.steps.count, "step")), \(final) of them irreversible: "
                + kinds.joined(separator: ", "))
    }

    private var table: HTML {
        let matching = plan.components.filter {
            query.matches([$0.name.text, $0.repository.text, $0.bump.rawValue])
        }
        let wanted = query.show ?? "released"
        let shown = matching.filter { ($0.nextVersion != nil) == (wanted == "released") }
        let (key, isDescending) = query.sort
        let sorted = shown.sorted {
            key == "level" && $0.level != $1.level ? $0.level < $1.level : $0.name < $1.name
        }
        let (rows, count) = query.paged(isDescending ? sorted.reversed() : sorted)
        let columns: [ListTable.Column] = [
            .init("Component", key: "name", style: "name"), .init("Level", key: "level", style: "level"),
            .init("Version", style: "version"), .init("Bump", style: "commits"), .init("Because", style: "next"),
            .init("Edits", style: "commits"),
        ]
        let table = ListTable(caption: "Components of the plan", columns: columns, query: query, base: base)
        let lines = rows.flatMap { component -> [HTML] in
            let isOpen = query["open"] == component.name.text
            return [table.row(cells(component, isOpen))] + (isOpen ? [opened(component, columns.count)] : [])
        }
        let number = matching.count { $0.nextVersion != nil }
        return .group([
            tabs(
                [(nil, "Released", number), ("other", "Not released", matching.count - number)], query, base),
            table.html(lines, empty: "No component fits the filter."), pages(count, query, base),
        ])
    }

    private func cells(_ component: PlannedComponent, _ isOpen: Bool) -> [HTML] {
        let name = component.name.text
        let link = query.address(base, changing: "page", to: query["page"]).with("open", isOpen ? nil : name)
        let first = component.reasons.first?.summary ?? ""
        let more = component.reasons.count > 1 ? " (and \(component.reasons.count - 1) more)" : ""
        return [
            Tag.a(.class("twist"), .href(link), .aria("expanded", isOpen ? "true" : "false"), text: name),
            HTML(String(component.level)), versionChange(component.currentVersion, component.nextVersion),
            HTML(component.nextVersion == nil ? "" : component.bump.rawValue), HTML(first.shortened(to: 160) + more),
            HTML(component.edits.isEmpty ? "" : String(component.edits.count)),
        ]
    }

    private func opened(_ component: PlannedComponent, _ width: Int) -> HTML {
        let reasons = component.reasons.prefix(30).map { reason in
            let chain = reason.chain.count > 2 ? " (\(reason.chain.map(\.text).joined(separator: " ← ")))" : ""
            return Tag.li(text: reason.summary + chain)
        }
        let more = component.reasons.count - reasons.count
        let edits = component.edits.filter { $0.ecosystem != "changelog" }
        let rest = edits.count > 40 ? [Tag.p(text: "and \(edits.count - 40) more edits: slipway plan --json")] : []
        let notes =
            component.changelog.isEmpty
            ? [] : [Tag.h2(text: "Notes"), Tag.pre(.class("notes"), text: shortened(component.changelog))]
        return Tag.tr(
            .class("open"),
            children: Tag.td(
                .colspan(width),
                list: [
                    Tag.h2(text: "Why"),
                    Tag.ul(list: reasons + (more > 0 ? [Tag.li(text: "and \(more) more: slipway plan --json")] : [])),
                ] + (edits.isEmpty ? [] : [Tag.h2(text: "Edits")]) + edits.prefix(40).map(difference) + rest + notes))
    }

    private func shortened(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 200 else { return text }
        return lines.prefix(200).joined(separator: "\n") + "\n… and \(lines.count - 200) more lines: slipway changelog"
    }

    /// An edit as a difference of two lines, with what changed marked.
    private func difference(_ edit: PlannedEdit) -> HTML {
        let (before, after) = (edit.change.before.shortened(to: 400), edit.change.after.shortened(to: 400))
        let (shared, removed, added, end) = changedPart(before, after)
        func line(_ sign: String, _ style: String, _ part: HTML) -> HTML {
            Tag.div(.class(style), children: HTML(sign + " " + shared), part, HTML(end))
        }
        let lines =
            (before.isEmpty ? [] : [line("-", "del", Tag.del(text: removed))])
            + (edit.change.after.isEmpty ? [] : [line("+", "ins", Tag.ins(text: added))])
        return Tag.div(
            .class("diff"),
            list: [Tag.div(.class("file"), text: "\(edit.repository)/\(edit.file): \(edit.key)")] + lines)
    }
}

/// What two texts have in common at their beginnings and ends, and what lies between.
func changedPart(_ before: String, _ after: String) -> (start: String, removed: String, added: String, end: String) {
    let start = zip(before, after).prefix { $0 == $1 }.count
    let (left, right) = (before.dropFirst(start), after.dropFirst(start))
    let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
    return (
        String(before.prefix(start)), String(left.dropLast(end)), String(right.dropLast(end)), String(left.suffix(end))
    )
}
