import ReleaseManifests
package import ReleaseModel

/// .NET packages: the version of every project in the folder, wherever it stands: in the project file, in
/// `Directory.Build.props`, or in a `nuspec`.
package struct NuGetReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "nuget"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let ecosystem = NuGetEcosystem()
        let above = Set(RepositoryPath.selfAndAncestors(of: package.path))
        return paths.filter { path in
            ecosystem.isManifest(path: path)
                && (RepositoryPath.isInside(path, folder: package.path)
                    || path.hasSuffix(".props") && above.contains(RepositoryPath.folder(of: path)))
        }
        .sorted()
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        let reading = NuGetEcosystem().read(files)
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw .unreadable(errors) }
        var edits = ReleaseEdits(files)
        for found in reading.packages where !found.isSample && RepositoryPath.isInside(found.path, folder: package.path)
        {
            for source in found.versionSources { edits.set(source, to: version.text) }
        }
        return edits.sorted
    }
}
