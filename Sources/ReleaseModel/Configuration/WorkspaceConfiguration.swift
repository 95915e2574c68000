/// What the configuration means: complete, defaults applied. Made by ReleaseConfig, or by default where no file is.
package struct WorkspaceConfiguration: Sendable, Hashable, Codable {
    /// The workspace's name, for people and the integration manifest.
    package var workspace: String
    /// Folder that holds the clones, relative to the workspace's folder; nil: look in the workspace itself.
    package var repositoryRoot: String?
    package var repositories: [RepositoryID: RepositoryConfiguration]
    package var components: [ComponentID: ComponentConfiguration]
    /// What holds for a component that has no entry of its own, and for keys that an entry leaves out.
    package var defaults: ComponentConfiguration
    package var groups: [GroupConfiguration]
    /// Cascade policies of single edges; they go before the component's own.
    package var edgePolicies: [EdgePolicy]
    package var scope: ScopeMode
    package var commits: CommitConfiguration
    /// How many steps run at once; nil: as many as there are cores.
    package var parallelism: Int?
    /// Names of environment variables whose values never appear anywhere.
    package var secrets: [String]
    /// Which artifacts the set holds: of the released components, or of all, the others reused from earlier sets.
    package var setContent: SetContent
    /// Roles by person.
    package var people: [Principal: [String]] = [:]
    package var approvals: [ApprovalConfiguration] = []
    package var retries = RetryPolicy()
    /// Release systems beside Slipway, by name; `slipway` itself may be among them.
    package var systems: [String: SystemConfiguration] = [:]
    package var compatibility = Compatibility.strict
    package var forge = ForgeConfiguration()
    package var store = StoreConfiguration.sqlite
    /// How long an engine waits for a store that can't be used, before it ends.
    package var longestOutage: Duration = .seconds(3600)
    /// What holds for release pull requests, of one component and of several.
    package var pullRequest = PullRequestConfiguration()
    /// The folder of change files, relative to each repository; nil: only commits say what changed.
    package var changeFiles: String?
    /// Where the first search for commits stops; this commit does not count. nil: at the history's beginning.
    package var bootstrapCommit: String?
    /// Where every search for commits stops; this commit does not count.
    package var lastReleaseCommit: String?
    /// How many commits are read, newest first; nil: all since the last release.
    package var commitSearchDepth: Int?
    /// The one release at a forge of all that a plan releases; nil: only what components publish.
    package var unifiedRelease: UnifiedReleaseConfiguration?
    /// What is sent elsewhere after a release, in file order.
    package var followUps: [FollowUpConfiguration] = []
    /// What starts a release where the workspace is served, in file order.
    package var triggers: [TriggerConfiguration] = []
    /// Streams of builds beside the releases, in file order.
    package var channels: [ChannelConfiguration] = []
    /// Folders and files that are not searched for manifests, relative to each repository; patterns with `*`, `?` and
    /// `**`.
    package var ignoredPaths: [String] = []
    /// What configured commands see of the environment, and whom they run as.
    package var commands = CommandEnvironment()

    package enum SetContent: String, Sendable, Codable, CaseIterable { case released, all }

    package init(
        workspace: String, repositoryRoot: String? = nil,
        repositories: [RepositoryID: RepositoryConfiguration] = [:],
        components: [ComponentID: ComponentConfiguration] = [:],
        defaults: ComponentConfiguration = ComponentConfiguration(), groups: [GroupConfiguration] = [],
        edgePolicies: [EdgePolicy] = [], scope: ScopeMode = .graph, commits: CommitConfiguration = .init(),
        parallelism: Int? = nil, secrets: [String] = [], setContent: SetContent = .released
    ) {
        self.workspace = workspace
        self.repositoryRoot = repositoryRoot
        self.repositories = repositories
        self.components = components
        self.defaults = defaults
        self.groups = groups
        self.edgePolicies = edgePolicies
        self.scope = scope
        self.commits = commits
        self.parallelism = parallelism
        self.secrets = secrets
        self.setContent = setContent
    }

    /// Patterns of paths that are not searched: ignored paths, and the folders of ignored components.
    package func ignoredPaths(in repository: RepositoryID) -> [String] {
        ignoredPaths
            + components.compactMap { id, settings in
                guard settings.isIgnored, let path = settings.path, path != ".",
                    settings.repository ?? repository == repository
                else { return nil }
                return path
            }.sorted()
    }

    /// How a repository's release commits reach their branch.
    package func delivery(to repository: RepositoryID) -> CommitDelivery {
        (repositories[repository]?.delivery ?? CommitDelivery()).over(commits.delivery)
    }

    /// A component's own settings, or the defaults.
    package func settings(of component: ComponentID) -> ComponentConfiguration { components[component] ?? defaults }
}

/// Who has to approve before anything becomes public.
package struct ApprovalConfiguration: Sendable, Hashable, Codable {
    package var name: String
    package var roles: [String]
    /// How many different people; at least 1.
    package var quorum: Int
    /// How long an approval counts, in seconds; nil: forever.
    package var lifetime: Int?
    /// Only releases with one of these need it; nil: every one.
    package var components: [ComponentID]?
    /// Who may pass on someone else's approval.
    package var messengers: [Principal]

    package init(
        name: String, roles: [String], quorum: Int, lifetime: Int?, components: [ComponentID]?,
        messengers: [Principal] = []
    ) {
        self.messengers = messengers
        self.name = name
        self.roles = roles
        self.quorum = quorum
        self.lifetime = lifetime
        self.components = components
    }
}

package struct RepositoryConfiguration: Sendable, Hashable, Codable {
    /// The clone's folder relative to the workspace's folder; nil: `{repositoryRoot}/{id}`.
    package var folder: String?
    /// The remote that is pushed to; nil: `origin`, or the only one.
    package var remote: String?
    /// The branch that is released; nil: the one that is checked out.
    package var branch: String?
    /// What it is called at its forge, with or without its owner; nil: as the remote's address says.
    package var name: String?
    /// Its own forge; nil: the workspace's.
    package var forge: ForgeConfiguration?
    /// How its release commits reach the branch, where that differs from the workspace's way.
    package var delivery: CommitDelivery

    package init(
        folder: String? = nil, remote: String? = nil, branch: String? = nil, name: String? = nil,
        forge: ForgeConfiguration? = nil, delivery: CommitDelivery = CommitDelivery()
    ) {
        self.delivery = delivery
        self.folder = folder
        self.remote = remote
        self.branch = branch
        self.name = name
        self.forge = forge
    }
}

package struct ComponentConfiguration: Sendable, Hashable, Codable {
    /// nil: derived.
    package var repository: RepositoryID?
    package var path: String?
    /// The manifest's package name where the component is called otherwise.
    package var package: String?
    package var aliases: [String] = []
    /// `v{version}`, `{component}-v{version}`, …; nil: by the tags that are there, else `v{version}` for a repository
    /// with one component and `{component}-v{version}` for one with several.
    package var tag: String?
    package var tagKind: TagKind = .annotated
    /// Tags that are none of its releases: names, or patterns with `*` and `?`.
    package var ignoredTags: [String] = []
    /// The line that is released here: `1.x`, `1.4.x`; nil: every version, unless the branch is called so.
    package var line: ReleaseLine?
    /// Upstreams that no manifest names.
    package var requires: [DeclaredRequirement] = []
    package var order: ReleaseOrder = .proven
    package var gates: [GateConfiguration] = []
    /// Whether it may be released without a blocking gate.
    package var unproven: UnprovenPolicy = .allow
    package var build: BuildConfiguration?
    package var publish: [PublishConfiguration] = []
    /// How an upstream's release reaches this component.
    package var cascade: CascadePolicy = .outOfRange
    /// How its requirements are written when they follow an upstream.
    package var requirementStyle: RequirementStyle = .keep
    /// What happens to a digest beside a version that moves.
    package var digests: DigestPolicy = .move
    /// What happens to a lock file that can't be updated.
    package var locks: LockPolicy = .refresh
    /// Name of the language-neutral version files beside the manifests, such as `VERSION`.
    package var versionFiles: [String] = []
    /// Further files that say its version.
    package var extraFiles: [ExtraFileConfiguration] = []
    package var versioning = VersioningConfiguration()
    package var changelog = ChangelogConfiguration()
    /// Further folders and files whose changes are changes of this component, relative to the repository's root.
    package var includedPaths: [String] = []
    /// Folders and files whose changes are none of this component's, relative to the repository's root. A commit is left
    /// out only if all that it changes in the component is excluded.
    package var excludedPaths: [String] = []
    /// Whether it is left out of the workspace.
    package var isIgnored = false

    package init() {}
}

/// What a release does with a digest that stands beside an upstream's version.
package enum DigestPolicy: String, Sendable, Codable, CaseIterable {
    /// Version and digest move together; without the new digest nothing is planned.
    case move
    /// Both stay as they are.
    case keep
}

/// What a release does with a lock file that can't be updated to match its manifests.
package enum LockPolicy: String, Sendable, Codable, CaseIterable {
    /// Nothing is planned until the lock is refreshed.
    case refresh
    /// The lock stays behind, and the plan says so.
    case keep
}

/// A file that says a component's version and that no ecosystem knows.
package struct ExtraFileConfiguration: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// By the file's name: its format's `version`, and markers.
        case automatic
        /// Lines with a marker.
        case generic
        case json, toml, yaml, xml, pom
    }

    /// Relative to the component's folder, or with a leading `/` to its repository's.
    package var path: String
    package var kind: Kind
    /// A jsonpath or xpath; nil: `$.version`, `/*/version`.
    package var query: String?
    /// Whether ``path`` is a pattern with `*`, `?` and `**`.
    package var isPattern: Bool
    /// The text around the version, which is `{version}` in it; nil: the version is found otherwise.
    package var pattern: String?
    /// Where it is written; nil where no file says it.
    package var place: Place?

    package init(
        path: String, kind: Kind = .automatic, query: String? = nil, isPattern: Bool = false, pattern: String? = nil,
        place: Place? = nil
    ) {
        self.place = place
        self.pattern = pattern
        self.path = path
        self.kind = kind
        self.query = query
        self.isPattern = isPattern
    }
}

package struct DeclaredRequirement: Sendable, Hashable, Codable {
    package var component: String
    package var place: Place

    package init(component: String, place: Place) {
        self.component = component
        self.place = place
    }
}

package enum TagKind: String, Sendable, Codable, CaseIterable { case annotated, lightweight }

/// Whether a component is built against an upstream's candidate or only against what is published.
package enum ReleaseOrder: String, Sendable, Codable, CaseIterable { case proven, published }

package enum UnprovenPolicy: String, Sendable, Codable, CaseIterable {
    /// Released, and reported as unproven.
    case allow
    /// Not planned.
    case refuse
}

package enum CascadePolicy: String, Sendable, Codable, CaseIterable {
    /// An upstream's release always releases the downstream with the new requirement.
    case always
    /// Only when the requirement does not accept the new version.
    case outOfRange = "out-of-range"
    /// Never; a requirement that refuses the new version is then a warning.
    case never
}

package struct EdgePolicy: Sendable, Hashable, Codable {
    package var from: ComponentID
    package var to: ComponentID
    package var policy: CascadePolicy

    package init(from: ComponentID, to: ComponentID, policy: CascadePolicy) {
        self.from = from
        self.to = to
        self.policy = policy
    }
}

package struct GroupConfiguration: Sendable, Hashable, Codable {
    package enum Versions: String, Sendable, Codable, CaseIterable {
        /// Members that release together take the highest version among them.
        case linked
        /// All members release together with one version.
        case fixed
    }

    package var name: String
    /// `*` stands for every component.
    package var components: [String]
    package var versions: Versions

    package init(name: String, components: [String], versions: Versions) {
        self.name = name
        self.components = components
        self.versions = versions
    }

    package func contains(_ component: ComponentID) -> Bool {
        components.contains { $0 == "*" || $0 == component.text }
    }
}

/// What a change reaches.
package enum ScopeMode: Sendable, Hashable, Codable {
    /// The component and everything downstream of it.
    case graph
    /// The component and everything after it in this list, whatever the graph says.
    case chain([ComponentID])
}

package struct CommitConfiguration: Sendable, Hashable, Codable {
    /// A template with `{component}`, `{version}`, `{updates}`, `{upstream}`, `{upstreamVersion}`; see
    /// `commitMessage` in ReleasePlanning for the two named forms.
    package var message: MessageForm
    package var name: String
    package var mail: String
    package var delivery = CommitDelivery()

    package enum MessageForm: Sendable, Hashable, Codable {
        /// `chore(release): bump version to 1.1.0, update core to 2.0.0, sync with core upstream v2.0.0`
        case release
        /// `chore(deps): update core to 2.0.0, sync with core upstream v2.0.0`
        case dependencies
        case template(String)
    }

    package init(
        message: MessageForm = .release, name: String = "Slipway Release Bot", mail: String = "slipway@localhost"
    ) {
        self.message = message
        self.name = name
        self.mail = mail
    }
}

package struct GateConfiguration: Sendable, Hashable, Codable {
    package enum Tests: String, Sendable, Codable, CaseIterable {
        /// If the output shows a known test runner's count, it must not be zero.
        case detect
        /// A count must be shown, and not be zero.
        case required
        /// The command is not a test run.
        case none
    }

    package var name: String
    package var run: [String]
    package var isBlocking: Bool
    /// Each combination is one cell; its values are in `{axis}` of the arguments and `SLIPWAY_MATRIX_{AXIS}`.
    package var matrix: [MatrixAxis]
    package var tests: Tests
    package var environment: [String: String]
    package var secrets: [String]
    /// Relative to the component's folder.
    package var folder: String?
    /// In seconds.
    package var timeout: Int?

    package init(
        name: String, run: [String], isBlocking: Bool = true, matrix: [MatrixAxis] = [], tests: Tests = .detect,
        environment: [String: String] = [:], secrets: [String] = [], folder: String? = nil, timeout: Int? = nil
    ) {
        self.name = name
        self.run = run
        self.isBlocking = isBlocking
        self.matrix = matrix
        self.tests = tests
        self.environment = environment
        self.secrets = secrets
        self.folder = folder
        self.timeout = timeout
    }
}

package struct MatrixAxis: Sendable, Hashable, Codable {
    package var name: String
    package var values: [String]

    package init(name: String, values: [String]) {
        self.name = name
        self.values = values
    }
}

package struct BuildConfiguration: Sendable, Hashable, Codable {
    /// Empty where only a workflow builds it.
    package var run: [String]
    /// How the forge's CI builds it; nil: it is built here.
    package var workflow: WorkflowBuildConfiguration?
    package var artifacts: [ArtifactConfiguration]
    package var environment: [String: String]
    package var secrets: [String]
    package var folder: String?
    package var timeout: Int?
    /// What removes earlier results, for `slipway build --clean`.
    package var clean: [String]?
    /// Extra arguments by profile (`dev`, `release`) and by variant.
    package var profiles: [String: [String]]
    package var variants: [String: [String]]
    /// Whether it runs in a throw-away tree whose path requirements are registry requirements (R52).
    package var inPublishTree: Bool

    package init(
        run: [String], artifacts: [ArtifactConfiguration] = [], environment: [String: String] = [:],
        secrets: [String] = [], folder: String? = nil, timeout: Int? = nil, clean: [String]? = nil,
        profiles: [String: [String]] = [:], variants: [String: [String]] = [:], inPublishTree: Bool = false
    ) {
        self.run = run
        self.artifacts = artifacts
        self.environment = environment
        self.secrets = secrets
        self.folder = folder
        self.timeout = timeout
        self.clean = clean
        self.profiles = profiles
        self.variants = variants
        self.inPublishTree = inPublishTree
    }
}

package struct ArtifactConfiguration: Sendable, Hashable, Codable {
    /// A path relative to the component's folder, with `*` within a name and the template's fields.
    package var path: String
    /// The name in the release set; `{artifact}` is the file's own name. Default `{repo}-{artifact}`; a wheel keeps its name.
    package var name: String
    package var isOptional: Bool

    package static let usualName = "{repo}-{artifact}"

    package init(path: String, name: String = ArtifactConfiguration.usualName, isOptional: Bool = false) {
        self.path = path
        self.name = name
        self.isOptional = isOptional
    }

    /// What a file is called in the set. A wheel keeps its name unless another is configured: installers read package,
    /// version and platform from it.
    package func name(of file: String) -> String {
        let keepsName = name == ArtifactConfiguration.usualName && file.hasSuffix(".whl")
        return keepsName ? file : name.replacing("{artifact}", with: file)
    }
}

package struct PublishConfiguration: Sendable, Hashable, Codable {
    package var target: PublicationTarget
    /// Whether test releases go there too.
    package var takesTests: Bool

    package init(target: PublicationTarget, takesTests: Bool = false) {
        self.target = target
        self.takesTests = takesTests
    }
}
