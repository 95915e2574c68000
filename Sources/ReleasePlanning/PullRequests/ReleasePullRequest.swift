package import ReleaseModel

/// A release as a pull request, independent of any forge: branch, texts, labels and changes.
///
/// The same value is written to a branch by plain git and opened at a forge.
package struct ReleasePullRequest: Sendable, Hashable, Codable {
    package var repository: RepositoryID
    /// The branch that it is merged into.
    package var base: String
    package var branch: String
    package var title: String
    /// Markdown; short enough for a forge, see ``overflow``.
    package var body: String
    /// The notes that the body had no room for.
    package var overflow: PullRequestOverflow?
    package var labels: [String]
    package var isDraft: Bool
    /// Whether it is rewritten even if nothing in it changed.
    package var isAlwaysUpdated: Bool
    package var components: [ReleasedPart]
    /// What it changes in files, each exactly once.
    package var edits: [PlannedEdit]
    /// Of its commit: the title, and whose work it is signed off as.
    package var message: String

    /// A component that it releases.
    package struct ReleasedPart: Sendable, Hashable, Codable {
        package var name: ComponentID
        package var path: String
        package var version: Version
        package var tag: TagName?
        package var notes: String
    }
}

/// Whose pull requests are one.
package struct PullRequestRules: Sendable {
    /// What holds for all together.
    var whole: PullRequestConfiguration
    /// By component path; what is not here is as the whole.
    var byPath: [String: PullRequestConfiguration]
    /// Whether each component has its own, where its own configuration doesn't say.
    var isSeparate: Bool
    /// Paths whose pull requests a workspace plugin makes one, plugin by plugin.
    var merged: [Set<String>]
    /// The groups whose members have one together.
    var groups: Set<String>
    var compatibility: Compatibility

    /// As release-please's files say it.
    package init(_ configuration: ReleasePleaseConfiguration, compatibility: Compatibility) {
        whole = configuration.pullRequest
        byPath = Dictionary(
            configuration.packages.map { ($0.path, $0.pullRequest) }, uniquingKeysWith: { first, _ in first })
        let isSeparate = configuration.isSeparate
        self.isSeparate = isSeparate
        merged = configuration.plugins.compactMap { plugin in
            guard plugin.merges ?? !isSeparate else { return nil }
            let types = plugin.releaseTypes
            let paths = Set(configuration.packages.filter { types.contains($0.releaseType) }.map(\.path))
            return paths.isEmpty ? nil : paths
        }
        groups = Set(
            configuration.plugins.compactMap { plugin in
                if case .linkedVersions(let group, _, true) = plugin { group } else { nil }
            })
        self.compatibility = compatibility
        // Told to the one for all by the first package that says it.
        let requests = configuration.packages.map(\.pullRequest)
        whole.header = requests.lazy.compactMap(\.header).first ?? whole.header
        whole.footer = requests.lazy.compactMap(\.footer).first ?? whole.footer
    }

    /// As `slipway.yaml` says it, or by default.
    ///
    /// - Parameter components: How many the workspace has: a single one has its own.
    package init(_ configuration: WorkspaceConfiguration, components: Int) {
        whole = configuration.pullRequest
        byPath = [:]
        isSeparate = configuration.pullRequest.isSeparate ?? (components == 1)
        merged = []
        groups = []
        compatibility = .strict
    }

    /// Of title patterns that can't be read back; the usual one for several components says no version on purpose.
    package var warnings: [String] {
        Set(([whole] + byPath.values).map(\.title)).sorted().flatMap(PullRequestTitle.warnings)
    }

    func rules(of component: PlannedComponent) -> PullRequestConfiguration { byPath[component.path] ?? whole }
}

extension ReleasePleasePlugin {
    /// Whether what it changed becomes one pull request; nil: unless they are separate. Not for plugins that follow no
    /// requirements.
    fileprivate var merges: Bool? {
        switch self {
        case .nodeWorkspace(_, _, let merge), .cargoWorkspace(let merge), .mavenWorkspace(_, let merge): merge
        case .linkedVersions, .sentenceCase, .groupPriority: false
        }
    }

    fileprivate var releaseTypes: Set<ReleaseTypeName> {
        switch self {
        case .nodeWorkspace: ["node"]
        case .cargoWorkspace: ["rust"]
        case .mavenWorkspace: ["java", "java-bom", "java-yoshi", "maven"]
        case .linkedVersions, .sentenceCase, .groupPriority: []
        }
    }
}
