import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations

/// One thing that the API can do. Requests are routed by the list of them, and its description is made from it.
struct APIOperation: Sendable {
    struct Parameter: Sendable {
        var name: String
        var summary: String
        var schema: JSON
    }

    struct Answer: Sendable {
        var status: Int
        var summary: String
        /// In ``apiSchemas``; nil: an event stream.
        var schema: String?

        init(status: Int, summary: String, schema: String? = nil) {
            self.status = status
            self.summary = summary
            self.schema = schema
        }
    }

    /// Its name in programs: `listRuns`.
    var id: String
    var method: String
    /// Below `/api/v1`: `/workspaces/{workspace}/runs`.
    var path: String
    var summary: String
    /// What the token's role must have; nil: anyone may ask.
    var right: AccessRight?
    /// Whether tokens of single repositories are refused.
    var isOfWorkspace = false
    /// Behind the question mark; all may be left out.
    var parameters: [Parameter] = []
    /// The schema of its body; nil: it takes none.
    var body: String?
    /// Fields of the request's head.
    var fields: [(parameter: Parameter, isRequired: Bool)] = []
    var answer: Answer
    var perform: @Sendable (APICall) async throws -> ServerResponse

    private var segments: [Substring] { path.split(separator: "/") }

    /// The names in its path.
    var placeholders: [String] {
        segments.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// The values of its placeholders; nil for the path of another operation.
    func match(_ parts: [String]) -> [String: String]? {
        guard parts.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            if segment.hasPrefix("{") {
                values[String(segment.dropFirst().dropLast())] = part
            } else if segment != part {
                return nil
            }
        }
        return values
    }
}

/// A request that may be answered: its token has the right, and its parameters are known ones.
struct APICall: Sendable {
    let api: API
    let request: ServerRequest
    /// Of the path.
    let values: [String: String]
    /// Behind the question mark.
    let query: [String: String]
    /// nil where anyone may ask.
    let token: AccessToken?
    /// nil where no workspace is named.
    let site: Site?

    var moment: Date { api.now() }

    func servedSite() throws -> Site {
        guard let site else { throw Problem(404, "api.workspace", "No workspace of this name is served.") }
        return site
    }

    func owner() throws -> AccessToken {
        guard let token else { throw Problem(401, "api.no-token", "A token is needed.") }
        return token
    }

    /// Refuses a token without a right.
    func demand(_ right: AccessRight) throws {
        let token = try owner()
        guard token.role.rights.contains(right) else {
            let roles = AccessRole.having(right).map(\.rawValue).joined(separator: " or ")
            throw Problem(403, "api.role", "The role of this token is \(token.role.rawValue); this takes \(roles).")
        }
    }

    /// A number within bounds.
    func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number), text == "\(number)" else {
            throw Problem(
                400, "api.parameter",
                "\(name) takes a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// The size of a page.
    func limit() throws -> Int { try number("limit", in: 1...200) ?? 50 }

    /// The object that the body is, with these fields at most.
    func object(_ valid: [String]) async throws -> [String: JSON] {
        let type = request["Content-Type"]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard type == "application/json" else {
            throw Problem(415, "api.content-type", "The body is sent as application/json.")
        }
        let bytes: [UInt8]
        do throws(RequestBodyError) { bytes = try await request.body.bytes(upTo: API.bodyLimit) } catch {
            throw Problem(413, "api.too-large", "The body is larger than 1 MiB, or broke off.")
        }
        guard let value = try? decodeJSON(JSON.self, from: Data(bytes)), case .object(let object) = value else {
            throw Problem(400, "api.body", "The body is not a JSON object in UTF-8.")
        }
        if let unknown = object.keys.filter({ !valid.contains($0) }).min() {
            throw Problem(
                400, "api.field", "There is no field '\(unknown)'. Valid: \(valid.joined(separator: ", ")).")
        }
        return object.filter { $0.value != .null }
    }

    /// Whether a run concerns nothing but what the token is for.
    func covers(_ run: RunRecord) -> Bool { token?.covers(Set(run.plan.released.map(\.repository))) ?? false }

    /// The run of the path, for display.
    func run() async throws -> RunRecord {
        let store = try await servedSite().store.get()
        let record = try await store.runForDisplay(RunID(values["run"] ?? ""))
        guard covers(record) else {
            throw Problem(403, "api.scope", "This token is for other repositories than those of \(record.id).")
        }
        return record
    }

    func log(_ what: String, _ fields: [String: String] = [:]) {
        guard let token else { return }
        let own = ["workspace": values["workspace"] ?? "", "token": token.id.text]
        api.log.write(.info, "\(token.name) (token \(token.id)) \(what)", own.merging(fields) { $1 })
    }
}

extension [String: JSON] {
    func text(_ name: String) throws -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw Self.wrong(name, "a text", value) }
        return text
    }

    func flag(_ name: String) throws -> Bool {
        guard let value = self[name] else { return false }
        guard case .bool(let flag) = value else { throw Self.wrong(name, "true or false", value) }
        return flag
    }

    func texts(_ name: String) throws -> [String] {
        guard let value = self[name] else { return [] }
        guard case .array(let items) = value else { throw Self.wrong(name, "a list of texts", value) }
        return try items.map { item in
            guard case .string(let text) = item else { throw Self.wrong(name, "a list of texts", item) }
            return text
        }
    }

    static func wrong(_ name: String, _ wanted: String, _ found: JSON) -> Problem {
        Problem(400, "api.field", "The field '\(name)' takes \(wanted), not \(found.kind).")
    }
}
