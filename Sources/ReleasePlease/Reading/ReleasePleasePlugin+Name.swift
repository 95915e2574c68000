extension ReleasePleasePlugin {
    /// As the configuration calls it.
    package var name: String {
        switch self {
        case .nodeWorkspace: "node-workspace"
        case .cargoWorkspace: "cargo-workspace"
        case .mavenWorkspace: "maven-workspace"
        case .linkedVersions: "linked-versions"
        case .sentenceCase: "sentence-case"
        case .groupPriority: "group-priority"
        }
    }
}
