import ReleaseManifests
package import ReleaseModel

/// R packages: `DESCRIPTION`, and the changelog in `NEWS.md`.
package struct RReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "r"
    package var initialVersion: String { "0.1.0" }
    package var sections: [ChangelogSection] { .withDependencies }
    package var changelogPath: String { "NEWS.md" }

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("DESCRIPTION", among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        edits.setAll(.description, of: package.file("DESCRIPTION"), in: files) { _ in version.text }
        return edits.sorted
    }
}
