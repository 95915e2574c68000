extension WorkspaceConfiguration {
    /// What to write into `slipway.yaml` to set something for a repository, so that no other one leaves the workspace:
    /// where repositories are named, these are all of it, unless a root for the others is given.
    ///
    /// - Parameters:
    ///   - settings: Keys and values: `branch: main`.
    ///   - clone: The repository's folder, absolute.
    ///   - workspace: The workspace's folder, absolute.
    /// - Returns: Top-level keys, each with its value.
    package func entries(
        setting settings: String, of id: RepositoryID, at clone: String, in workspace: String
    ) -> [String] {
        let root = repositoryRoot ?? "."
        let usual =
            root.hasPrefix("/") ? "\(root)/\(id)" : root == "." ? "\(workspace)/\(id)" : "\(workspace)/\(root)/\(id)"
        let path = clone == usual ? "" : clone == workspace ? "path: ., " : "path: \(yamlText(clone)), "
        let entry = "repositories: { \(yamlText(id.text)): { \(path)\(settings) } }"
        let areNamed = !repositories.isEmpty || components.values.contains { $0.repository != nil }
        guard !areNamed, repositoryRoot == nil, clone != workspace else { return [entry] }
        return [entry, "forge: { kind: git, root: . }"]
    }

    /// The same in sentences.
    package func remedies(
        setting settings: String, of id: RepositoryID, at clone: String, in workspace: String
    ) -> [String] {
        let entries = entries(setting: settings, of: id, at: clone, in: workspace)
        return entries.enumerated().map { index, entry in
            index == 0
                ? "Write in slipway.yaml: \(entry)" : "Also write, to keep the other repositories: \(entry)"
        }
    }
}
