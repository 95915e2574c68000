import ReleaseConfig
import ReleaseModel
import ReleaseText

extension ReleasePleaseConfiguration {
    /// What a configuration says; what does not fit is passed over, for the check has reported it.
    init(configuration root: JSONNode) {
        let top = root.values
        let scope = ReleasePleaseScope([top])
        var pullRequest = PullRequestConfiguration(scope)
        pullRequest.groupTitle = scope.text("group-pull-request-title-pattern") ?? pullRequest.groupTitle
        self.init(
            packages: Self.packages(top["packages"], over: top), plugins: Self.plugins(top), pullRequest: pullRequest)
        bootstrapCommit = scope.filledText("bootstrap-sha")
        lastReleaseCommit = scope.filledText("last-release-sha")
        commitSearchDepth = Self.depth(scope.count("commit-search-depth")) ?? commitSearchDepth
        releaseSearchDepth = Self.depth(scope.count("release-search-depth")) ?? releaseSearchDepth
        isSequential = scope.flag("sequential-calls") ?? false
    }

    /// In the order of the file; of two entries with one path the last counts.
    private static func packages(
        _ node: JSONNode?, over top: [String: JSONNode]
    ) -> [ReleasePleasePackage] {
        var packages: [ReleasePleasePackage] = []
        var places: [String: Int] = [:]
        for entry in node?.entries ?? [] {
            let path = packagePath(entry.key.text)
            let package = ReleasePleasePackage(
                path: path, options: ReleasePleaseScope([entry.value.values, top]))
            if let place = places[path] {
                packages[place] = package
            } else {
                places[path] = packages.count
                packages.append(package)
            }
        }
        let paths = packages.map(\.path)
        for index in packages.indices {
            let own = packages[index].path
            packages[index].innerPaths =
                paths.filter { $0 != own && RepositoryPath.isInside($0, folder: own) }.sorted()
        }
        return packages
    }

    private static func plugins(_ top: [String: JSONNode]) -> [ReleasePleasePlugin] {
        let alwaysLinksLocal = top["always-link-local"]?.boolean ?? true
        return (top["plugins"]?.items ?? []).compactMap {
            ReleasePleasePlugin($0, alwaysLinksLocal: alwaysLinksLocal)
        }
    }

    /// 0 stands for the usual depth.
    private static func depth(_ written: Int?) -> Int? { written == 0 ? nil : written }
}

extension ReleasePleasePlugin {
    fileprivate init?(_ node: JSONNode, alwaysLinksLocal: Bool) {
        let options = ReleasePleaseScope([node.values])
        let merge = options.flag("merge")
        switch node.string ?? options.text("type") {
        case "node-workspace":
            self = .nodeWorkspace(
                updatesPeers: options.flag("updatePeerDependencies") ?? false,
                alwaysLinksLocal: options.flag("alwaysLinkLocal") ?? alwaysLinksLocal, merge: merge)
        case "cargo-workspace": self = .cargoWorkspace(merge: merge)
        case "maven-workspace":
            self = .mavenWorkspace(
                considersAllArtifacts: options.flag("considerAllArtifacts") ?? true, merge: merge)
        case "linked-versions":
            self = .linkedVersions(
                group: options.text("groupName") ?? options.text("group-name") ?? "",
                components: options.texts("components") ?? [], merge: merge ?? true)
        case "sentence-case":
            self = .sentenceCase(specialWords: options.texts("specialWords") ?? ["gRPC", "npm"])
        case "group-priority": self = .groupPriority(groups: options.texts("groups") ?? [])
        default: return nil
        }
    }
}
