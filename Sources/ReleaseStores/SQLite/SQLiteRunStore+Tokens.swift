package import Foundation
package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore: TokenKeeper {
    package func add(_ token: AccessToken) async throws(StoreError) {
        let text = storedText(token)
        try changing { () throws(StoreError) in
            try database.run("INSERT INTO tokens (id, token) VALUES (?, ?)", [.text(token.id.text), .text(text)])
        }
    }

    package func token(_ id: TokenID) async throws(StoreError) -> AccessToken? {
        try stored("WHERE id = ?", [.text(id.text)]).first
    }

    package func tokens() async throws(StoreError) -> [AccessToken] { try stored("ORDER BY number", []) }

    @discardableResult
    package func revoke(_ id: TokenID, at moment: Date) async throws(StoreError) -> AccessToken? {
        try changing { () throws(StoreError) -> AccessToken? in
            guard var token = try stored("WHERE id = ?", [.text(id.text)]).first else { return nil }
            if token.revoked == nil {
                token.revoked = moment
                try database.run(
                    "UPDATE tokens SET token = ? WHERE id = ?", [.text(storedText(token)), .text(id.text)])
            }
            return try stored("WHERE id = ?", [.text(id.text)]).first
        }
    }

    private func stored(_ condition: String, _ values: [Database.Value]) throws(StoreError) -> [AccessToken] {
        var rows: [[String]] = []
        try database.run("SELECT id, token FROM tokens \(condition)", values) { row in
            rows.append([row.text(0), row.text(1)])
        }
        return try accessTokens(rows, in: database.path)
    }
}
