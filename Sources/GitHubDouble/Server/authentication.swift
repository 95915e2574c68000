import Foundation
import ReleaseHTTPServer

extension GitHubDouble {
    /// Who sends a request: by a token, by an App's signed token, or as the password of Basic credentials.
    func authenticate(_ request: ServerRequest, now: Date) async throws -> Identity {
        guard let value = request["authorization"] else { return .anonymous }
        let parts = value.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw Refusal(401, "Bad credentials") }
        switch parts[0].lowercased() {
        case "bearer", "token":
            return try await identity(token: parts[1].trimmingCharacters(in: .whitespaces), now: now)
        case "basic":
            guard let decoded = Data(base64Encoded: parts[1]) else { throw Refusal(401, "Bad credentials") }
            let pair = String(decoding: decoded, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
            return try await identity(token: pair.count == 2 ? pair[1] : "", now: now)
        default: throw Refusal(401, "Bad credentials")
        }
    }

    private func identity(token: String, now: Date) async throws -> Identity {
        if let identity = await forge.identity(ofToken: token) {
            if let end = identity.expiresAt, end <= now { throw Refusal(401, "Bad credentials") }
            return identity
        }
        guard token.split(separator: ".").count == 3 else { throw Refusal(401, "Bad credentials") }
        let app = try await verifiedApp(token, now: now)
        return Identity(kind: .app(app.id), login: app.login, permissions: [:], repositories: [])
    }
}
