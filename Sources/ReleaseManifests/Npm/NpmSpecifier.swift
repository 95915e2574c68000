import ReleaseModel
import ReleaseText

/// What stands beside a name in `dependencies`: a range, a tag, a path, an address, or one of these behind a prefix.
///
/// See [package.json](https://docs.npmjs.com/cli/v10/configuring-npm/package-json#dependencies),
/// [Yarn's protocols](https://yarnpkg.com/protocols) and [pnpm's workspaces](https://pnpm.io/workspaces).
struct NpmSpecifier {
    enum Kind {
        case range(NpmRequirement)
        /// `workspace:*`, `workspace:^`, `workspace:~`: whatever version the workspace has.
        case following
        /// `latest`: a registry's tag, unknown here.
        case tag
        /// `file:`, `link:`, `portal:` or a bare path; as written.
        case path(String)
        /// A repository or archive elsewhere.
        case address
        /// `catalog:`, by its name; pnpm calls the nameless one `default`.
        case catalog(String)
        /// `$name` in `overrides`: what the package itself requires of that name.
        case reference(String)
    }

    var kind: Kind
    /// What stands before the range: `workspace:`, `npm:other@`.
    var prefix = ""
    /// The real name of a package that is called by another.
    var package: String?
    /// What stands in its place once it is published, with `{version}` for the folder's version; nil: its own text.
    private(set) var publishedAs: String?

    private init(_ kind: Kind, prefix: String = "", package: String? = nil) {
        self.kind = kind
        self.prefix = prefix
        self.package = package
    }

    /// nil for a text that means nothing to npm, Yarn or pnpm.
    init?(_ text: String) {
        if let rest = text.dropping("workspace:") {
            self.init(inWorkspace: rest)
        } else if let rest = text.dropping("npm:") {
            self.init(aliased: rest)
        } else if let path = ["file:", "link:", "portal:"].lazy.compactMap({ text.dropping($0) }).first {
            self.init(.path(path.hasPrefix("//") ? String(path.dropFirst(2)) : path))
        } else if let name = text.dropping("catalog:") {
            self.init(.catalog(name.isEmpty ? "default" : name))
        } else if let name = text.dropping("$") {
            self.init(.reference(name))
        } else if NpmSpecifier.isPath(text) {
            self.init(.path(text))
        } else if let kind = NpmSpecifier.rangeOrTag(text) {
            self.init(kind)
        } else if text.contains("/") || text.contains(":") {
            self.init(.address)
        } else {
            return nil
        }
    }

    /// Behind `workspace:`.
    private init?(inWorkspace rest: String) {
        prefix = "workspace:"
        if NpmSpecifier.isPath(rest) {
            kind = .path(rest)
            publishedAs = "{version}"
            return
        }
        var range = rest
        if let at = rest.lastIndex(of: "@"), at > rest.startIndex {
            package = String(rest[..<at])
            range = String(rest[rest.index(after: at)...])
            prefix += rest[...at]
        }
        if ["", "*", "^", "~"].contains(range) {
            kind = .following
            publishedAs = range == "*" ? "{version}" : range + "{version}"
        } else if let requirement = NpmRequirement(range) {
            kind = .range(requirement)
        } else if range.contains("/"), package == nil {
            // Yarn: a folder of the workspace's root.
            kind = .following
            publishedAs = "{version}"
        } else {
            return nil
        }
    }

    /// Behind `npm:`.
    private init?(aliased rest: String) {
        prefix = "npm:"
        if let at = rest.lastIndex(of: "@"), at > rest.startIndex {
            let range = String(rest[rest.index(after: at)...])
            guard let kind = NpmSpecifier.rangeOrTag(range) else { return nil }
            package = String(rest[..<at])
            prefix += rest[...at]
            self.kind = kind
        } else if let requirement = NpmRequirement(rest) {
            kind = .range(requirement)
        } else {
            package = rest
            kind = .tag
        }
    }

    private static func isPath(_ text: String) -> Bool {
        ["./", "../", "/", "~/"].contains { text.hasPrefix($0) } || text == "." || text == ".."
    }

    /// A tag begins with a letter and has none of the characters that an address needs.
    private static func rangeOrTag(_ text: String) -> Kind? {
        if let requirement = NpmRequirement(text) { return .range(requirement) }
        guard let first = text.utf8.first, first.isLetter,
            text.utf8.allSatisfy({ $0.isWordOrHyphen || $0 == UInt8(ascii: ".") }),
            // A number behind `v` is a misspelled range.
            text.utf8.first(where: { $0 != UInt8(ascii: "v") }).map({ !$0.isDigit }) ?? true
        else { return nil }
        return .tag
    }

    func accepts(_ version: Version) -> Bool? {
        switch kind {
        case .range(let requirement): requirement.accepts(version)
        case .following, .tag: true
        case .path, .address, .catalog, .reference: nil
        }
    }

    /// Its text when it follows a version; what follows by itself stays.
    func rewritten(_ text: String, toFollow version: Version) -> String? {
        switch kind {
        case .range(let requirement): requirement.rewritten(toFollow: version).map { prefix + $0 }
        case .following, .tag: text
        case .path, .address, .catalog, .reference: nil
        }
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
