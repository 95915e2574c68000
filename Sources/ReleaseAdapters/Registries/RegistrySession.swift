package import Foundation
import ReleaseModel
import ReleasePorts

/// The time that sessions use.
package struct RegistryTime: Sendable {
    package var now: @Sendable () -> Date
    package var wait: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Date = { Date() },
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.wait = wait
    }
}

/// A request to a registry.
struct RegistryRequest: Sendable {
    var method: String
    /// From the root of the registry, or the complete address that it gave.
    var place: String
    var fields: [HTTPRequest.Field] = []
    var body = HTTPRequest.Body.none
    /// The rights that a token for it needs: `repository:acme/core:pull`.
    var scopes: [String]
    /// For errors.
    var repository: ImageRepository
    var answerLimit = 8 << 20
    var destination: String?
    var deadline = Duration.seconds(60)
    /// How long no byte may move.
    var stall = Duration.seconds(60)
    /// Whether sending it again, after an unclear end, does no harm.
    var isRepeatable = true
}

/// The conversation with one registry: its address, its logins, and when to ask again.
///
/// Credentials go to the registry's own origin and, over TLS, to the realm that it names; never to an address that an
/// upload or a redirection leads to.
actor RegistrySession {
    nonisolated let host: String
    private let client: HTTPClient
    private let credentials: RegistryCredentials
    private let time: RegistryTime
    private var base: String?
    private var logins: [[String]: Login] = [:]

    /// A value for `Authorization`.
    private struct Login {
        var field: Secret
        /// nil: until it is rejected.
        var end: Date?
    }

    private static let attempts = 4
    /// A longer wait is left to the run, which can be stopped and resumed meanwhile.
    private static let longestWait = Duration.seconds(60)

    init(host: String, client: HTTPClient, credentials: RegistryCredentials, time: RegistryTime) {
        self.host = host
        self.client = client
        self.credentials = credentials
        self.time = time
    }

    /// Sends a request until there is an answer that waiting would not change.
    func send(_ request: RegistryRequest) async throws(ImageRegistryError) -> HTTPResponse {
        for attempt in 1... {
            let failure: ImageRegistryError
            var mayRepeat = request.isRepeatable
            do throws(ImageRegistryError) {
                let answer = try await sendOnce(request)
                guard isTemporary(answer.status) || answer.status == 403 && answer["Retry-After"] != nil else {
                    return answer
                }
                failure = .busy(
                    registry: host, status: answer.status,
                    after: answer["Retry-After"].flatMap { retryWait($0, now: time.now()) })
                // What was not done because of a rate limit can be sent again.
                mayRepeat = mayRepeat || answer.status == 429
            } catch { failure = error }
            guard mayRepeat else { throw failure }
            let wait: Duration
            switch failure.retry {
            case .never: throw failure
            case .later: wait = .milliseconds(250 << attempt)
            case .after(let said): wait = said
            }
            guard attempt < RegistrySession.attempts, wait <= RegistrySession.longestWait else { throw failure }
            do { try await time.wait(wait) } catch { throw .cancelled(registry: host) }
        }
        preconditionFailure("the loop ends by returning or throwing")
    }

    /// Whether credentials are there for a repository: what an error says.
    func hasCredentials(for repository: ImageRepository) async -> Bool {
        (try? await credentials.credential(for: repository)) != nil
    }

    /// The complete address of a place, as the registry gave it.
    func address(of place: String) async throws(ImageRegistryError) -> String {
        let base = try await address()
        guard let url = URL(string: place, relativeTo: URL(string: base)) else {
            throw .partial(registry: host, reason: "It named the address '\(place)'.")
        }
        return url.absoluteString
    }

    private func sendOnce(_ request: RegistryRequest) async throws(ImageRegistryError) -> HTTPResponse {
        let address = try await address(of: request.place)
        let isOwn = try await origin(address) == origin(self.address())
        let known = isOwn ? logins[request.scopes].flatMap { isValid($0) ? $0 : nil } : nil
        let answer = try await perform(request, at: address, known)
        guard answer.status == 401, isOwn else { return answer }
        // A token may have ended meanwhile; only this request is repeated.
        logins[request.scopes] = nil
        let login = try await login(for: request, answer)
        let second = try await perform(request, at: address, login)
        guard second.status != 401 else {
            throw await denied(second, request.repository)
        }
        logins[request.scopes] = login
        return second
    }

    private func perform(
        _ request: RegistryRequest, at address: String, _ login: Login?
    ) async throws(ImageRegistryError) -> HTTPResponse {
        var sent = HTTPRequest(
            request.method, address, fields: request.fields, body: request.body, deadline: request.deadline,
            answerLimit: request.answerLimit)
        // Encoded answers would have other bytes than those that the digest names.
        sent.fields.append(.init("Accept-Encoding", "identity"))
        if let login { sent.fields.append(.init("Authorization", login.field.reveal())) }
        sent.destination = request.destination
        sent.stall = request.stall
        do throws(HTTPError) { return try await client.send(sent) } catch { throw registryError(host, error) }
    }

    private func isValid(_ login: Login) -> Bool { login.end.map { $0 > time.now() } ?? true }

    // MARK: Where it is

    /// Over TLS, except on this machine, where registries for tests and builds often have none.
    private func address() async throws(ImageRegistryError) -> String {
        if let base { return base }
        let host = host == "docker.io" ? "registry-1.docker.io" : host
        var found = "https://\(host)"
        if isLoopback(host) {
            let request = HTTPRequest("GET", "http://\(host)/v2/", deadline: .seconds(30), answerLimit: 1 << 20)
            if let answer = try? await client.send(request), [200, 401].contains(answer.status) {
                found = "http://\(host)"
            } else if Task.isCancelled {
                throw .cancelled(registry: host)
            }
        }
        base = found
        return found
    }

    // MARK: Logging in

    private func login(
        for request: RegistryRequest, _ answer: HTTPResponse
    ) async throws(ImageRegistryError) -> Login {
        let fields = answer.fields.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
        let credential = try await credentials.credential(for: request.repository)
        switch RegistryChallenge(fields) {
        case nil: throw await denied(answer, request.repository)
        case .basic:
            guard case .password(let user, let password) = credential else {
                throw await denied(answer, request.repository)
            }
            return Login(field: basic(user, password))
        case .bearer(let realm, let service, let scope):
            let scopes = Set(request.scopes + (scope?.split(separator: " ").map(String.init) ?? []))
            return try await token(
                at: realm, service: service, scopes: request.scopes.isEmpty ? scopes.sorted() : request.scopes,
                credential, request.repository)
        }
    }

    private func token(
        at realm: String, service: String?, scopes: [String], _ credential: RegistryCredential?,
        _ repository: ImageRepository
    ) async throws(ImageRegistryError) -> Login {
        guard var parts = URLComponents(string: realm), let realmHost = parts.host,
            parts.scheme == "https" || parts.scheme == "http" && isLoopback(realmHost)
        else {
            throw .unusable(
                registry: host, reason: "It wants a token from '\(shownAddress(realm))', which is not an https address."
            )
        }
        let service = service.map { [URLQueryItem(name: "service", value: $0)] } ?? []
        var request: HTTPRequest
        if case .identityToken(let token) = credential {
            var form = URLComponents()
            form.queryItems =
                [
                    URLQueryItem(name: "grant_type", value: "refresh_token"),
                    URLQueryItem(name: "client_id", value: "slipway"),
                    URLQueryItem(name: "refresh_token", value: token.reveal()),
                    URLQueryItem(name: "scope", value: scopes.joined(separator: " ")),
                ] + service
            let body = (form.percentEncodedQuery ?? "").replacing("+", with: "%2B")
            request = HTTPRequest(
                "POST", realm, fields: [.init("Content-Type", "application/x-www-form-urlencoded")],
                body: .bytes(Array(body.utf8)))
        } else {
            parts.queryItems =
                (parts.queryItems ?? []) + service + scopes.map { URLQueryItem(name: "scope", value: $0) }
            parts.percentEncodedQuery = parts.percentEncodedQuery?.replacing("+", with: "%2B")
            request = HTTPRequest("GET", parts.string ?? realm)
            if case .password(let user, let password) = credential {
                request.fields.append(.init("Authorization", basic(user, password).reveal()))
            }
        }
        request.answerLimit = 1 << 20
        let answer: HTTPResponse
        do throws(HTTPError) { answer = try await client.send(request) } catch { throw registryError(host, error) }
        guard answer.status == 200 else {
            if isTemporary(answer.status) {
                throw .busy(
                    registry: host, status: answer.status,
                    after: answer["Retry-After"].flatMap { retryWait($0, now: time.now()) })
            }
            throw await denied(answer, repository)
        }
        let json = JSON(parsing: answer.body)
        guard let token = json?["token"]?.text ?? json?["access_token"]?.text, !token.isEmpty else {
            throw .partial(registry: host, reason: "The answer of its realm holds no token.")
        }
        // A little earlier than said, since clocks and networks differ.
        let seconds = json?["expires_in"]?.number ?? 60
        return Login(
            field: Secret("Bearer \(token)"), end: time.now().addingTimeInterval(Double(max(1, seconds - 10))))
    }

    private func basic(_ user: String, _ password: Secret) -> Secret {
        Secret("Basic " + Data("\(user):\(password.reveal())".utf8).base64EncodedString())
    }

    private func denied(_ answer: HTTPResponse, _ repository: ImageRepository) async -> ImageRegistryError {
        .denied(
            registry: host, status: answer.status, reason: registryReason(answer),
            hasCredentials: await hasCredentials(for: repository))
    }
}

/// What may be different a moment later.
private func isTemporary(_ status: Int) -> Bool { [408, 425, 429, 500, 502, 503, 504].contains(status) }

/// The error for a missing response.
func registryError(_ registry: String, _ error: HTTPError) -> ImageRegistryError {
    let reason = ([error.summary] + error.reasons).joined(separator: "\n")
    switch error {
    case .unreachable, .timedOut: return .unreachable(registry: registry, reason: reason)
    case .cut, .failed: return .partial(registry: registry, reason: reason)
    case .cancelled: return .cancelled(registry: registry)
    case .unreadable(let file, let why), .unwritable(let file, let why): return .file(path: file, reason: why)
    case .badAddress, .untrusted, .tooLarge: return .unusable(registry: registry, reason: reason)
    }
}

/// What a registry says of an error: codes and messages, or the first line of a page.
func registryReason(_ answer: HTTPResponse) -> String {
    let errors = JSON(parsing: answer.body)?["errors"]?.items ?? []
    let said = errors.compactMap { error -> String? in
        let parts = [error["code"]?.text, error["message"]?.text].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
    if !said.isEmpty { return said.joined(separator: "\n") }
    return String((answer.text.split(whereSeparator: \.isNewline).first ?? "").prefix(200))
}

/// The codes in a registry's error, such as `BLOB_UPLOAD_UNKNOWN`.
func registryCodes(_ answer: HTTPResponse) -> Set<String> {
    Set((JSON(parsing: answer.body)?["errors"]?.items ?? []).compactMap { $0["code"]?.text })
}

/// Whether a host, with or without a port, is this machine.
private func isLoopback(_ host: String) -> Bool {
    let name =
        host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : String(host.prefix { $0 != ":" })
    return name == "localhost" || name == "::1" || name.hasPrefix("127.") && name.split(separator: ".").count == 4
}
