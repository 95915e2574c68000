import Foundation
import ReleaseHTTPServer
import ReleaseModel

/// An error as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) writes it, with the code that the command line has for
/// it.
struct Problem: Encodable {
    var status: Int
    /// Stable and dotted.
    var code: String
    /// One sentence.
    var title: String
    /// What to do next; empty where nothing helps.
    var suggestions: [String]

    init(_ status: Int, _ code: String, _ title: String, suggestions: [String] = []) {
        self.status = status
        self.code = code
        self.title = title
        self.suggestions = suggestions
    }

    func response(_ fields: [MessageField] = []) -> ServerResponse {
        let data = (try? encodeJSON(self)) ?? Data()
        return ServerResponse(
            status, fields: [MessageField("Content-Type", "application/problem+json")] + fields + securityFields,
            body: .bytes(Array(data)))
    }
}

/// What browsers must not do with any answer.
let securityFields = [
    MessageField("X-Content-Type-Options", "nosniff"), MessageField("Cache-Control", "no-store"),
]

/// A value as a JSON response.
func jsonResponse(_ status: Int, _ value: some Encodable) -> ServerResponse {
    guard let data = try? encodeJSON(value) else {
        return Problem(500, "server.bug", "The answer could not be written.").response()
    }
    return ServerResponse(
        status, fields: [MessageField("Content-Type", "application/json")] + securityFields, body: .bytes(Array(data)))
}
