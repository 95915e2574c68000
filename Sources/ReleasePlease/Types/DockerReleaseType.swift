import ReleaseManifests
package import ReleaseModel

/// Container images: the label `org.opencontainers.image.version` of the folder's `Dockerfile`, or the `ARG` it stands
/// for.
package struct DockerReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "docker"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let ecosystem = DockerEcosystem()
        return paths.filter { ecosystem.isManifest(path: $0) && RepositoryPath.folder(of: $0) == package.path }.sorted()
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        for found in DockerEcosystem().read(files).packages where found.path == package.path {
            for source in found.versionSources { edits.set(source, to: version.text) }
        }
        return edits.sorted
    }
}
