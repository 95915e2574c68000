import Foundation
package import ReleaseModel
package import ReleasePorts
import _CryptoExtras

/// Tokens of a GitHub App: one for each repository, that opens no other one and has the rights that were asked for,
/// renewed before it expires.
///
/// Source: [Authenticating as a GitHub App
/// installation](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation).
package actor GitHubAppTokens: GitHubTokens {
    package nonisolated let source: String
    package nonisolated var isInstallation: Bool { true }
    private let app: App
    private let api: String
    private let client: HTTPClient
    private let retries: GitHubRetries
    private var tokens: [ForgeRepository: Made] = [:]

    private struct Made {
        var token: Secret
        var expires: Date
        var rights: ForgeRights
    }

    /// How long before its end a token is replaced: a request that has begun must not outlive it.
    private static let margin: TimeInterval = 300

    package struct App: Sendable {
        /// The app's id or client id.
        package var id: String
        /// PEM.
        package var key: Secret
        /// What is asked for: no more than the command needs.
        package var rights: ForgeRights

        package init(id: String, key: Secret, rights: ForgeRights) {
            self.id = id
            self.key = key
            self.rights = rights
        }
    }

    package init(_ app: App, place: GitHubPlace, client: HTTPClient, time: GitHubClient.Time = .init()) {
        self.app = app
        api = place.api
        self.client = client
        retries = GitHubRetries(time: time)
        source = "the GitHub App \(app.id)"
    }

    package func token(for repository: ForgeRepository?, isRejected: Bool) async throws(ForgeError) -> Secret {
        guard let repository else {
            throw .unusable(
                reason: "A GitHub App has no token without a repository.",
                remedy: "Name the repository in slipway.yaml.")
        }
        return try await made(for: repository, isRejected: isRejected).token
    }

    package func rights(in repository: ForgeRepository) async throws(ForgeError) -> ForgeRights? {
        try await made(for: repository, isRejected: false).rights
    }

    private func made(for repository: ForgeRepository, isRejected: Bool) async throws(ForgeError) -> Made {
        if !isRejected, let known = tokens[repository],
            known.expires.timeIntervalSince(now) > GitHubAppTokens.margin
        {
            return known
        }
        let made = try await makeToken(for: repository)
        tokens[repository] = made
        return made
    }

    private var now: Date { retries.time.now() }

    private func makeToken(for repository: ForgeRepository) async throws(ForgeError) -> Made {
        struct Installation: Decodable { var id: Int }
        struct Answer: Decodable {
            var token: String
            var expires_at: String
            var permissions: [String: String]?
        }
        // The installation is looked up each time: an owner may have removed and added the app again.
        let installation: Installation = try await ask(
            "GET", "/repos/\(repository)/installation", about: repository,
            purpose: "find the installation of the app for \(repository)")
        let purpose = "make a token of the app for \(repository)"
        func token(with rights: ForgeRights) async throws(ForgeError) -> Answer {
            let wanted = Dictionary(
                uniqueKeysWithValues: rights.levels.map { ($0.key.rawValue, $0.value.rawValue) })
            return try await ask(
                "POST", "/app/installations/\(installation.id)/access_tokens", about: repository,
                body: Wanted(repositories: [repository.name], permissions: wanted), purpose: purpose)
        }
        let made: Answer
        do throws(ForgeError) { made = try await token(with: app.rights) } catch {
            // An installation that lacks a right which nothing fails for gets a token without it.
            guard case .notAllowed = error, app.rights != app.rights.required else { throw error }
            made = try await token(with: app.rights.required)
        }
        guard let expires = gitHubDate(made.expires_at) else {
            throw .unreadable(
                ForgeRequest(host: host, purpose: purpose), reason: "'\(made.expires_at)' is not a moment")
        }
        let rights = made.permissions.map { permissions in
            ForgeRights(
                Dictionary(
                    uniqueKeysWithValues: ForgeRights.Area.allCases.compactMap { area in
                        permissions[area.rawValue].flatMap(ForgeRights.Level.init).map { (area, $0) }
                    }))
        }
        return Made(token: Secret(made.token), expires: expires, rights: rights ?? app.rights)
    }

    private struct Wanted: Encodable {
        var repositories: [String]
        var permissions: [String: String]
    }

    private var host: String { URLComponents(string: api)?.host ?? api }

    /// A second token does no harm, so both requests are repeated as reads are.
    private func ask<Answer: Decodable>(
        _ method: String, _ path: String, about repository: ForgeRepository, body: Wanted? = nil, purpose: String
    ) async throws(ForgeError) -> Answer {
        let request = ForgeRequest(host: host, purpose: purpose)
        let answer = try await retries.repeating(request, isWrite: false) {
            () async throws(GitHubRetries.Failure) -> HTTPResponse in
            do throws(ForgeError) { return try await askOnce(method, path, request, body) } catch {
                throw .init(error: named(error, request, about: repository), stage: .sent)
            }
        }
        do { return try JSONDecoder().decode(Answer.self, from: Data(answer.body)) } catch {
            throw .unreadable(request, reason: "\(error)")
        }
    }

    private func askOnce(
        _ method: String, _ path: String, _ request: ForgeRequest, _ body: Wanted?
    ) async throws(ForgeError) -> HTTPResponse {
        let token = try signedToken()
        let answer: HTTPResponse
        do {
            var asked = HTTPRequest(
                method, api + path, fields: gitHubFields + [.init("Authorization", "Bearer \(token)")],
                body: try body.map { .bytes(Array(try JSONEncoder().encode($0))) } ?? .none)
            asked.followsRedirections = method == "GET"
            answer = try await client.send(asked)
        } catch let error as HTTPError { throw forgeError(error, request) } catch {
            throw .unreadable(request, reason: "\(error)")
        }
        guard (200...299).contains(answer.status) else {
            throw forgeError(answer, request, source: source, now: now)
        }
        return answer
    }

    /// What the app lacks, in words: GitHub only says "not found" and "not valid".
    private func named(
        _ error: ForgeError, _ request: ForgeRequest, about repository: ForgeRepository
    ) -> ForgeError {
        switch error {
        case .invalid(_, _, let reason) where reason.lowercased().contains("permissions requested"):
            let rights = app.rights.levels.map { "\($0.key.rawValue): \($0.value.rawValue)" }.sorted()
            return .notAllowed(
                request, needed: "An installation that has accepted \(rights.joined(separator: ", "))", reason: reason)
        case .missing, .invalid:
            return .notAllowed(
                request, needed: "An installation of the app for \(repository)",
                reason: "The app is not installed there, or its installation leaves the repository out.")
        default: return error
        }
    }

    /// A signed statement that we are the app: from a minute ago, since clocks differ, for less than the allowed ten.
    private func signedToken() throws(ForgeError) -> String {
        do {
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: app.key.reveal())
            let moment = Int(now.timeIntervalSince1970)
            let head = Data(#"{"alg":"RS256","typ":"JWT"}"#.utf8).base64URL
            let claims = Data(#"{"exp":\#(moment + 480),"iat":\#(moment - 60),"iss":"\#(app.id)"}"#.utf8).base64URL
            let signature = try key.signature(
                for: Data("\(head).\(claims)".utf8), padding: .insecurePKCS1v1_5)
            return "\(head).\(claims).\(signature.rawRepresentation.base64URL)"
        } catch {
            throw .unusable(
                reason: "The private key of \(source) can't be used.",
                remedy:
                    "Give the PEM file that GitHub made for the app, in the variable of key-from or the file of key-file."
            )
        }
    }
}

extension Data {
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
