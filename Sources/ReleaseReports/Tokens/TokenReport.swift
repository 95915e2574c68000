package import Foundation
package import ReleaseModel

/// A token as JSON: everything but its digest.
package struct TokenReport: Encodable {
    var schema: String? = "slipway.token/1"
    var id: TokenID
    var name: Principal
    var role: AccessRole
    var repositories: [RepositoryID]
    var created: Date
    var expires: Date?
    var revoked: Date?
    var state: AccessToken.State
    /// Of a new token alone.
    var secret: String?

    /// - Parameter secret: Shown now and never again.
    package init(_ token: AccessToken, at moment: Date, secret: String? = nil) {
        id = token.id
        name = token.name
        role = token.role
        repositories = token.repositories
        created = token.created
        expires = token.expires
        revoked = token.revoked
        state = token.state(at: moment)
        self.secret = secret
    }
}

/// All tokens as JSON.
package struct TokensReport: Encodable {
    var schema = "slipway.tokens/1"
    var tokens: [TokenReport]

    package init(_ tokens: [AccessToken], at moment: Date) {
        self.tokens = tokens.map { token in
            var one = TokenReport(token, at: moment)
            one.schema = nil
            return one
        }
    }
}

/// A token for people, on one line.
package func tokenLine(_ token: AccessToken, at moment: Date) -> String {
    let scope = token.repositories.isEmpty ? "" : ", for \(token.repositories.map(\.text).joined(separator: ", "))"
    let end =
        switch token.state(at: moment) {
        case .revoked: "revoked \(token.revoked?.formatted(.iso8601) ?? "")"
        case .expired: "expired \(token.expires?.formatted(.iso8601) ?? "")"
        case .valid: token.expires.map { "expires \($0.formatted(.iso8601))" } ?? "does not expire"
        }
    return "\(token.id)  \(token.role.rawValue)  \(token.name)\(scope): \(end)"
}
