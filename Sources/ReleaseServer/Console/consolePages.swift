import Foundation
import ReleaseConsole
import ReleaseEngine
import ReleaseModel
import ReleaseOperations
import ReleasePorts

extension ConsoleCall {
    /// How many rows are looked through for those that fit a filter.
    private static let mostLooked = 2_000
    private static let rows = 50

    /// - Parameter parts: Below the workspace.
    func page(at parts: [String]) async throws -> ConsolePage {
        switch parts.first {
        case nil: return try await overview()
        case "runs" where parts.count == 1: return try await runs()
        case "runs" where parts.count == 2:
            let run = try await run(parts[1])
            let page = RunPage(
                run: run, query: try query(RunPage.shape), places: places, viewer: viewer, now: moment)
            return ConsolePage(page: page.page(), run: run.record)
        case "runs" where parts.count == 5 && parts[2] == "steps":
            return try await step(of: try await run(parts[1]).record, StepID(parts[3]), attempt: parts[4])
        case "plan" where parts.count == 1: return try await nextPlan()
        case "plans" where parts.count == 2: return try await plan(parts[1])
        case "decide" where parts.count == 1: return try await decisions()
        case "deliveries" where parts.count == 1: return try await deliveries()
        case "deliveries" where parts.count == 2:
            try demandWorkspace()
            _ = try query(ListQuery.Shape(hasFilter: false, hasPages: false))
            let (record, starts) = try await DeliveryOperation(try await site.workspace()).show(parts[1])
            return ConsolePage(page: DeliveriesPage.page(of: record, starts, places: places, now: moment))
        default: throw Console.nothing
        }
    }

    private func overview() async throws -> ConsolePage {
        try demandWorkspace()
        let query = try query(Overview.shape)
        let open = try await openRuns()
        let (made, problem) = await site.next.look(at: moment)
        let page = Overview(
            next: made.map { .init(plan: $0.plan, madeAt: $0.at) },
            problem: problem ?? site.problems.first, open: open, query: query, places: places, now: moment)
        return ConsolePage(page: page.page(), open: open.map(\.record))
    }

    private func nextPlan() async throws -> ConsolePage {
        try demandWorkspace()
        let query = try query(PlanPage.shape)
        let (made, problem) = await site.next.look(at: moment)
        guard let made else {
            throw Problem(
                503, "console.no-plan",
                problem.map { "The workspace can't be planned: \($0)" }
                    ?? "The workspace is being read; there is no plan yet.",
                suggestions: [
                    problem == nil ? "Load the page again in a moment." : "See all that is wrong: slipway plan"
                ])
        }
        let page = PlanPage(
            plan: made.plan, source: .next(madeAt: made.at), query: query, places: places, now: moment)
        return ConsolePage(page: page.page())
    }

    /// A plan by its digest: the one of a run.
    private func plan(_ digest: String) async throws -> ConsolePage {
        let query = try query(PlanPage.shape)
        let store = try await site.store.get()
        var last: RunID?
        var looked = 0
        while looked < ConsoleCall.mostLooked {
            let found = try await store.summaries(before: last, limit: 500)
            guard let end = found.last else { break }
            if let run = found.first(where: { $0.plan.text == digest }) {
                let record = try await self.run(run.id.text).record
                let page = PlanPage(
                    plan: record.plan, source: .run(record.id), query: query, places: places, now: moment)
                return ConsolePage(page: page.page())
            }
            if let run = found.first(where: { $0.origin.text == digest }) {
                throw Problem(
                    404, "console.amended-plan", "This plan was amended; \(run.id) has another one now.",
                    suggestions: ["See the plan in force: \(places.plan(run.plan.text).text)"])
            }
            (last, looked) = (end.id, looked + found.count)
        }
        throw Problem(
            404, "console.no-such-plan", "No run has a plan with this digest.",
            suggestions: ["See what would be released now: \(places.plan.text)"])
    }

    private func runs() async throws -> ConsolePage {
        let query = try query(RunsPage.shape)
        let store = try await site.store.get()
        var (rows, last, looked) = ([RunSummary](), query["before"].map { RunID($0) }, 0)
        var next: RunID?
        search: while looked < ConsoleCall.mostLooked {
            let found = try await store.summaries(before: last, limit: 200)
            for summary in found {
                (last, looked) = (summary.id, looked + 1)
                guard query.show.map({ $0 == summary.status.rawValue }) ?? true,
                    query.matches([summary.id.text, summary.status.rawValue, summary.title])
                else { continue }
                if !token.repositories.isEmpty, !covers(try await store.glance(at: summary.id)) { continue }
                rows.append(summary)
                if rows.count == ConsoleCall.rows {
                    next = summary.id
                    break search
                }
            }
            guard found.count == 200 else { break }
        }
        if next == nil, looked >= ConsoleCall.mostLooked { next = last }
        return ConsolePage(page: RunsPage(runs: rows, next: next, query: query, places: places, now: moment).page())
    }

    private func step(of record: RunRecord, _ id: StepID, attempt text: String) async throws -> ConsolePage {
        let query = try query(StepPage.shape)
        guard let step = record.plan.steps.first(where: { $0.id == id }) else {
            throw Problem(404, "run.no-such-step", "\(record.id) has no step '\(id)'.")
        }
        let made = record.state.attempts[id] ?? 0
        guard let attempt = Int(text), "\(attempt)" == text, (1...max(1, made)).contains(attempt) else {
            throw Problem(404, "console.no-such-attempt", "\(id) has \(made) attempts, from 1.")
        }
        let from = try query["from"].map { text in
            guard let line = Int(text), line > 0, "\(line)" == text else {
                throw UnknownValue(name: "from", value: text, valid: ["a number from 1"])
            }
            return line
        }
        let workspace = try await site.workspace()
        let path = RunFolders(run: record.id, state: workspace.stateFolder, plan: record.plan)
            .log(of: id, attempt: attempt)
        let bytes = step.work.command == nil ? nil : try await workspace.files.read(path)
        let page = StepPage(
            record: record, step: step, attempt: attempt,
            entries: try await site.store.get().events(of: record.id, after: 0),
            log: bytes.map { LogWindow($0, from: from) }, places: places, now: moment)
        return ConsolePage(page: page.page(), run: record)
    }

    private func deliveries() async throws -> ConsolePage {
        try demandWorkspace()
        let query = try query(DeliveriesPage.shape)
        var last: Int?
        if let text = query["before"] {
            guard let number = Int(text), number > 0, "\(number)" == text else {
                throw UnknownValue(name: "before", value: text, valid: ["a number from 1"])
            }
            last = number
        }
        let operation = DeliveryOperation(try await site.workspace())
        var (rows, looked, next) = ([DeliveryRecord](), 0, Int?.none)
        search: while looked < ConsoleCall.mostLooked {
            let found = try await operation.list(before: last, limit: 200)
            for record in found {
                (last, looked) = (record.number, looked + 1)
                guard DeliveriesPage.isMeant(record, by: query) else { continue }
                rows.append(record)
                if rows.count == ConsoleCall.rows {
                    next = record.number
                    break search
                }
            }
            guard found.count == 200 else { break }
        }
        if next == nil, looked >= ConsoleCall.mostLooked { next = last }
        return ConsolePage(
            page: DeliveriesPage(records: rows, next: next, query: query, places: places, now: moment).page())
    }

    private func decisions() async throws -> ConsolePage {
        let query = try query(DecidePage.shape)
        let open = try await openRuns().map(\.record)
        let shown: [RunRecord]
        if let id = query["run"] {
            shown = [try await run(id).record].filter { !$0.status.isFinal }
        } else {
            shown = open.filter { DecidePage.count($0) > 0 }
        }
        return ConsolePage(
            page: DecidePage(runs: shown, places: places, viewer: viewer, now: moment).page(), open: open)
    }
}
