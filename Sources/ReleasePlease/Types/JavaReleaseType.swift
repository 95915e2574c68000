import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Java projects: lines with markers in `pom.xml`, `build.gradle` and `dependencies.properties`; the type `maven` also
/// edits the versions of every pom. Folders of other packages are theirs.
package struct JavaReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    package var hasSnapshots: Bool { true }
    package var sections: [ChangelogSection] { .withDependencies }

    package init(_ name: ReleaseTypeName) { self.name = name }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.everywhere(among: paths) { ["pom.xml", "build.gradle", "dependencies.properties"].contains($0) }
            .filter { package.owns($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        let own = files.filter { RepositoryPath.isInside($0.key, folder: package.path) }
        // A value that an element names is left to the element; its marker says the same.
        let poms = name == "maven" ? try JavaReleaseType.poms(of: own, to: version.text) : []
        for edit in poms { edits.add(edit) }
        for (file, bytes) in own {
            let taken = try JavaReleaseType.ranges(of: poms.filter { $0.file == file }, bytes)
            for value in VersionMarkers(file: file, bytes: bytes).scanned.values where !taken.contains(value.range) {
                guard let text = JavaReleaseType.text(at: value.key, of: version) else { continue }
                edits.add(value.key, of: file, in: .extraFile, from: value.text, to: text)
            }
            for value in VersionLineFormat.javaReleased.scan(file, bytes).values where !taken.contains(value.range) {
                let marker = String(value.key.dropFirst("java-released:".count))
                guard let text = JavaReleaseType.text(at: marker, of: version) else { continue }
                edits.add(value.key, of: file, in: .versionLine, from: value.text, to: text)
            }
        }
        return edits.sorted
    }

    /// What a marker stands for; nil for days, since a release type doesn't know today's.
    private static func text(at key: String, of version: Version) -> String? {
        switch VersionPart(key: key) {
        case nil: version.text
        case .major: "\(version.major)"
        case .minor: "\(version.minor)"
        case .patch: "\(version.patch)"
        default: nil
        }
    }

    /// The version of each pom, wherever it stands, and what poms here require of each other in that version: parents,
    /// modules, properties.
    private static func poms(of files: [String: [UInt8]], to text: String) throws(EditError) -> [FileEdit] {
        let reading = MavenEcosystem().read(files)
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw .unreadable(errors) }
        let packages = reading.packages.filter { !$0.isSample }
        let versions = Dictionary(packages.map { ($0.name, $0.versionSources.first?.value) }) { first, _ in first }
        var edits = ReleaseEdits(files)
        for package in packages {
            edits.set(package.versionSources.first, to: text)
            for one in package.requirements {
                guard let key = one.key, let old = one.requirement, versions[one.package] == old else { continue }
                edits.add(key, of: one.place.file, in: .maven, from: old, to: text)
            }
        }
        return edits.sorted
    }

    private static func ranges(of edits: [FileEdit], _ bytes: [UInt8]) throws(EditError) -> Set<Range<Int>> {
        guard let file = edits.first?.file else { return [] }
        let keys = Set(edits.map(\.key))
        let values = XMLDocument(file: file, bytes: bytes).scanned(for: keys).values
        return Set(values.filter { keys.contains($0.key) }.map(\.range))
    }
}
