import Foundation

/// Which repository an address names, however the address is spelled.
///
/// `git@example.org:team/core.git`, `ssh://git@example.org/team/core` and `https://token@Example.org/team/core/` are one
/// repository; so are a folder, its `file://` address and a link to it.
package struct RemoteIdentity: Sendable, CustomStringConvertible {
    /// In lower case; empty for a folder of this machine.
    let host: String
    /// Without slashes around it and without `.git` at its end; the real path of a folder.
    let path: String
    private let scheme: String
    private let port: String

    /// - Parameters:
    ///   - address: As the configuration of git has it.
    ///   - folder: Where a relative path begins: the clone's root.
    package init(_ address: String, in folder: String) {
        let address = address.trimmingCharacters(in: .whitespacesAndNewlines)
        if let separator = address.range(of: "://") {
            var scheme = address[..<separator.lowerBound].lowercased()
            if scheme.hasPrefix("git+") { scheme.removeFirst(4) }
            let rest = address[separator.upperBound...]
            if scheme == "file" {
                let path = String(rest.drop { $0 != "/" })
                self.init(folder: path.removingPercentEncoding ?? path, from: folder)
                return
            }
            let authority = rest.prefix { $0 != "/" }
            let path = String(rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" })
            let (host, port) = RemoteIdentity.hostAndPort(String(authority))
            self.init(scheme: scheme, host: host, port: port, path: path.removingPercentEncoding ?? path)
        } else if let colon = RemoteIdentity.scpColon(in: address) {
            let (host, _) = RemoteIdentity.hostAndPort(String(address[..<colon]))
            self.init(scheme: "ssh", host: host, port: "", path: String(address[address.index(after: colon)...]))
        } else {
            self.init(folder: address, from: folder)
        }
    }

    private init(scheme: String, host: String, port: String, path: String) {
        let alias = RemoteIdentity.aliases[host]
        let host = alias ?? host
        var path = path
        while path.hasPrefix("/") { path.removeFirst() }
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix(".git") { path.removeLast(4) }
        while path.hasSuffix("/") { path.removeLast() }
        path = path.split(separator: "/").joined(separator: "/")
        self.scheme = scheme
        self.host = host
        self.port = alias == nil ? port : ""
        self.path = RemoteIdentity.hostsWithoutCase.contains(host) ? path.lowercased() : path
    }

    private init(folder: String, from base: String) {
        scheme = "file"
        host = ""
        port = ""
        let files = FileManager.default
        var real = URL(fileURLWithPath: folder, relativeTo: URL(fileURLWithPath: base, isDirectory: true))
            .standardizedFileURL.path
        // As git looks for it.
        if !files.fileExists(atPath: real), files.fileExists(atPath: real + ".git") { real += ".git" }
        real = URL(fileURLWithPath: real).resolvingSymlinksInPath().path
        if real.hasSuffix("/.git") { real.removeLast(5) }
        path = real
    }

    /// Whether both name one repository. Ports count between addresses of one kind only: a server has one for each.
    package func isSame(as other: RemoteIdentity) -> Bool {
        host == other.host && path == other.path && (scheme != other.scheme || ownPort == other.ownPort)
    }

    package var description: String { host.isEmpty ? path : "\(host)/\(path)" }

    private var ownPort: String {
        if !port.isEmpty { return port }
        return switch scheme {
        case "https": "443"
        case "http": "80"
        case "ssh": "22"
        case "git": "9418"
        default: ""
        }
    }

    /// Other names of a host, for networks that allow only HTTPS.
    private static let aliases = [
        "ssh.github.com": "github.com", "www.github.com": "github.com", "altssh.gitlab.com": "gitlab.com",
        "altssh.bitbucket.org": "bitbucket.org",
    ]
    /// Forges on which `Team/Core` and `team/core` are one repository.
    private static let hostsWithoutCase: Set = ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"]

    /// The colon of `host:path`: before any slash, and not inside brackets.
    private static func scpColon(in address: String) -> String.Index? {
        let begin = address.firstIndex(of: "]").map { address.index(after: $0) } ?? address.startIndex
        guard let colon = address[begin...].firstIndex(of: ":"), !address[..<colon].contains("/"),
            colon != address.startIndex
        else { return nil }
        return colon
    }

    private static func hostAndPort(_ authority: String) -> (host: String, port: String) {
        var rest = authority[...]
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        var port = ""
        let end = rest.lastIndex(of: "]") ?? rest.startIndex
        if let colon = rest[end...].lastIndex(of: ":") {
            port = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        var host = rest.lowercased().filter { $0 != "[" && $0 != "]" }
        if host.hasSuffix(".") { host.removeLast() }
        return (host, port)
    }
}
