import Foundation
import ReleaseModel
import ReleasePorts

/// A request to GitHub, before credentials.
struct GitHubRequest {
    var method: String
    /// Below the API's address, from its slash on, encoded; or a complete address that the API itself gave.
    var path: String
    var query: [(name: String, value: String)] = []
    var body: HTTPRequest.Body = .none
    var mediaType: String?
    /// What is accepted instead of JSON.
    var accept: String?
    /// Where a successful answer's body goes; nil: into memory.
    var destination: String?
    /// For errors, after "to": `open a pull request in acme/core`.
    var purpose: String
    var repository: ForgeRepository?
    /// Whether it changes nothing although it is a POST: a query of GraphQL.
    var isQuery = false

    /// Whether carrying it out twice has the same effect as once: it sets what it names to a value.
    var isRepeatable = false

    init(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], purpose: String,
        in repository: ForgeRepository? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.purpose = purpose
        self.repository = repository
    }

    /// With a JSON body.
    ///
    /// - Parameter isSnakeCase: Whether names are written with underscores, as REST has them and GraphQL has not.
    init(
        _ method: String, _ path: String, _ body: some Encodable, isSnakeCase: Bool = true, purpose: String,
        in repository: ForgeRepository?
    ) throws(ForgeError) {
        self.init(method, path, purpose: purpose, in: repository)
        let encoder = JSONEncoder()
        if isSnakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { self.body = .bytes(Array(try encoder.encode(body))) } catch {
            throw .unusable(reason: "\(purpose): what is to be sent is not JSON: \(error)", remedy: "")
        }
        mediaType = "application/json"
    }

    var isWrite: Bool { method != "GET" && method != "HEAD" && !isQuery }

    func address(at place: GitHubPlace) -> String {
        let base = path.contains("://") ? path : place.api + path
        guard !query.isEmpty else { return base }
        let words = query.map { "\($0.name)=\($0.value.asQueryValue)" }.joined(separator: "&")
        return base + (base.contains("?") ? "&" : "?") + words
    }
}

extension ForgeRepository {
    /// `/repos/{owner}/{name}` and what follows.
    func path(_ rest: String = "") -> String { "/repos/\(owner)/\(name)\(rest)" }
}

extension String {
    /// Encoded for one part of a path: slashes included.
    var asPathPart: String {
        addingPercentEncoding(withAllowedCharacters: .unreserved) ?? self
    }

    /// Encoded for a path of several parts, such as a branch: slashes stay.
    var asPath: String {
        split(separator: "/", omittingEmptySubsequences: false).map { String($0).asPathPart }.joined(separator: "/")
    }

    var asQueryValue: String { asPathPart }
}

extension CharacterSet {
    /// What needs no encoding anywhere ([RFC 3986, 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)).
    fileprivate static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
