import ReleaseManifests
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
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        let properties = package.file("gradle.properties")
        // A property without a value leaves the version to someone else.
        if let old = try edits.value("version", of: properties, in: .gradle), !old.isEmpty {
            edits.add("version", of: properties, in: .gradle, from: old, to: version.text)
        }
        let found = GradleEcosystem().read(files).packages.filter { $0.path == package.path }
        edits.set(found.first?.versionSources.first, to: version.text)
        return edits.sorted
    }
}
