import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePorts

/// Sends entries of journals as they are written.
///
/// Source: [Server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html).
@Sendable func followRuns(_ call: APICall) async throws -> ServerResponse {
    let site = try call.servedSite()
    return try await liveResponse(
        site: site, token: try call.owner(), run: call.query["run"].map { RunID($0) },
        last: call.request["Last-Event-ID"], streams: call.api.streams, now: call.api.now)
}

/// A stream of what happens in a workspace.
///
/// - Parameters:
///   - run: Only this one; nil: all.
///   - last: The id of the last event that the client has; nil or empty: it has none.
func liveResponse(
    site: Site, token: AccessToken, run: RunID?, last: String?, streams: StreamSlots,
    now: @escaping @Sendable () -> Date
) async throws -> ServerResponse {
    let cursor = try resumed(from: last)
    let only: RunID?
    if let run {
        let store = try await site.store.get()
        let record = try await store.runForDisplay(run)
        guard token.covers(Set(record.plan.released.map(\.repository))) else {
            throw Problem(403, "api.scope", "This token is for other repositories than those of \(record.id).")
        }
        only = record.id
    } else {
        only = nil
    }
    guard let slot = streams.take() else {
        throw Problem(503, "api.too-many-streams", "Too many streams are open.")
    }
    let follower = LiveFollower(site: site, token: token, only: only, now: now, slot: slot)
    let ticks = site.live.ticks()
    return ServerResponse(
        200,
        fields: [MessageField("Content-Type", "text/event-stream"), MessageField("X-Accel-Buffering", "no")]
            + securityFields,
        body: .stream(length: nil) { writer in try await follower.send(to: writer, from: cursor, ticks) })
}

/// Where a client continues that has received an event; nil: it has received none.
private func resumed(from last: String?) throws -> LiveCursor? {
    guard let last, !last.isEmpty else { return nil }
    guard let cursor = LiveCursor(last) else {
        throw Problem(400, "api.last-event-id", "Last-Event-ID is not the id of an event of this stream.")
    }
    return cursor
}

/// One client that follows runs.
private struct LiveFollower: Sendable {
    let site: Site
    let token: AccessToken
    /// nil: all runs.
    let only: RunID?
    let now: @Sendable () -> Date
    /// Held as long as the stream is open.
    let slot: StreamSlot

    private struct Entry: Encodable {
        var run: RunID
        var sequence: Int
        var at: Date
        var event: RunEvent
    }

    func send(to writer: ResponseWriter, from start: LiveCursor?, _ ticks: AsyncStream<Void>) async throws {
        let store = try await site.store.get()
        var covered: [RunID: Bool] = [:]
        try await site.live.look(site.store)
        var cursor = start ?? LiveCursor()
        if start == nil, only == nil { cursor = try await present(in: store) }
        try await writer.write(Array("retry: 3000\nid: \(cursor.text)\nevent: ready\ndata: {}\n\n".utf8))
        var last: [RunID: RunSummary] = [:]
        try await sendNews(to: writer, &cursor, &last, &covered, store)
        for await _ in ticks {
            // One that was revoked meanwhile sees nothing more.
            guard try await store.token(token.id)?.state(at: now()) == .valid else { return }
            if try await !sendNews(to: writer, &cursor, &last, &covered, store) {
                try await writer.write(Array(": ping\n\n".utf8))
            }
        }
    }

    /// Where the journals end now.
    private func present(in store: any ServedStore) async throws -> LiveCursor {
        var cursor = LiveCursor()
        for (index, summary) in site.live.summaries.enumerated() where index == 0 || !summary.status.isFinal {
            cursor.note(summary.id, try await store.glance(at: summary.id).state.revision)
        }
        return cursor
    }

    /// - Returns: Whether there was anything new.
    @discardableResult
    private func sendNews(
        to writer: ResponseWriter, _ cursor: inout LiveCursor, _ last: inout [RunID: RunSummary],
        _ covered: inout [RunID: Bool], _ store: any ServedStore
    ) async throws -> Bool {
        var hasNews = false
        let newest = cursor.newest
        // Oldest first, so that a run that is named in an id was preceded by those before it.
        let summaries = site.live.summaries.reversed().map { (run: $0.id, summary: Optional($0)) }
        // A single run is followed however old it is.
        let runs = only.map { only in [summaries.first { $0.run == only } ?? (only, nil)] } ?? summaries
        for (run, summary) in runs where summary == nil || last[run] != summary {
            guard only != nil || cursor.seen[run] != nil || (run.number ?? 0) > newest else { continue }
            if covered[run] == nil { covered[run] = token.covers(try await repositories(of: run, in: store)) }
            guard covered[run] == true else { continue }
            let entries: [JournalEntry]
            do { entries = try await store.events(of: run, after: cursor.seen[run] ?? 0) } catch {
                // The store was restored to an earlier state: its current content is sent.
                guard error.isRewound else { throw error }
                entries = try await store.events(of: run, after: 0)
            }
            for entry in entries {
                cursor.note(run, entry.sequence)
                let value = Entry(run: run, sequence: entry.sequence, at: entry.at, event: entry.event)
                let text = String(decoding: try encodeJSON(value, isPretty: false), as: UTF8.self)
                try await writer.write(Array("id: \(cursor.text)\nevent: entry\ndata: \(text)\n\n".utf8))
                hasNews = true
            }
            last[run] = summary
            if summary?.status.isFinal == true, only == nil { cursor.forget(run) }
        }
        return hasNews
    }

    private func repositories(of run: RunID, in store: any ServedStore) async throws -> Set<RepositoryID> {
        Set(try await store.glance(at: run).plan.released.map(\.repository))
    }
}
