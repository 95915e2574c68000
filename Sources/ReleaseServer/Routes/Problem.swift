import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleasePorts

/// An error as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) writes it, with the code that the command line has for
/// it.
struct Problem: Encodable, Error {
    var status: Int
    /// Stable and dotted.
    var code: String
    /// One sentence.
    var title: String
    /// The facts behind it; nil where the title says all.
    var detail: String?
    /// What to do next; empty where nothing helps.
    var suggestions: [String]
    /// The methods that the address takes, where that is the problem.
    var allowed: String?

    private enum CodingKeys: String, CodingKey { case status, code, title, detail, suggestions }

    init(_ status: Int, _ code: String, _ title: String, suggestions: [String] = []) {
        self.status = status
        self.code = code
        self.title = title
        self.suggestions = suggestions
    }

    /// An error as it is answered: who asked wrongly gets 4xx, what may pass by itself 503.
    init(_ error: any UserFacingError) {
        let status =
            switch error.code {
            case "store.no-such-run", "event.unknown": 404
            // Rewound: a client has seen more than there is.
            case "store.conflict", "store.claimed", "store.claim-lost", "store.rewound", "run.not-proven": 409
            case _ where error is StoreError: 503
            default:
                switch error.exitCode {
                case .usage: 400
                case .needsApproval: 403
                case .tryLater: 503
                case .bug: 500
                case .done, .failed, .incomplete, .configuration: 409
                }
            }
        self.init(status, error.code, error.summary, suggestions: error.suggestions)
        if !error.reasons.isEmpty { detail = error.reasons.joined(separator: "\n") }
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
