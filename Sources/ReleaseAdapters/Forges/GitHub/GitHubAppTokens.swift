package import Foundation
package import ReleaseModel
package import ReleasePorts
import _CryptoExtras

/// Tokens of a GitHub App: one for each repository's installation, with the rights that were asked for, renewed before
/// it expires.
///
/// Source: [Authenticating as a GitHub App
/// installation](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation).
package actor GitHubAppTokens: GitHubTokens {
    package nonisolated let source: String
    package nonisolated var isInstallation: Bool { true }
    private let app: App
    private let api: String
    private let client: HTTPClient
    private let now: @Sendable () -> Date
    private var tokens: [ForgeRepository: (token: Secret, expires: Date)] = [:]

    /// How long before its end a token is replaced: a request that has begun must not outlive it.
    private static let margin: TimeInterval = 300

    package struct App: Sendable {
        /// The app's id or client id.
        package var id: String
        /// PEM.
        package var key: Secret
        /// What is asked for, such as `contents: write`; empty: everything that the app may.
        package var rights: [String: String]

        package init(id: String, key: Secret, rights: [String: String] = [:]) {
            self.id = id
            self.key = key
            self.rights = rights
        }
    }

    package init(
        _ app: App, place: GitHubPlace, client: HTTPClient, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.app = app
        api = place.api
        self.client = client
        self.now = now
        source = "the GitHub App \(app.id)"
    }

    package func token(for repository: ForgeRepository?, isRejected: Bool) async throws(ForgeError) -> Secret {
        guard let repository else {
            throw .unusable(
                reason: "A GitHub App has no token without a repository.",
                remedy: "Name the repository in slipway.yaml.")
        }
        if !isRejected, let known = tokens[repository],
            known.expires.timeIntervalSince(now()) > GitHubAppTokens.margin
        {
            return known.token
        }
        let made = try await makeToken(for: repository)
        tokens[repository] = made
        return made.token
    }

    private func makeToken(for repository: ForgeRepository) async throws(ForgeError) -> (token: Secret, expires: Date) {
        struct Installation: Decodable { var id: Int }
        struct Made: Decodable {
            var token: String
            var expires_at: String
        }
        let proof = try proof()
        // The installation is looked up each time: an owner may have removed and added the app again.
        let installation: Installation = try await ask(
            "GET", "/repos/\(repository)/installation", proof,
            purpose: "find the installation of the app for \(repository)")
        let made: Made = try await ask(
            "POST", "/app/installations/\(installation.id)/access_tokens", proof,
            body: Wanted(repositories: [repository.name], permissions: app.rights.isEmpty ? nil : app.rights),
            purpose: "make a token of the app for \(repository)")
        guard let expires = gitHubDate(made.expires_at) else {
            throw .unreadable(
                ForgeRequest(host: host, purpose: "make a token of the app for \(repository)"),
                reason: "'\(made.expires_at)' is not a moment")
        }
        return (Secret(made.token), expires)
    }

    private struct Wanted: Encodable {
        var repositories: [String]
        var permissions: [String: String]?
    }

    private var host: String { URLComponents(string: api)?.host ?? api }

    private func ask<Answer: Decodable>(
        _ method: String, _ path: String, _ proof: String, body: Wanted? = nil, purpose: String
    ) async throws(ForgeError) -> Answer {
        let request = ForgeRequest(host: host, purpose: purpose)
        let answer: HTTPResponse
        do {
            var asked = HTTPRequest(
                method, api + path, fields: gitHubFields + [.init("Authorization", "Bearer \(proof)")],
                body: try body.map { .bytes(Array(try JSONEncoder().encode($0))) } ?? .none)
            asked.followsRedirections = method == "GET"
            answer = try await client.send(asked)
        } catch let error as HTTPError { throw forgeError(error, request) } catch {
            throw .unreadable(request, reason: "\(error)")
        }
        guard (200...299).contains(answer.status) else {
            let error = forgeError(answer, request, source: source, now: now())
            // Both name a repository that the app can't see.
            switch error {
            case .missing, .invalid:
                throw .notAllowed(
                    request, needed: "An installation of the app for \(repository(in: path))",
                    reason: "The app is not installed there, or its installation leaves the repository out.")
            default: throw error
            }
        }
        do { return try JSONDecoder().decode(Answer.self, from: Data(answer.body)) } catch {
            throw .unreadable(request, reason: "\(error)")
        }
    }

    private func repository(in path: String) -> String {
        path.hasPrefix("/repos/") ? path.split(separator: "/").dropFirst().prefix(2).joined(separator: "/") : "it"
    }

    /// A signed statement that we are the app: from a minute ago, since clocks differ, for less than the allowed ten.
    private func proof() throws(ForgeError) -> String {
        do {
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: app.key.reveal())
            let moment = Int(now().timeIntervalSince1970)
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
