import Foundation
package import ReleaseModel
package import ReleasePorts

/// The runs of a workspace that a server serves, by its API.
package struct ServedRuns: RunViews {
    private let api: ServedAPI
    private let workspace: String
    package let stateFolder: String

    private struct Workspaces: Decodable {
        struct One: Decodable {
            var name: String
            var stateFolder: String
        }
        var workspaces: [One]
    }

    /// What a list needs of a run's report.
    private struct Report: Decodable {
        struct Step: Decodable { var state: String }
        struct Component: Decodable {
            var name: ComponentID
            var version: Version?
        }
        var id: RunID
        var status: RunRecord.Status
        var createdAt: Date
        var plan: Digest
        var isInterrupted: Bool?
        var components: [Component]
        var steps: [Step]
    }

    private struct Page<Item: Decodable>: Decodable {
        var items: [Item]
        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            items = try container.decode([Item].self, forKey: Key(Item.self == Report.self ? "runs" : "events"))
        }
    }

    /// Finds the workspace that the token is for.
    package init(_ api: ServedAPI) async throws {
        self.api = api
        let found = try await api.get(["workspaces"], as: Workspaces.self).workspaces
        // A token belongs to one workspace.
        guard let one = found.first, found.count == 1 else { throw ServedError.noWorkspace(api.address) }
        workspace = one.name
        stateFolder = one.stateFolder
    }

    private func path(_ more: String...) -> [String] { ["workspaces", workspace] + more }

    // MARK: Reading

    package func shown(_ id: RunID?) async throws -> RunRecord {
        let id = id ?? "@latest"
        let report = try await api.get(path("runs", id.text), as: Report.self)
        let plan = try await api.get(path("runs", report.id.text, "plan"), as: ReleasePlan.self)
        return RunRecord(
            id: report.id, createdAt: report.createdAt, plan: plan, entries: try await entries(of: report.id, after: 0))
    }

    package func isInterrupted(_ record: RunRecord) async throws -> Bool {
        try await api.get(path("runs", record.id.text), as: Report.self).isInterrupted ?? false
    }

    package func list(before run: RunID?, limit: Int) async throws -> [RunSummary] {
        var (found, last) = ([RunSummary](), run)
        while found.count < limit {
            let size = min(200, limit - found.count)
            let page = try await api.get(
                path("runs"), ["limit": String(size), "before": last?.text], as: Page<Report>.self
            ).items
            found += page.map(summary)
            guard let end = page.last, page.count == size else { break }
            last = end.id
        }
        return found
    }

    private func summary(_ report: Report) -> RunSummary {
        let done = report.steps.count { ["succeeded", "advisory-refusal", "skipped"].contains($0.state) }
        let title = report.components.map { "\($0.name) \($0.version?.text ?? "")" }.joined(separator: ", ")
        return RunSummary(
            id: report.id, createdAt: report.createdAt, lastAt: report.createdAt, status: report.status, wakesAt: nil,
            purpose: nil, plan: report.plan, origin: report.plan, steps: report.steps.count, done: done, title: title)
    }

    package func entries(of run: RunID, after revision: Int) async throws -> [JournalEntry] {
        var found: [JournalEntry] = []
        while true {
            let after = found.last?.sequence ?? revision
            let page = try await api.get(
                path("runs", run.text, "events"), ["limit": "200", "after": String(after)],
                as: Page<JournalEntry>.self
            ).items
            found += page
            guard page.count == 200 else { return found }
        }
    }

    // MARK: As the API gives it

    /// A run's report.
    package func report(_ id: RunID?) async throws -> JSON { try await api.get(path("runs", id?.text ?? "@latest")) }

    /// The reports of a page of runs.
    package func reports(before run: RunID?, limit: Int) async throws -> [JSON] {
        try await api.get(path("runs"), ["limit": String(min(200, limit)), "before": run?.text])["runs"]?.items ?? []
    }

    /// What would be released now, and the rights that it needs.
    package func plan() async throws -> JSON { try await api.get(path("plan")) }

    /// A page of events.
    package func events(before number: Int?, limit: Int) async throws -> JSON {
        try await api.get(path("events"), ["limit": String(min(200, limit)), "before": number.map(String.init)])
    }

    package func event(_ name: String) async throws -> JSON { try await api.get(path("events", name)) }

    package func replay(_ name: String) async throws -> JSON { try await api.post(path("events", name, "replay"), nil) }

    // MARK: Deciding

    /// Records a decision under the token's name.
    ///
    /// - Returns: The run behind it.
    package func decide(_ kind: String, on id: RunID?, _ more: [String: String?] = [:]) async throws -> RunRecord {
        var body: [String: JSON] = ["kind": .string(kind)]
        for (name, value) in more { if let value { body[name] = .string(value) } }
        let report = try await api.post(path("runs", id?.text ?? "@latest", "decisions"), .object(body))
        return try await shown(report["id"]?.text.map { RunID($0) } ?? id)
    }
}
