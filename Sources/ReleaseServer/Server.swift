package import Foundation
package import ReleaseHTTPServer
package import ReleaseModel
package import ReleaseOperations
import ReleasePorts

/// Serves workspaces: takes events, decides what they start, and executes runs.
package struct Server: Sendable {
    private let sites: [String: Site]
    private let log: ServerLog
    private let now: @Sendable () -> Date
    private let api: API
    private let console: Console

    /// What clients may take: webhooks are small and quick.
    package static var limits: ServerLimits {
        var limits = ServerLimits()
        limits.body = WebhookRoute.limit + 1
        return limits
    }

    package init(
        _ descriptions: [SiteDescription], log: ServerLog, now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        let made = try descriptions.map { ($0.name, try Site($0, log: log)) }
        sites = Dictionary(uniqueKeysWithValues: made)
        self.log = log
        self.now = now
        let streams = StreamSlots(most: 256)
        api = API(sites: sites, streams: streams, log: log, now: now)
        console = Console(sites: sites, streams: streams, log: log, now: now)
    }

    /// Serves all workspaces until the task is cancelled; then requests in progress finish, and runs stop where they can
    /// be continued.
    ///
    /// - Parameter listening: Called with the server's address once it listens.
    package func run(
        host: String, port: Int, listening: @escaping @Sendable (String) async -> Void
    ) async throws {
        let http: HTTPServer
        do {
            http = try await HTTPServer(host: host, port: port, limits: Server.limits) { await answer($0) }
        } catch {
            throw CannotListen(address: "\(host):\(port)", reason: "\(error)")
        }
        await listening(http.address)
        try await http.serving {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for site in sites.values { group.addTask { try await site.serve() } }
                defer { group.cancelAll() }
                try await group.waitForAll()
            }
        }
    }

    // MARK: Requests

    package func answer(_ request: ServerRequest) async -> ServerResponse {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        if parts.prefix(2) == ["api", "v1"] { return await api.answer(request, Array(parts.dropFirst(2))) }
        switch parts {
        case ["healthz"]: return .text(200, "ok\n")
        case ["readyz"]: return readiness()
        case ["metrics"]:
            let text = SiteMetrics.text(sites.sorted { $0.key < $1.key }.map(\.value.metrics))
            return ServerResponse(
                200, fields: [MessageField("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
                body: .bytes(Array(text.utf8)))
        default: break
        }
        if parts.count == 3, parts[0] == "webhooks", parts[2] == "github" {
            guard let site = sites[parts[1]] else {
                return Problem(404, "webhook.workspace", "No workspace of this name is served.").response()
            }
            return await WebhookRoute(site: site, now: now).answer(request)
        }
        // Programs are answered as programs read it.
        if ["webhooks", "api"].contains(parts.first) {
            return Problem(404, "server.no-such-page", "There is nothing at this address.").response()
        }
        return await console.answer(request, parts)
    }

    private struct Readiness: Encodable {
        var ready: Bool
        /// Sentences by workspace.
        var problems: [String: [String]]
    }

    private func readiness() -> ServerResponse {
        let isReady = sites.values.allSatisfy(\.isReady)
        let problems = sites.mapValues(\.problems).filter { !$0.value.isEmpty }
        return jsonResponse(isReady ? 200 : 503, Readiness(ready: isReady, problems: problems))
    }
}

/// The address can't be listened at.
package struct CannotListen: UserFacingError {
    var address: String
    var reason: String

    package var code: String { "serve.cannot-listen" }
    package var summary: String { "The server can't listen at \(address)." }
    package var reasons: [String] { [reason] }
    package var suggestions: [String] { ["Name another address: slipway serve --listen 127.0.0.1:8471"] }
}
