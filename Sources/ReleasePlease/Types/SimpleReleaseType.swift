import ReleaseManifests
package import ReleaseModel

/// Anything with a version file: `version.txt`, or the configuration's `version-file`; made where it is not there.
package struct SimpleReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "simple"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present(package.versionFile ?? "version.txt", among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        let file = package.file(package.versionFile ?? "version.txt")
        try edits.setVersionFile(file, to: version.text, isMade: true)
        return edits.sorted
    }
}
