import Foundation
import ReleaseModel
import ReleasePorts

extension GitHubClient {
    /// Asks by GraphQL, for the few things that REST does not have.
    ///
    /// - Parameters:
    ///   - variables: The values of the query's variables.
    ///   - isQuery: Whether it changes nothing.
    func graphQL<Value: Decodable>(
        _ query: String, _ variables: some Encodable, isQuery: Bool = false, purpose: String,
        in repository: ForgeRepository
    ) async throws(ForgeError) -> Value {
        var request = try GitHubRequest(
            "POST", place.graphQL, GraphQLCall(query: query, variables: variables), isSnakeCase: false,
            purpose: purpose,
            in: repository)
        request.isQuery = isQuery
        let answer = try await send(request)
        let reply = try decode(GraphQLReply<Value>.self, answer, request)
        if let fault = reply.errors?.first { throw graphQLError(fault, shown(request)) }
        guard let data = reply.data else { throw .unreadable(shown(request), reason: "There are no data.") }
        return data
    }

    private func graphQLError(_ fault: GraphQLFault, _ request: ForgeRequest) -> ForgeError {
        let reason = fault.message
        let text = reason.lowercased()
        switch fault.type {
        case "NOT_FOUND": return .missing(request)
        case "FORBIDDEN", "INSUFFICIENT_SCOPES": return .notAllowed(request, needed: "", reason: reason)
        case "STALE_DATA": return .conflict(request, reason: reason)
        case "RATE_LIMITED": return .limited(request, after: nil)
        default:
            if text.contains("rule violation") || text.contains("protected branch") || text.contains("required status")
            {
                return .rule(request, reason: reason)
            }
            if text.contains("expected branch to point to") { return .conflict(request, reason: reason) }
            return .invalid(request, status: 200, reason: reason)
        }
    }
}

private struct GraphQLCall<Variables: Encodable>: Encodable {
    var query: String
    var variables: Variables
}

private struct GraphQLReply<Value: Decodable>: Decodable {
    var data: Value?
    var errors: [GraphQLFault]?
}

private struct GraphQLFault: Decodable {
    var type: String?
    var message: String
}
