import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts

/// The HTTP API: who asks, whether they may, and which operation answers.
struct API: Sendable {
    let sites: [String: Site]
    let log: ServerLog
    let now: @Sendable () -> Date
    let streams: StreamSlots

    static let bodyLimit = 1 << 20

    init(sites: [String: Site], streams: StreamSlots, log: ServerLog, now: @escaping @Sendable () -> Date) {
        self.sites = sites
        self.streams = streams
        self.log = log
        self.now = now
    }

    /// - Parameter parts: The path below `/api/v1`, still encoded.
    func answer(_ request: ServerRequest, _ parts: [String]) async -> ServerResponse {
        do { return try await perform(request, parts) } catch let problem as Problem {
            return refusal(problem)
        } catch let error as any UserFacingError {
            let problem = Problem(error)
            if problem.status >= 500 { log.write(.error, error.summary, ["code": error.code]) }
            return refusal(problem)
        } catch is CancellationError {
            return refusal(Problem(503, "server.stopping", "The server is being stopped."))
        } catch {
            log.write(.error, "A request failed: \(type(of: error))", ["code": "server.bug"])
            return refusal(Problem(500, "server.bug", "The request could not be answered."))
        }
    }

    private func refusal(_ problem: Problem) -> ServerResponse {
        var fields: [MessageField] = []
        if problem.status == 401 { fields.append(MessageField("WWW-Authenticate", #"Bearer realm="slipway""#)) }
        if problem.status == 503 { fields.append(MessageField("Retry-After", "10")) }
        if let allowed = problem.allowed { fields.append(MessageField("Allow", allowed)) }
        var response = problem.response(fields)
        // What is too large is not read to its end.
        response.closesConnection = problem.status == 413
        return response
    }

    private func perform(_ request: ServerRequest, _ parts: [String]) async throws -> ServerResponse {
        let parts = try parts.map { part in
            guard let decoded = part.removingPercentEncoding else {
                throw Problem(400, "api.path", "The address is not encoded correctly.")
            }
            return decoded
        }
        let matching = allAPIOperations.compactMap { one in one.match(parts).map { (one, $0) } }
        guard !matching.isEmpty else {
            throw Problem(
                404, "api.no-such-page", "There is nothing at this address of the API.",
                suggestions: ["See what there is: /api/v1/openapi.json"])
        }
        guard let (operation, values) = matching.first(where: { $0.0.method == request.method }) else {
            let methods = matching.map(\.0.method).sorted().joined(separator: ", ")
            var problem = Problem(405, "api.method", "This address takes \(methods).")
            problem.allowed = methods
            throw problem
        }
        var token: AccessToken?
        if let right = operation.right {
            token = try await owner(of: request, in: values["workspace"])
            let call = APICall(
                api: self, request: request, values: values, query: [:], token: token, site: nil)
            try call.demand(right)
            if operation.isOfWorkspace, token?.repositories.isEmpty == false {
                throw Problem(403, "api.scope", "This takes a token for the entire workspace, not for repositories.")
            }
        }
        let query = try parameters(
            in: request.query, valid: operation.parameters.map(\.name), code: "api.parameter")
        return try await operation.perform(
            APICall(
                api: self, request: request, values: values, query: query, token: token,
                site: values["workspace"].flatMap { sites[$0] }))
    }

    // MARK: Tokens

    /// The text of the token that a request carries.
    private func secret(of request: ServerRequest) throws -> TokenSecret {
        let given = request.fields.filter { $0.isNamed("Authorization") }
        guard let field = given.first else {
            throw Problem(
                401, "api.no-token", "A token is needed: Authorization: Bearer slw_….",
                suggestions: ["Make one where the workspace is: slipway token create --name NAME --role viewer"])
        }
        let words = field.value.split(separator: " ", omittingEmptySubsequences: true)
        guard given.count == 1, words.count == 2, words[0].lowercased() == "bearer",
            let secret = TokenSecret(String(words[1]))
        else { throw Self.badToken }
        return secret
    }

    private static let badToken = Problem(
        401, "api.bad-token", "The token is unknown, has expired or was revoked.",
        suggestions: ["See the tokens where the workspace is: slipway token list"])

    /// - Parameter workspace: What is asked about; nil: none in particular.
    private func owner(of request: ServerRequest, in workspace: String?) async throws -> AccessToken {
        let secret = try secret(of: request)
        let own = workspace.flatMap { sites[$0] }
        if let own, let token = try await own.store.get().token(of: secret, at: now()) { return token }
        for (name, site) in sites.sorted(by: { $0.key < $1.key }) where name != own?.description.name {
            guard let token = try? await site.store.get().token(of: secret, at: now()) else { continue }
            guard workspace != nil else { return token }
            // The same whether there is such a workspace or not.
            throw Problem(403, "api.other-workspace", "This token is for another workspace.")
        }
        throw Self.badToken
    }

    /// The workspaces that the token of a request opens, by name.
    func opened(by request: ServerRequest) async throws -> [(site: Site, token: AccessToken)] {
        let secret = try secret(of: request)
        var opened: [(Site, AccessToken)] = []
        for (_, site) in sites.sorted(by: { $0.key < $1.key }) {
            if let token = try? await site.store.get().token(of: secret, at: now()) { opened.append((site, token)) }
        }
        return opened
    }
}
