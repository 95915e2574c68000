import Foundation
package import ReleaseModel

/// Asks the API of a server.
package struct ServedAPI: Sendable {
    /// Without a slash at its end.
    package let address: String
    private let token: Secret
    private let http: HTTPClient

    package init(address: String, token: Secret, http: HTTPClient) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.token = token
        self.http = http
    }

    package func get(_ path: [String], _ query: [String: String?] = [:]) async throws -> JSON {
        try await get(path, query, as: JSON.self)
    }

    package func get<Value: Decodable>(
        _ path: [String], _ query: [String: String?] = [:], as type: Value.Type
    ) async throws -> Value {
        let pairs = query.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\(name)=\(Self.encoded($0))" }
        }
        return try await answer(
            to: HTTPRequest("GET", place(path) + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))))
    }

    package func post(_ path: [String], _ body: JSON?) async throws -> JSON {
        var request = HTTPRequest("POST", place(path))
        if let body {
            request.fields.append(.init("Content-Type", "application/json"))
            request.body = .bytes(Array(try encodeJSON(body)))
        }
        return try await answer(to: request)
    }

    private func place(_ path: [String]) -> String {
        address + "/api/v1/" + path.map(Self.encoded).joined(separator: "/")
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~@")))
            ?? ""
    }

    private func answer<Value: Decodable>(to request: HTTPRequest) async throws -> Value {
        var request = request
        request.fields.append(.init("Authorization", "Bearer \(token.reveal())"))
        request.fields.append(.init("Accept", "application/json, application/problem+json"))
        // A token is for the server that was named.
        request.followsRedirections = false
        let response = try await http.send(request)
        guard (200..<300).contains(response.status) else {
            guard let problem = try? decodeJSON(ServedProblem.self, from: Data(response.body)) else {
                throw ServedError.notTheAPI(address, status: response.status)
            }
            throw problem
        }
        do { return try decodeJSON(Value.self, from: Data(response.body)) } catch {
            throw ServedError.notTheAPI(address, status: response.status)
        }
    }
}

/// What a server refused, as it says it: with the code that the command line has for it.
package struct ServedProblem: UserFacingError, Decodable {
    var status: Int
    package var code: String
    var title: String
    var detail: String?
    package var suggestions: [String]

    package var summary: String { title }
    package var reasons: [String] { detail.map { $0.split(separator: "\n").map(String.init) } ?? [] }
    package var exitCode: ExitCode {
        switch status {
        case 400, 404, 422: .usage
        case 401, 403: .needsApproval
        case 503: .tryLater
        default: .failed
        }
    }
}

package enum ServedError: UserFacingError, Equatable {
    /// What answers there is something else.
    case notTheAPI(String, status: Int)
    case noWorkspace(String)
    case noToken
    case badTokenFile(String, reason: String)

    package var code: String {
        switch self {
        case .notTheAPI: "served.not-the-api"
        case .noWorkspace: "served.no-workspace"
        case .noToken: "served.no-token"
        case .badTokenFile: "served.bad-token-file"
        }
    }

    package var summary: String {
        switch self {
        case .notTheAPI(let address, let status):
            "\(address) answered \(status), but not as the API of a Slipway of this version does."
        case .noWorkspace(let address): "The token opens no workspace at \(address)."
        case .noToken: "A server is named, and no token for it."
        case .badTokenFile(let path, _): "\(path) has no token."
        }
    }

    package var reasons: [String] {
        if case .badTokenFile(_, let reason) = self { [reason] } else { [] }
    }

    package var suggestions: [String] {
        switch self {
        case .notTheAPI: ["Check the address of --server or SLIPWAY_SERVER."]
        case .noWorkspace: ["Make a token where the workspace is: slipway token create --name NAME --role viewer"]
        case .noToken, .badTokenFile:
            ["Give the token in SLIPWAY_TOKEN, or name a file that holds it: --token-file FILE"]
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .notTheAPI: .failed
        case .noWorkspace, .noToken, .badTokenFile: .configuration
        }
    }
}
