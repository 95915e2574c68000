package import ReleaseModel

/// A workflow file that Slipway writes, and recognises as unedited by the digest in its first line.
package struct GeneratedWorkflow: Sendable, Hashable {
    /// Below `.github/workflows`.
    package var name: String
    package var text: String

    /// - Parameter body: Everything below the first line.
    init(name: String, body: String) {
        self.name = name
        text = GeneratedWorkflow.head + contentDigest(body) + "\n" + body
    }

    private static let head =
        "# Written by slipway generate workflows, which replaces it only as long as it is unedited. "

    /// Whether this program wrote the text, in this version or another, and nothing was changed since.
    package static func isUnedited(_ text: String) -> Bool {
        guard let end = text.firstIndex(of: "\n") else { return false }
        let body = String(text[text.index(after: end)...])
        return text[..<end] == head + contentDigest(body)
    }
}

/// What the workflows of a repository are made from.
package struct WorkflowNeeds: Sendable, Hashable {
    /// The branch whose pushes release.
    package var branch: String
    package var action: PinnedAction
    /// Variables that hold secrets, which the release's job gets from secrets of the same names.
    package var secrets: [String]
    package var trusted: [TrustedPackage]
    /// The secret that everything is done with; nil: the job's own token, whose pull requests start no workflow.
    package var token: String?
    /// What the release's job does in the repository with its own token.
    package var rights: ForgeRights
    /// Whether there is one that tells release pull requests from others.
    package var hasGuard: Bool
    /// Whether a message that is not understood fails the check of a pull request.
    package var isStrict: Bool

    package init(
        branch: String, action: PinnedAction, token: String? = nil, secrets: [String] = [],
        trusted: [TrustedPackage] = [], rights: ForgeRights = .proposing, hasGuard: Bool = false,
        isStrict: Bool = false
    ) {
        self.isStrict = isStrict
        self.rights = rights.union(.proposing)
        self.hasGuard = hasGuard
        self.branch = branch
        self.action = action
        self.token = token
        self.secrets = secrets
        self.trusted = trusted
    }
}

/// An action, by the commit that its version is tagged at: a tag could be moved.
package struct PinnedAction: Sendable, Hashable {
    package var repository: String
    package var commit: String
    package var version: String

    package init(repository: String, commit: String, version: String) {
        self.repository = repository
        self.commit = commit
        self.version = version
    }

    /// Reads `owner/name@commit`; nil for anything else, such as a tag or a branch.
    package init?(_ text: String, version: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ForgeRepository(parts[0]) != nil, parts[1].count == 40,
            parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.init(repository: parts[0], commit: parts[1], version: version)
    }

    /// As `uses:` says it.
    var text: String { "\(repository)@\(commit) # \(version)" }

    static let checkout = PinnedAction(
        repository: "actions/checkout", commit: "3d3c42e5aac5ba805825da76410c181273ba90b1", version: "v7.0.1")
    static let publishToPyPI = PinnedAction(
        repository: "pypa/gh-action-pypi-publish", commit: "ed0c53931b1dc9bd32cbe73a98c7f6766f8a527e",
        version: "v1.13.0")
}

/// A component whose wheels and source distributions a job of its own sends to PyPI, without a password.
package struct TrustedPackage: Sendable, Hashable {
    package var component: ComponentID
    /// As the action's outputs name it.
    package var path: String

    package init(component: ComponentID, path: String) {
        self.component = component
        self.path = path
    }
}
