import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Java libraries of Google: `versions.txt` says the version of every artifact, and lines marked with
/// `{x-version-update:artifact:current}` repeat it.
///
/// Artifacts of one repository have versions of their own; each moves as far as the package's does.
package struct JavaYoshiReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    package var hasSnapshots: Bool { true }
    package let strategy: VersioningConfiguration.Strategy?
    package var initialVersion: String { "0.1.0" }
    package var sections: [ChangelogSection] { .withDependencies }
    private var isMonoRepository: Bool { name == "java-yoshi-mono-repo" }

    package init(_ name: ReleaseTypeName, strategy: VersioningConfiguration.Strategy? = nil) {
        self.name = name
        self.strategy = strategy
    }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let names: Set<Substring> = ["pom.xml", "build.gradle", "dependencies.properties"]
        let more: Set<Substring> = isMonoRepository ? ["README.md", "Version.java"] : []
        return package.present("versions.txt", among: paths)
            + package.everywhere(among: paths) { names.contains($0) || more.contains($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        let list = package.file("versions.txt")
        let values = files[list].map { VersionLineFormat.versionsText.scan(list, $0).values } ?? []
        var next: [String: String] = [:]
        for value in values where value.key.hasPrefix("versions-txt:released.") {
            let artifact = String(value.key.dropFirst("versions-txt:released.".count))
            next[artifact] = moved(value.text, as: from, to: version, package.versioning)
        }
        edits.setAll(.versionsText, of: list, in: files) { value in
            value.key.firstIndex(of: ".").flatMap { next[String(value.key[value.key.index(after: $0)...])] }
        }
        for file in files.keys.sorted() where file != list && RepositoryPath.isInside(file, folder: package.path) {
            edits.setAll(.javaUpdate, of: file, in: files) { value in
                let key = value.key.dropFirst("java-update:".count)
                return key.lastIndex(of: ".").flatMap { next[String(key[..<$0])] }
            }
        }
        return edits.sorted
    }

    /// The version of an artifact after the step that the package makes.
    private func moved(
        _ text: String, as from: Version?, to version: Version, _ rules: VersioningConfiguration
    ) -> String? {
        guard let from, let old = Version(semantic: text), old != from else { return version.text }
        var (major, minor, patch) = (old.major, old.minor, old.patch)
        let limit = Int.max - 1
        guard major < limit, minor < limit, patch < limit else { return nil }
        if version.major != from.major, old.major > 0 || !rules.bumpsMinorBeforeMajor {
            (major, minor, patch) = (major + 1, 0, 0)
        } else if version.major != from.major || version.minor != from.minor {
            (minor, patch) = (minor + 1, 0)
        } else {
            patch += 1
        }
        let suffix = text.firstIndex(of: "-").map { String(text[$0...]) } ?? ""
        return "\(major).\(minor).\(patch)\(suffix)"
    }
}
