package import Foundation
package import ReleaseModel
package import ReleasePorts

extension PostgreSQLRunStore: TokenKeeper {
    package func add(_ token: AccessToken) async throws(StoreError) {
        let (workspace, text) = (workspace, storedText(token))
        try session.transaction { connection in
            _ = try ends(connection)
            // Done already where the answer to the first attempt was lost: the id is random.
            try connection.run(
                "INSERT INTO slipway_tokens (workspace, id, token) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                [workspace, token.id.text, text])
        }
    }

    package func token(_ id: TokenID) async throws(StoreError) -> AccessToken? {
        try stored("AND id = $2", [id.text]).first
    }

    package func tokens() async throws(StoreError) -> [AccessToken] { try stored("ORDER BY number", []) }

    @discardableResult
    package func revoke(_ id: TokenID, at moment: Date) async throws(StoreError) -> AccessToken? {
        let (workspace, address) = (workspace, address)
        try session.transaction { connection in
            _ = try ends(connection)
            let rows = try connection.run(
                "SELECT id, token FROM slipway_tokens WHERE workspace = $1 AND id = $2", [workspace, id.text])
            guard var token = try accessTokens(rows, in: address).first, token.revoked == nil else { return }
            token.revoked = moment
            try connection.run(
                "UPDATE slipway_tokens SET token = $3 WHERE workspace = $1 AND id = $2",
                [workspace, id.text, storedText(token)])
        }
        return try await token(id)
    }

    /// - Parameter condition: With parameters from `$2` on.
    private func stored(_ condition: String, _ values: [String]) throws(StoreError) -> [AccessToken] {
        let rows = try session.transaction(PostgreSQLRunStore.looking) { connection in
            try connection.run(
                "SELECT id, token FROM slipway_tokens WHERE workspace = $1 \(condition)", [workspace] + values)
        }
        return try accessTokens(rows, in: address)
    }
}
