package import Foundation
import ReleaseEngine
package import ReleaseModel
package import ReleasePorts

/// Asks the server of a workspace for a release, and follows it.
package struct ServedReleaseOperation: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// What the server made of a request.
    package enum Answer: Sendable {
        /// The run, once it has stopped.
        case ran(RunRecord)
        /// There was nothing to release: a sentence.
        case ended(String)
        /// No run, and why.
        case refused(String)
        /// The server ended before it was done. A server that starts again continues with what was asked, and with the
        /// run where there was one.
        case left(RunID?)
    }

    /// - Parameter key: Identifies the request: one that is made twice with the same key is made once.
    package func release(
        _ request: ReleaseRequest, key: String, _ options: PerformOptions
    ) async throws -> Answer {
        let store = try await workspace.openInbox()
        let asked = try Self.delivery(of: request, by: options.trigger.by, key: key, at: workspace.now())
        _ = try await store.take([asked])
        var server = ServerWatch(workspace)
        guard let start = try await decided(asked.id, in: store, &server) else { return .left(nil) }
        guard case .start(let starts) = start, let key = starts.first?.key else {
            return .refused(start.sentences.joined(separator: " "))
        }
        var seen: (run: RunID, revision: Int)?
        while true {
            guard let record = try await store.start(key) else {
                return .ended("The server has forgotten the request.")
            }
            if let run = record.run {
                seen = try await follow(run, from: seen, in: store, options)
                let state = try await store.glance(at: run)
                // What a person has to do is reported like the end of a run.
                if state.status != .running { return .ran(state) }
            } else if record.stage == .ended {
                return record.hasFailed ? .refused(record.outcome) : .ended(record.outcome)
            }
            if server.hasLeft() { return .left(record.run) }
            try await workspace.wait(.milliseconds(300))
        }
    }

    /// A request as a server takes it. Two of the same content are equal but for the moment.
    package static func delivery(
        of request: ReleaseRequest, by person: Principal, key: String, at moment: Date
    ) throws -> Delivery {
        let body = try encodeJSON(AskedRelease(by: person, request: request))
        return Delivery(
            id: DeliveryID("request/\(key)"), source: .request, event: "release",
            body: String(decoding: body, as: UTF8.self), receivedAt: moment)
    }

    private func decided(
        _ id: DeliveryID, in store: any ServedStore, _ server: inout ServerWatch
    ) async throws -> TriggerDecision? {
        while true {
            if let decision = try await store.delivery(id)?.decision { return decision }
            if server.hasLeft() { return nil }
            try await workspace.wait(.milliseconds(200))
        }
    }

    private func follow(
        _ run: RunID, from seen: (run: RunID, revision: Int)?, in store: any ServedStore, _ options: PerformOptions
    ) async throws -> (run: RunID, revision: Int) {
        if seen == nil { await options.began(try await store.glance(at: run)) }
        let revision = seen?.revision ?? 0
        let entries = try await store.events(of: run, after: revision)
        if !entries.isEmpty { await options.progress(entries.map(\.event)) }
        return (run, revision + entries.count)
    }
}

/// Notices that the server of a workspace has ended. Only its store's lock says so: what is asked goes through the store.
private struct ServerWatch {
    /// A server that is being restarted needs no longer.
    static let patience: TimeInterval = 10

    let workspace: Workspace
    /// Since when the lock has been free.
    private var free: Date?

    init(_ workspace: Workspace) { self.workspace = workspace }

    mutating func hasLeft() -> Bool {
        guard !workspace.lock.isHeld() else {
            free = nil
            return false
        }
        let since = free ?? workspace.now()
        free = since
        return workspace.now().timeIntervalSince(since) >= Self.patience
    }
}

/// The server did not make a release that it was asked for.
package struct ServedReleaseRefused: UserFacingError {
    /// Of the server.
    package var sentence: String

    package init(sentence: String) { self.sentence = sentence }

    package var code: String { "release.refused-by-server" }
    package var summary: String { "The server did not make the release." }
    package var reasons: [String] { [sentence] }
    package var suggestions: [String] { ["See what it decided: slipway events list"] }
}

/// The server ended before the release that it was asked for.
package struct ServerLeft: UserFacingError {
    /// What it had begun.
    package var run: RunID?

    package init(run: RunID?) { self.run = run }

    package var code: String { "release.server-ended" }
    package var summary: String { "The server ended before the release was done." }
    package var reasons: [String] {
        [
            run.map { "\($0) has begun and is kept; nothing that it did is lost." }
                ?? "The request is kept, and nothing has been released for it."
        ]
    }
    package var suggestions: [String] {
        ["A server that starts again continues with it: slipway serve"]
            + (run.map { ["Without a server: slipway run resume \($0)"] } ?? [])
    }
    package var exitCode: ExitCode { run == nil ? .tryLater : .incomplete }
}
