import ReleaseManifests
package import ReleaseModel

/// Bazel modules: `MODULE.bazel`, or the configuration's `version-file`.
package struct BazelReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "bazel"

    package init() {}

    private func file(of package: ReleasePleasePackage) -> String {
        package.file(package.versionFile ?? "MODULE.bazel")
    }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        [file(of: package)].filter { paths.contains($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        edits.setAll(.bazel, of: file(of: package), in: files) { _ in version.text }
        return edits.sorted
    }
}
