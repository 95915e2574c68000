package import ReleaseModel

/// Folders that a repository's manifests name and that have no manifest, as far as everything there has been read.
package func missingTargets(
    of repository: ObservedRepository, _ ecosystem: some Ecosystem, _ configuration: WorkspaceConfiguration
) -> [Diagnostic] {
    let files = repository.files.filter { ecosystem.isManifest(path: $0.key) }
    guard !files.isEmpty else { return [] }
    let ignored = configuration.ignoredPaths(in: repository.id)
    return ecosystem.missingTargets(in: files).filter { repository.knows($0.folder, ignoring: ignored) }
        .map(\.diagnostic)
}
