import Foundation
import ReleaseConsole
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePorts

/// A visit to a workspace by someone who may look at it.
struct ConsoleCall: Sendable {
    let console: Console
    let request: ServerRequest
    let visit: Visit
    let session: Sessions.Session
    let token: AccessToken
    let site: Site

    var moment: Date { visit.moment }
    var places: Places { Places(workspace: site.description.name) }
    var viewer: Viewer {
        Viewer(
            name: token.name, role: token.role, repositories: token.repositories, formToken: session.formToken)
    }

    func covers(_ record: RunRecord) -> Bool { token.covers(Set(record.plan.released.map(\.repository))) }

    /// A run by its id, its abbreviation, or `@latest`.
    func run(_ id: String) async throws -> LookedRun {
        let store = try await site.store.get()
        let named: RunID? = id == "@latest" ? try await store.newest() : RunID(id)
        guard let named else { throw StoreError.noSuchRun("@latest") }
        // Only complete ids are kept.
        let complete =
            named.abbreviation == named
            ? try await store.summaries(before: nil, limit: LiveFeed.window).map(\.id).first {
                $0.abbreviation == named
            }
            : named
        let looked: LookedRun
        if let complete {
            looked = try await site.looked.run(complete, in: store, at: moment)
        } else {
            looked = LookedRun(try await store.glance(at: named), at: moment)
        }
        guard covers(looked.record) else {
            throw Problem(403, "api.scope", "Your token is for other repositories than those of \(looked.record.id).")
        }
        return looked
    }

    /// Refuses tokens of single repositories where a page shows the entire workspace.
    func demandWorkspace() throws {
        guard token.repositories.isEmpty else {
            throw Problem(
                403, "api.scope", "This page takes a token for the entire workspace, not for repositories.",
                suggestions: ["See your runs: \(places.runs.text)"])
        }
    }

    /// The runs that have not ended, newest first.
    func openRuns() async throws -> [LookedRun] {
        let store = try await site.store.get()
        var found: [LookedRun] = []
        for summary in try await store.summaries(before: nil, limit: LiveFeed.window) where !summary.status.isFinal {
            let looked = try await site.looked.run(summary.id, in: store, at: moment)
            if covers(looked.record) { found.append(looked) }
            guard found.count < ConsoleCall.mostOpen else { break }
        }
        return found
    }

    /// Open runs that pages look at.
    private static let mostOpen = 20

    func query(_ shape: ListQuery.Shape) throws -> ListQuery {
        try ListQuery(shape, try parameters(in: request.query, valid: shape.names, code: "console.parameter"))
    }

    /// - Parameter page: With the runs that are open, where it read them.
    func answer(_ page: ConsolePage) async throws -> ServerResponse {
        if visit.isFragment { return pageResponse(200, visit.bytes(of: page.page, in: nil)) }
        let open: [RunRecord]
        if let read = page.open { open = read } else { open = try await openRuns().map(\.record) }
        var cursor = LiveCursor()
        if page.run == nil, token.repositories.isEmpty, let newest = try await site.store.get().newest() {
            cursor.note(newest, try await run(newest.text).record.state.revision)
        }
        for record in open { cursor.note(record.id, record.state.revision) }
        if let run = page.run {
            cursor = LiveCursor()
            cursor.note(run.id, run.state.revision)
        }
        let frame = Frame(
            workspace: site.description.name, workspaces: session.tokens.keys.sorted(), viewer: viewer,
            settings: visit.cookies.settings, decisions: open.reduce(0) { $0 + DecidePage.count($1) },
            // A token of single repositories is not told which runs others have.
            stream: places.live.with("run", page.run?.id.text)
                .with("since", token.repositories.isEmpty || page.run != nil ? cursor.text : nil))
        return pageResponse(200, visit.bytes(of: page.page, in: frame))
    }

    /// What happens, from where the page was made.
    func stream() async throws -> ServerResponse {
        let query = try parameters(in: request.query, valid: ["run", "since"], code: "console.parameter")
        return try await liveResponse(
            site: site, token: token, run: query["run"].map { RunID($0) },
            last: request["Last-Event-ID"] ?? query["since"], streams: console.streams, now: console.now)
    }
}

/// A page, and what was read for it.
struct ConsolePage {
    var page: Page
    /// nil: they were not read.
    var open: [RunRecord]?
    /// The one that it follows alone; nil: all.
    var run: RunRecord?
}
