/// The web address of a repository at its forge, derived from its remote's address.
package struct RepositoryAddress: Sendable, Hashable {
    /// `https://github.com`
    package let host: String
    /// `owner/name`; deeper where groups are nested.
    package let path: String
    package var text: String { "\(host)/\(path)" }
    /// `github.com`
    package var hostName: String { String(host.dropFirst("https://".count)) }

    /// Reads `https://host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name.git`; nil for a folder
    /// or anything else that no browser could open.
    package init?(_ remote: String) {
        // What stands behind `?` and `#` may be a token, and is not part of the web address.
        var text = remote.prefix { $0 != "?" && $0 != "#" }
        while text.last == "/" { text = text.dropLast() }
        if text.hasSuffix(".git") { text = text.dropLast(4) }
        let host: Substring
        let path: Substring
        if let scheme = text.firstRange(of: "://") {
            guard ["http", "https", "ssh", "git"].contains(text[..<scheme.lowerBound]) else { return nil }
            let rest = text[scheme.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            host = rest[..<slash].split(separator: "@").last ?? ""
            path = rest[rest.index(after: slash)...]
        } else {
            guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
            host = text[..<colon].split(separator: "@").last ?? ""
            path = text[text.index(after: colon)...]
        }
        // A port of https is the forge's own; one of ssh or git is another door.
        let name = (text.hasPrefix("https://") ? host : host.split(separator: ":").first ?? "").lowercased()
        guard name.count > 1, path.split(separator: "/").count >= 2 else { return nil }
        self.host = "https://\(name)"
        self.path = path.split(separator: "/").joined(separator: "/")
    }

    /// The last two parts of the path.
    package var slug: String { path.split(separator: "/").suffix(2).joined(separator: "/") }
}
