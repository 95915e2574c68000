import Foundation

/// Which repository an address names, however the address is spelled.
///
/// `git@example.org:team/core.git`, `ssh://git@example.org/team/core` and `https://token@Example.org/team/core/` are one
/// repository; so are a folder, its `file://` address and a link to it. Nor does it matter which bytes are percent-encoded,
/// whether an `é` is one character or two, or how a host's name is encoded.
package struct RemoteIdentity: Sendable, CustomStringConvertible {
    /// In lower case and ASCII; empty for a folder of this machine.
    let host: String
    /// Without slashes around it and without `.git` at its end; the real path of a folder.
    let path: String
    private let scheme: String
    private let port: String
    /// Device and number of a folder that exists, since two spellings of a path may be two folders of one file system, and
    /// one of another.
    private let file: String?

    /// - Parameters:
    ///   - address: As the configuration of git has it.
    ///   - folder: Where a relative path begins: the clone's root.
    package init(_ address: String, in folder: String) {
        let address = address.trimmingCharacters(in: .whitespacesAndNewlines)
        if let separator = address.range(of: "://") {
            let scheme = address[..<separator.lowerBound].lowercased().replacing("git+", with: "")
                .replacing("+git", with: "")
            let rest = address[separator.upperBound...]
            if scheme == "file" {
                let path = String(rest.drop { $0 != "/" })
                self.init(folder: RemoteIdentity.decoded(path), from: folder)
                return
            }
            let authority = rest.prefix { $0 != "/" }
            let path = String(rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" })
            let (host, port) = RemoteIdentity.hostAndPort(String(authority))
            self.init(scheme: scheme, host: host, port: port, path: RemoteIdentity.decoded(path))
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
        // A path of ssh begins in the user's folder anyway.
        if scheme == "ssh", path.hasPrefix("~/") { path.removeFirst(2) }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        path = parts.joined(separator: "/").precomposedStringWithCanonicalMapping
        file = nil
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
        let attributes = try? files.attributesOfItem(atPath: real)
        file = attributes.map { "\($0[.systemNumber] ?? "") \($0[.systemFileNumber] ?? "")" }
    }

    /// Whether both name one repository. Ports count between addresses of one kind only: a server has one for each.
    package func isSame(as other: RemoteIdentity) -> Bool {
        // Texts are equal here if they are canonically equivalent.
        guard host == other.host, path == other.path else { return false }
        if let file, let otherFile = other.file { return file == otherFile }
        return scheme != other.scheme || ownPort == other.ownPort
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
        if host.contains("%") || !host.utf8.allSatisfy({ $0 < 0x80 }) {
            // As a name server knows it: `bücher.example` is `xn--bcher-kva.example`.
            host = URL(string: "https://\(host)/")?.host(percentEncoded: false)?.lowercased() ?? host
        }
        if host.hasSuffix(".") { host.removeLast() }
        return (host, port)
    }

    /// Without percent encoding, as far as its bytes are text; other bytes are encoded in one way.
    private static func decoded(_ path: String) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(path).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let code = UInt8(String(rest.prefix(2)) ?? "", radix: 16),
                rest.prefix(2).count == 2
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return bytes.map { byte in
            byte < 0x80 ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
