package import ReleaseModel

/// Gradle builds: the `version` of `gradle.properties`, or else of the build script.
package struct GradleReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "gradle"
    package var sections: [ChangelogSection] { .withDependencies }

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present(
            "gradle.properties", "build.gradle.kts", "build.gradle", "settings.gradle.kts", "settings.gradle",
            among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        try edits.set("version", of: package.file("gradle.properties"), in: .gradle, to: version.text)
        let found = GradleEcosystem().read(files).packages.filter { $0.path == package.path }
        edits.set(found.first?.versionSources.first, to: version.text)
        return edits.sorted
    }
}
