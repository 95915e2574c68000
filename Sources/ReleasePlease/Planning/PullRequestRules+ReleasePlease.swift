package import ReleaseModel
package import ReleasePlanning

extension PullRequestRules {
    /// As release-please's files say it.
    package init(_ configuration: ReleasePleaseConfiguration, compatibility: Compatibility) {
        let isSeparate = configuration.isSeparate
        var whole = configuration.pullRequest
        // Told to the one for all by the first package that says it.
        let requests = configuration.packages.map(\.pullRequest)
        whole.header = requests.lazy.compactMap(\.header).first ?? whole.header
        whole.footer = requests.lazy.compactMap(\.footer).first ?? whole.footer
        self.init(
            whole: whole,
            byPath: Dictionary(
                configuration.packages.map { ($0.path, $0.pullRequest) }, uniquingKeysWith: { first, _ in first }),
            isSeparate: isSeparate,
            merged: configuration.plugins.compactMap { plugin in
                guard plugin.merges ?? !isSeparate else { return nil }
                let types = plugin.releaseTypes
                let paths = Set(configuration.packages.filter { types.contains($0.releaseType) }.map(\.path))
                return paths.isEmpty ? nil : paths
            },
            groups: Set(
                configuration.plugins.compactMap { plugin in
                    if case .linkedVersions(let group, _, true) = plugin { group } else { nil }
                }),
            compatibility: compatibility)
    }
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
