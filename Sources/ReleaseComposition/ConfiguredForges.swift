import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import Synchronization

/// Reaches the forges of a workspace's repositories, one client for each forge and its credentials.
final class ConfiguredForges: Sendable {
    private let configuration: WorkspaceConfiguration
    private let folder: String
    private let environment: [String: String]
    private let runner: any CommandRunner
    private let http: HTTPClient
    private let time: GitHubClient.Time
    private let proxies: ProxySettings
    private let clients = Mutex<[Key: GitHubClient]>([:])

    private struct Key: Hashable {
        var forge: ForgeConfiguration
        var host: String
        /// Of the tokens that an app makes; nil where there is one token for everything.
        var rights: ForgeRights?
    }

    init(
        _ configuration: WorkspaceConfiguration, folder: String, environment: [String: String],
        runner: any CommandRunner, time: GitHubClient.Time
    ) {
        self.configuration = configuration
        self.folder = folder
        self.environment = environment
        self.runner = runner
        self.time = time
        proxies = ProxySettings(environment)
        http = HTTPClient(
            .init(
                userAgent: "slipway/\(slipwayVersion)", certificates: environment["SSL_CERT_FILE"], proxies: proxies))
    }

    /// The forge of a repository.
    ///
    /// - Throws: ``ForgeError/unusable(reason:remedy:)`` without credentials, or for plain git.
    ///
    /// - Parameter rights: Those that an app asks for; other credentials have what they have.
    func forge(of repository: RepositoryAtForge, _ rights: ForgeRights) throws(ForgeError) -> any Forge {
        let forge = configuration.forge(of: repository.id)
        return GitHub(try client(of: forge, host: repository.host ?? "github.com", rights))
    }

    /// What was asked of all forges so far, in words; empty where nothing was.
    var usage: String {
        clients.withLock { Array($0.values) }.map(\.usage).filter { $0.requests > 0 }.map { usage in
            let requests = usage.requests == 1 ? "1 request" : "\(usage.requests) requests"
            guard let remaining = usage.remaining else { return requests }
            return "\(requests) to the forge, \(remaining) more allowed this hour"
        }.joined(separator: "; ")
    }

    /// How each forge that was asked is reached, a sentence each; empty where no proxy is named.
    var routes: [String] {
        Set(clients.withLock { $0.values.map(\.place.api) }.compactMap(proxies.route)).sorted()
    }

    private func client(
        of forge: ForgeConfiguration, host: String, _ rights: ForgeRights
    ) throws(ForgeError) -> GitHubClient {
        guard forge.kind == .github else {
            throw .unusable(
                reason: "The workspace is on plain git, which has no pull requests and releases.",
                remedy: "Name the forge in slipway.yaml: forge: { kind: github }")
        }
        guard !forge.isAssumed || forge.api != nil || host == "github.com" || host.hasSuffix(".ghe.com") else {
            throw .unusable(
                reason: "Nothing says what kind of forge \(host) is.",
                remedy:
                    "If it is GitHub Enterprise, write in slipway.yaml: forge: { kind: github, api: \"https://\(host)/api/v3\" }"
            )
        }
        let key = Key(forge: forge, host: host, rights: forge.app == nil ? nil : rights)
        if let known = clients.withLock({ $0[key] }) { return known }
        let place = try GitHubPlace(host: host, api: forge.api)
        let client = GitHubClient(
            place, tokens: try tokens(of: forge, at: place, rights), http: http,
            cache: FolderCache(folder: folder + "/.slipway/cache/github"), time: time)
        return clients.withLock { clients in
            if let known = clients[key] { return known }
            clients[key] = client
            return client
        }
    }

    // MARK: Credentials

    private func tokens(
        of forge: ForgeConfiguration, at place: GitHubPlace, _ rights: ForgeRights
    ) throws(ForgeError) -> any GitHubTokens {
        if let app = forge.app {
            return GitHubAppTokens(
                .init(id: app.id, key: try key(of: app), rights: rights), place: place, client: http, time: time)
        }
        if let file = forge.tokenFile {
            let path = file.hasPrefix("/") ? file : folder + "/" + file
            return ReadToken(source: file) { () throws(ForgeError) in try ConfiguredForges.secret(in: path, named: file)
            }
        }
        if let name = forge.tokenVariable {
            guard let value = environment[name], !value.isEmpty else {
                throw .unusable(
                    reason: "The environment variable \(name), which token-from under forge names, is not set.",
                    remedy: "Set \(name) to a token of the forge.")
            }
            return FixedToken(
                Secret(value.trimmingCharacters(in: .whitespacesAndNewlines)),
                source: "the environment variable \(name)")
        }
        // The order of gh itself; for other hosts it has variables of their own.
        let names =
            place.host == "github.com" || place.host.hasSuffix(".ghe.com")
            ? ["GH_TOKEN", "GITHUB_TOKEN"]
            : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"]
        for name in names {
            guard let value = environment[name], !value.isEmpty else { continue }
            return FixedToken(
                Secret(value.trimmingCharacters(in: .whitespacesAndNewlines)),
                source: "the environment variable \(name)")
        }
        guard runner.canFind("gh") else {
            throw .unusable(
                reason: "There is no token for \(place.host): \(names.joined(separator: ", ")) are not set.",
                remedy:
                    "Set GITHUB_TOKEN, or name another variable in slipway.yaml: forge: { kind: github, token-from: NAME }"
            )
        }
        let (runner, host) = (runner, place.host)
        return ReadToken(source: "gh auth token") { () throws(ForgeError) in
            try await ConfiguredForges.token(ofProgramFor: host, runner)
        }
    }

    private static func token(
        ofProgramFor host: String, _ runner: any CommandRunner
    ) async throws(ForgeError) -> Secret {
        let result: CommandResult
        do throws(CommandError) {
            result = try await runner.run(
                Command(["gh", "auth", "token", "--hostname", host], timeout: .seconds(20)))
        } catch { throw .unusable(reason: error.summary, remedy: "Set GITHUB_TOKEN.") }
        let token = result.text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard result.hasSucceeded, !token.isEmpty else {
            throw .unusable(
                reason: "gh has no token for \(host).",
                remedy: "Log in: gh auth login --hostname \(host); or set GITHUB_TOKEN.")
        }
        return Secret(token)
    }

    private func key(of app: ForgeConfiguration.App) throws(ForgeError) -> Secret {
        if let name = app.keyVariable {
            guard let value = environment[name], !value.isEmpty else {
                throw .unusable(
                    reason: "The environment variable \(name), which key-from under forge and app names, is not set.",
                    remedy: "Set \(name) to the app's private key.")
            }
            return Secret(value)
        }
        guard let file = app.keyFile else {
            throw .unusable(
                reason: "The app under forge in slipway.yaml names no private key.",
                remedy:
                    "Name the variable that holds it: forge: { kind: github, app: { id: \(yamlText(app.id)), key-from: NAME } }"
            )
        }
        return try ConfiguredForges.secret(in: file.hasPrefix("/") ? file : folder + "/" + file, named: file)
    }

    private static func unusable(_ name: String, _ reason: String) -> ForgeError {
        .unusable(
            reason: "The file \(name) with the token or key can't be used. \(reason)",
            remedy: "Check that it exists, and its permissions.")
    }

    private static func secret(in path: String, named name: String) throws(ForgeError) -> Secret {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw unusable(name, "It can't be read.")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw unusable(name, "It is empty.") }
        return Secret(text)
    }
}
