import ReleaseManifests
import ReleaseModel

/// The artifacts of a repository's poms, by `group:artifact`.
///
/// Only versions that a pom itself writes have a key; one in a property stays as it is.
///
/// - Parameter folders: Those that may hold artifacts; nil: all.
package func mavenWorkspaceMembers(files: [String: [UInt8]], in folders: Set<String>? = nil) -> [WorkspaceMember] {
    let poms = files.filter { RepositoryPath.name(of: $0.key) == "pom.xml" }
    return MavenEcosystem().read(poms).packages.filter { folders?.contains($0.path) ?? true }.map { package in
        let file = package.manifest.file
        let requirements = package.requirements.map { one in
            let isWritten = one.place.file == file && one.key?.contains("dependencies") == true
            return WorkspaceMember.Requirement(
                section: "dependencies", name: one.package, requirement: one.requirement,
                key: isWritten ? one.key : nil)
        }
        return WorkspaceMember(
            name: package.name, path: package.path, file: file, version: package.versionSources.first?.value,
            requirements: requirements)
    }.sorted { $0.path < $1.path }
}
