import Foundation
import ReleaseModel
package import ReleasePorts

/// The addresses of a GitHub: github.com, GitHub Enterprise Cloud with data residency, or GitHub Enterprise Server.
package struct GitHubPlace: Sendable, Hashable {
    /// Of the REST interface, without a slash at its end.
    package var api: String
    package var graphQL: String
    /// The host of web pages and clones, such as `github.com`.
    package var host: String

    /// - Parameters:
    ///   - host: As remotes name it.
    ///   - api: The REST address where it is not the usual one of the host; nil: the usual one.
    /// - Throws: ``ForgeError/unusable(reason:remedy:)`` where a token would travel unencrypted.
    package init(host: String = "github.com", api: String? = nil) throws(ForgeError) {
        if let api {
            let trimmed = api.hasSuffix("/") ? String(api.dropLast()) : api
            guard let parts = URLComponents(string: trimmed), let apiHost = parts.host, let scheme = parts.scheme else {
                throw .unusable(
                    reason: "'\(api)' is not the address of an API.",
                    remedy: "Fix --api, or api under forge in slipway.yaml: https://HOST/api/v3")
            }
            guard scheme == "https" || (scheme == "http" && GitHubPlace.isThisMachine(apiHost)) else {
                throw .unusable(
                    reason: "\(trimmed) is not encrypted, so no token is sent there.",
                    remedy: "Write https:// in --api, or in api under forge in slipway.yaml.")
            }
            self.api = trimmed
            graphQL =
                trimmed.hasSuffix("/api/v3") ? String(trimmed.dropLast("/v3".count)) + "/graphql" : trimmed + "/graphql"
            self.host = apiHost == "api.github.com" ? "github.com" : apiHost.removingPrefix("api.")
            return
        }
        self.host = host
        switch host {
        case "github.com":
            self.api = "https://api.github.com"
            graphQL = "https://api.github.com/graphql"
        case _ where host.hasSuffix(".ghe.com"):
            self.api = "https://api.\(host)"
            graphQL = "https://api.\(host)/graphql"
        default:
            self.api = "https://\(host)/api/v3"
            graphQL = "https://\(host)/api/graphql"
        }
    }

    /// For errors: the host that is asked.
    var shown: String { URLComponents(string: api)?.host ?? api }

    /// Scheme, host and port of the API: what a token is meant for, and what further pages must have.
    var origin: String? { GitHubPlace.origin(of: api) }

    static func origin(of address: String) -> String? {
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(), let host = parts.host
        else { return nil }
        return "\(scheme)://\(host.lowercased()):\(parts.port ?? (scheme == "https" ? 443 : 80))"
    }

    /// Whether a token may travel there.
    static func isSafe(_ address: String) -> Bool {
        guard let parts = URLComponents(string: address), let host = parts.host else { return false }
        return parts.scheme?.lowercased() == "https" || isThisMachine(host)
    }

    static func isThisMachine(_ host: String) -> Bool { ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) }
}

extension String {
    fileprivate func removingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
