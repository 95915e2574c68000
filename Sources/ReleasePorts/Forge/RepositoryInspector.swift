package import ReleaseModel

/// Reads what a forge knows of a repository, before anything is written there.
package protocol RepositoryInspector: Sendable {
    func facts(of repository: ForgeRepository) async throws(ForgeError) -> RepositoryFacts

    /// The rules that are in force for a branch, those of its owner and its protection included, whether or not the
    /// branch exists.
    func rules(forBranch branch: String, in repository: ForgeRepository) async throws(ForgeError) -> ReferenceRules

    /// The rules that are in force for a tag, whether or not it exists.
    func rules(forTag tag: TagName, in repository: ForgeRepository) async throws(ForgeError) -> ReferenceRules

    /// Whether releases can't be changed once they are published; nil: these credentials may not see it.
    func locksReleases(in repository: ForgeRepository) async throws(ForgeError) -> Bool?

    /// The account that these credentials act as, spelled as the forge shows it beside what they write:
    /// `github-actions[bot]`; nil: the forge does not say.
    func account(in repository: ForgeRepository) async throws(ForgeError) -> String?
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
    /// Whether these credentials may be those of a workflow, which no rule can let past.
    package var mayBeWorkflow = false
    /// What these credentials may do; nil: the forge does not say.
    package var rights: ForgeRights?
    package var mergeMethods: Set<MergeMethod>
    /// What a squash commit's message is made of; nil: unknown to these credentials.
    package var squash: SquashMessage?
    /// Of the web page, without a slash at its end.
    package var address: String

    package init(
        id: Int, repository: ForgeRepository, defaultBranch: String, isArchived: Bool = false, isPrivate: Bool = false,
        canPush: Bool? = nil, rights: ForgeRights? = nil,
        mergeMethods: Set<MergeMethod> = Set(MergeMethod.allCases), squash: SquashMessage? = nil,
        address: String
    ) {
        self.id = id
        self.repository = repository
        self.defaultBranch = defaultBranch
        self.isArchived = isArchived
        self.isPrivate = isPrivate
        self.canPush = canPush
        self.rights = rights
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
