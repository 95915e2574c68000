/// Where repositories live: on plain git, or at a forge, and how the forge is asked.
package struct ForgeConfiguration: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// No forge: branches and tags are all there is.
        case git
        /// github.com, GitHub Enterprise Cloud or GitHub Enterprise Server.
        case github
    }

    package var kind: Kind
    /// Whose the repositories are; nil: as the remote of each says.
    package var owner: String?
    /// The address of the REST interface; nil: the usual one of the host that remotes name.
    package var api: String?
    /// The environment variable that holds a token; nil: the usual ones.
    package var tokenVariable: String?
    /// A file that holds a token.
    package var tokenFile: String?
    /// Asks as an app instead of with a token.
    package var app: App?
    /// Under which names Slipway acts there; what they do starts nothing.
    package var logins: [String] = []
    /// Whether nothing says that there is one: a command needs it, and the remote's host is known.
    package var isAssumed = false
    /// Whether the configuration names the kind; `git` may also be there only for the folder of the clones.
    package var isWritten = false

    /// An app, which makes tokens for itself.
    package struct App: Sendable, Hashable, Codable {
        /// The app's id or client id.
        package var id: String
        /// The environment variable that holds the private key.
        package var keyVariable: String?
        package var keyFile: String?

        package init(id: String, keyVariable: String? = nil, keyFile: String? = nil) {
            self.id = id
            self.keyVariable = keyVariable
            self.keyFile = keyFile
        }
    }

    package init(
        kind: Kind = .git, owner: String? = nil, api: String? = nil, tokenVariable: String? = nil,
        tokenFile: String? = nil, app: App? = nil
    ) {
        self.kind = kind
        self.owner = owner
        self.api = api
        self.tokenVariable = tokenVariable
        self.tokenFile = tokenFile
        self.app = app
    }

    /// The variables whose values are credentials of the forge.
    package var secretVariables: [String] { [tokenVariable, app?.keyVariable].compactMap(\.self) }
}

extension WorkspaceConfiguration {
    /// Whether neither the workspace nor a repository says where it lives.
    package var namesNoForge: Bool { forge.kind == .git && repositories.values.allSatisfy { $0.forge == nil } }

    /// The forge of a repository: its own, or the workspace's.
    package func forge(of repository: RepositoryID) -> ForgeConfiguration {
        repositories[repository]?.forge ?? forge
    }

    /// Where a repository is at its forge: as configured, else as its remote's address says.
    ///
    /// - Returns: nil on plain git, and where neither says it.
    package func atForge(_ repository: ObservedRepository) -> RepositoryAtForge? {
        let forge = forge(of: repository.id)
        guard forge.kind != .git else { return nil }
        let address = repository.remoteAddress.flatMap(RepositoryAddress.init)
        let configured = repositories[repository.id]?.name
        let derived = address.flatMap { ForgeRepository($0.slug) }
        let name: ForgeRepository? =
            if let configured, configured.contains("/") {
                ForgeRepository(configured)
            } else {
                (forge.owner ?? derived?.owner).map {
                    ForgeRepository(owner: $0, name: configured ?? derived?.name ?? repository.id.text)
                }
            }
        return name.map { RepositoryAtForge(id: repository.id, name: $0, host: address?.hostName) }
    }
}
