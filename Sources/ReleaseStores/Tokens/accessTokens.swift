import ReleaseModel
import ReleasePorts

/// - Parameter rows: Id, token.
func accessTokens(_ rows: [[String]], in store: String) throws(StoreError) -> [AccessToken] {
    var tokens: [AccessToken] = []
    for row in rows {
        tokens.append(
            try decoded(AccessToken.self, row[1], what: "the token \(row[0])", in: store, isAsWritten: true))
    }
    return tokens
}
