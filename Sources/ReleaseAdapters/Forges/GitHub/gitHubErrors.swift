import Foundation
import ReleaseModel
import ReleasePorts

/// The error for a missing answer.
func forgeError(_ error: HTTPError, _ request: ForgeRequest) -> ForgeError {
    let reason = ([error.summary] + error.reasons).joined(separator: "\n")
    switch error {
    case .unreachable, .timedOut, .cut, .failed: return .unreachable(request, reason: reason)
    case .cancelled: return .cancelled(request)
    case .unreadable(let file, let why), .unwritable(let file, let why): return .file(file, reason: why)
    case .tooLarge: return .unreadable(request, reason: reason)
    case .badAddress:
        return .unusable(
            reason: error.summary, remedy: "Fix --api, or api under forge in slipway.yaml: https://HOST/api/v3")
    case .untrusted:
        return .unusable(
            reason: error.summary,
            remedy: "Name the certificates to trust in the environment variable SSL_CERT_FILE.")
    }
}

/// The error for an unsuccessful status.
///
/// - Parameter source: Of the credentials, for people.
func forgeError(_ answer: HTTPResponse, _ request: ForgeRequest, source: String, now: Date) -> ForgeError {
    let complaint = GitHubComplaint(answer)
    let reason = complaint.text
    if let limit = complaint.limit(answer, now: now) { return .limited(request, after: limit.wait) }
    switch answer.status {
    case 301, 302, 307, 308: return .moved(request, to: shownAddress(answer["Location"] ?? "an unknown address"))
    case 401: return .unauthenticated(request, source: source, reason: reason)
    case 403 where complaint.isArchived:
        return complaint.repository(of: answer).map { .archived($0) }
            ?? .notAllowed(request, needed: "", reason: reason)
    case 403, 422:
        if complaint.isRule { return .rule(request, reason: reason) }
        if answer.status == 422, complaint.isExisting { return .exists(request, reason: reason) }
        if answer.status == 422 { return .invalid(request, status: 422, reason: reason) }
        let setting = complaint.deniesPullRequests ? pullRequestSetting : ""
        return .notAllowed(
            request, needed: answer["X-Accepted-GitHub-Permissions"].map { "The permission \($0)" } ?? setting,
            reason: reason)
    case 404, 410: return .missing(request)
    case 405 where complaint.isRule: return .rule(request, reason: reason)
    case 409, 405: return .conflict(request, reason: reason)
    case 400...499: return .invalid(request, status: answer.status, reason: reason)
    default: return .unavailable(request, status: answer.status, reason: reason)
    }
}

/// Where GitHub keeps the switch that lets workflows open pull requests.
private let pullRequestSetting =
    "The setting 'Allow GitHub Actions to create and approve pull requests' (Settings, Actions, General)"

/// What GitHub says in the body of an unsuccessful answer.
struct GitHubComplaint {
    private struct Body: Decodable {
        struct Fault: Decodable {
            var code: String?
            var field: String?
            var message: String?

            private enum Keys: String, CodingKey { case code, field, message }

            /// A fault is an object or, in some answers, a text.
            init(from decoder: any Decoder) throws {
                if let text = try? decoder.singleValueContainer().decode(String.self) {
                    message = text
                    return
                }
                let container = try decoder.container(keyedBy: Keys.self)
                code = try container.decodeIfPresent(String.self, forKey: .code)
                field = try container.decodeIfPresent(String.self, forKey: .field)
                message = try container.decodeIfPresent(String.self, forKey: .message)
            }
        }

        var message: String?
        var errors: [Fault]?
    }

    private let message: String
    private let faults: [Body.Fault]

    init(_ answer: HTTPResponse) {
        let body = try? JSONDecoder().decode(Body.self, from: Data(answer.body))
        message = body?.message ?? String(answer.text.split(whereSeparator: \.isNewline).first?.prefix(200) ?? "")
        faults = body?.errors ?? []
    }

    /// For people: what GitHub says, a line for each fault.
    var text: String {
        let lines = faults.map { fault in
            fault.message ?? [fault.field, fault.code].compactMap(\.self).joined(separator: ": ")
        }
        return ([message] + lines).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func mentions(_ words: String...) -> Bool {
        let text = text.lowercased()
        return words.contains { text.contains($0) }
    }

    var isExisting: Bool { faults.contains { $0.code == "already_exists" } || mentions("already exists") }
    var isArchived: Bool { mentions("archived", "read-only") }
    var deniesPullRequests: Bool { mentions("not permitted to create or approve pull requests") }

    var isRule: Bool {
        mentions(
            "rule violation", "pre_receive", "protected branch", "creations being restricted", "immutable release",
            "immutable", "required status check", "protected tag")
    }

    /// The repository in the address that was asked.
    func repository(of answer: HTTPResponse) -> ForgeRepository? {
        let parts = URLComponents(string: answer.address)?.path.split(separator: "/").map(String.init) ?? []
        guard let index = parts.firstIndex(of: "repos"), parts.count > index + 2 else { return nil }
        return ForgeRepository("\(parts[index + 1])/\(parts[index + 2])")
    }

    struct Limit {
        /// nil: unknown.
        var wait: Duration?
    }

    /// nil where the answer is not about too many requests.
    func limit(_ answer: HTTPResponse, now: Date) -> Limit? {
        guard answer.status == 403 || answer.status == 429 else { return nil }
        if let wait = answer["Retry-After"].flatMap({ retryWait($0, now: now) }) { return Limit(wait: wait) }
        if answer["X-RateLimit-Remaining"] == "0", let reset = answer["X-RateLimit-Reset"].flatMap(Int.init) {
            return Limit(wait: .seconds(max(1, min(Double(reset) - now.timeIntervalSince1970, 3600))))
        }
        return answer.status == 429 || mentions("rate limit", "abuse detection") ? Limit() : nil
    }
}
