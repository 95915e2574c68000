import Foundation
import ReleaseEngine
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

private struct WorkspacesReport: Encodable {
    struct One: Encodable {
        var name: String
        var ready: Bool
        /// Sentences.
        var problems: [String]
        var stateFolder: String
        var role: AccessRole
        /// What the token is for; empty: all.
        var repositories: [RepositoryID]
    }

    var schema = "slipway.workspaces/1"
    var workspaces: [One]
}

private struct RunsPage: Encodable {
    var schema = "slipway.runs/1"
    var runs: [RunReport]
    var next: RunID?
}

private struct JournalPage: Encodable {
    var schema = "slipway.journal/1"
    var run: RunID
    var events: [JournalEntry]
    var next: Int?
}

@Sendable func listWorkspaces(_ call: APICall) async throws -> ServerResponse {
    let opened = try await call.api.opened(by: call.request)
    return jsonResponse(
        200,
        WorkspacesReport(
            workspaces: opened.map { site, token in
                .init(
                    name: site.description.name, ready: site.isReady, problems: site.problems,
                    stateFolder: site.stateFolder, role: token.role,
                    repositories: token.repositories)
            }))
}

@Sendable func listRuns(_ call: APICall) async throws -> ServerResponse {
    let (store, limit) = (try await call.servedSite().store.get(), try call.limit())
    // One more than is shown, to know whether there are more.
    let found = try await store.summaries(before: call.query["before"].map { RunID($0) }, limit: limit + 1)
    var runs: [RunReport] = []
    for summary in found.prefix(limit) {
        let record = try await store.glance(at: summary.id)
        if call.covers(record) { runs.append(try await report(record, call)) }
    }
    return jsonResponse(200, RunsPage(runs: runs, next: found.count > limit ? found[limit - 1].id : nil))
}

func runReport(_ call: APICall) async throws -> RunReport { try await report(try await call.run(), call) }

private func report(_ record: RunRecord, _ call: APICall) async throws -> RunReport {
    let holder = record.status == .running ? try await call.servedSite().store.get().holder(of: record.id) : nil
    return RunReport(record, at: call.moment, isInterrupted: isInterrupted(record, holder: holder))
}

@Sendable func getNextPlan(_ call: APICall) async throws -> ServerResponse {
    let (made, problem) = try await call.servedSite().next.look(at: call.moment)
    guard let made else {
        throw Problem(
            problem == nil ? 503 : 409, "api.no-plan",
            problem.map { "The workspace can't be planned: \($0)" }
                ?? "The workspace is being read; there is no plan yet.",
            suggestions: [problem == nil ? "Ask again in a moment." : "See all that is wrong: slipway plan"])
    }
    return jsonResponse(200, PlanReport(made.plan, rights: made.rights))
}

@Sendable func listRunEvents(_ call: APICall) async throws -> ServerResponse {
    let (after, limit) = (try call.number("after", in: 0...Int.max) ?? 0, try call.limit())
    let run = try await call.run().id
    let entries = try await call.servedSite().store.get().events(of: run, after: after)
    let page = Array(entries.prefix(limit))
    return jsonResponse(
        200, JournalPage(run: run, events: page, next: entries.count > limit ? page.last?.sequence : nil))
}

@Sendable func listEvents(_ call: APICall) async throws -> ServerResponse {
    let (before, limit) = (try call.number("before", in: 1...Int.max), try call.limit())
    let workspace = try await call.servedSite().workspace()
    let found = try await DeliveryOperation(workspace).list(before: before, limit: limit + 1)
    let next = found.count > limit ? found[limit - 1].number : nil
    return jsonResponse(200, EventsReport(Array(found.prefix(limit)), next: next))
}

@Sendable func getEvent(_ call: APICall) async throws -> ServerResponse {
    let (record, starts) = try await DeliveryOperation(try await call.servedSite().workspace()).show(
        call.values["event"] ?? "")
    return jsonResponse(200, EventReport(record, starts, withBody: true))
}
