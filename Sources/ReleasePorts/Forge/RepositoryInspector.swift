package import ReleaseModel

/// Reads what a forge knows of a repository, before anything is written there.
package protocol RepositoryInspector: Sendable {
    func facts(of repository: ForgeRepository) async throws(ForgeError) -> RepositoryFacts

    /// The rules that are in force for a branch, those of its owner included, whether or not the branch exists.
    func rules(forBranch branch: String, in repository: ForgeRepository) async throws(ForgeError) -> ReferenceRules

    /// The rules that are in force for a tag, whether or not it exists.
    func rules(forTag tag: TagName, in repository: ForgeRepository) async throws(ForgeError) -> ReferenceRules
}

/// A repository as its forge shows it to these credentials.
package struct RepositoryFacts: Sendable, Hashable {
    /// The forge's own number; it stays when the repository is renamed.
    package var id: Int
    /// The forge's spelling; another one than was asked for where the repository was renamed.
    package var repository: ForgeRepository
    package var defaultBranch: String
    package var isArchived: Bool
    package var isPrivate: Bool
    /// Whether these credentials may push; nil: unknown.
    package var canPush: Bool?
    package var mergeMethods: Set<MergeMethod>
    /// What a squash commit's message is made of; nil: unknown to these credentials.
    package var squash: SquashMessage?
    /// Of the web page, without a slash at its end.
    package var address: String

    package init(
        id: Int, repository: ForgeRepository, defaultBranch: String, isArchived: Bool = false, isPrivate: Bool = false,
        canPush: Bool? = nil, mergeMethods: Set<MergeMethod> = Set(MergeMethod.allCases), squash: SquashMessage? = nil,
        address: String
    ) {
        self.id = id
        self.repository = repository
        self.defaultBranch = defaultBranch
        self.isArchived = isArchived
        self.isPrivate = isPrivate
        self.canPush = canPush
        self.mergeMethods = mergeMethods
        self.squash = squash
        self.address = address
    }
}

/// What the forge writes into the commit of a squashed pull request.
package struct SquashMessage: Sendable, Hashable {
    package enum Title: Sendable, Hashable { case pullRequestTitle, commitOrPullRequestTitle, other(String) }
    package enum Body: Sendable, Hashable { case pullRequestBody, commitMessages, empty, other(String) }

    package var title: Title
    package var body: Body

    package init(title: Title, body: Body) {
        self.title = title
        self.body = body
    }
}

/// What the rules in force allow for one branch or tag.
package struct ReferenceRules: Sendable, Hashable {
    /// Rules that forbid creating, moving or deleting it, in the forge's words, each with the level that it comes from.
    package var restrictions: [Restriction] = []
    /// Names of the checks that a pull request into the branch must pass.
    package var requiredChecks: [String] = []
    package var requiresSignatures = false
    package var requiresPullRequest = false
    package var requiresLinearHistory = false

    package struct Restriction: Sendable, Hashable {
        package enum Kind: String, Sendable { case creation, update, deletion, forcePush }

        package var kind: Kind
        /// Where it is set: `the repository acme/core`, `the organization acme`.
        package var level: String

        package init(kind: Kind, level: String) {
            self.kind = kind
            self.level = level
        }
    }

    package init() {}

    package func forbids(_ kind: Restriction.Kind) -> Restriction? { restrictions.first { $0.kind == kind } }
}
