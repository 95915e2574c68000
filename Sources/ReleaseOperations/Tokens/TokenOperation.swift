package import Foundation
package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts

/// Makes, lists and revokes the tokens of a served workspace, and recognizes them.
package struct TokenOperation: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Tokens expire after this time where nothing else is wanted.
    package static let usualSpan = Duration.seconds(90 * 86_400)

    /// - Parameter span: How long it is valid; nil: until it is revoked.
    /// - Returns: The token, and its secret, which can't be had again.
    package func create(
        name: Principal, role: AccessRole, repositories: [RepositoryID] = [], lasting span: Duration?
    ) async throws -> (token: AccessToken, secret: TokenSecret) {
        try await workspace.prepareState()
        let store = try await workspace.openInbox()
        let secret = TokenSecret(number: randomBytes(8), key: randomBytes(32))
        let now = workspace.now()
        let token = AccessToken(
            id: secret.id, digest: secret.digest, name: name, role: role, repositories: repositories, created: now,
            expires: span.map { now.addingTimeInterval($0 / .seconds(1)) })
        // First the record: no token exists that the audit trail does not know.
        try await store.record(
            .tokenCreated(token.id, name: name, role: role, by: workspace.principal), at: now)
        try await store.add(token)
        return (token, secret)
    }

    package func list() async throws -> [AccessToken] {
        guard workspace.hasStore() else { return [] }
        return try await workspace.openInbox().tokens()
    }

    package func revoke(_ id: TokenID) async throws -> AccessToken {
        guard workspace.hasStore() else { throw NoSuchToken(id: id) }
        let store = try await workspace.openInbox()
        guard let before = try await store.token(id) else { throw NoSuchToken(id: id) }
        let now = workspace.now()
        // What must not work any more ends first.
        guard let token = try await store.revoke(id, at: now) else { throw NoSuchToken(id: id) }
        if before.revoked == nil {
            try await store.record(.tokenRevoked(id, name: token.name, by: workspace.principal), at: now)
        }
        return token
    }

    private func randomBytes(_ count: Int) -> [UInt8] {
        // The system's generator: unpredictable.
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in .random(in: .min ... .max, using: &generator) }
    }
}

extension TokenKeeper {
    /// The valid token that a secret belongs to; nil: there is none here.
    package func token(of secret: TokenSecret, at moment: Date) async throws(StoreError) -> AccessToken? {
        guard let token = try await token(secret.id), secret.belongs(to: token), token.state(at: moment) == .valid
        else {
            return nil
        }
        return token
    }
}

struct NoSuchToken: UserFacingError {
    var id: TokenID

    var code: String { "token.unknown" }
    var summary: String { "This workspace has no token '\(id)'." }
    var suggestions: [String] { ["List them: slipway token list"] }
    var exitCode: ExitCode { .usage }
}
