import ReleaseManifests
package import ReleaseModel

/// Dart and Flutter packages: `pubspec.yaml`, whose build number behind a `+` counts up with each release.
package struct DartReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "dart"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("pubspec.yaml", among: paths)
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        yamlName(in: package.file("pubspec.yaml"), files)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        let file = package.file("pubspec.yaml")
        if let old = try edits.value("version", of: file, in: .pub) {
            edits.add(
                "version", of: file, in: .pub, from: old, to: version.text + DartReleaseType.build(after: old))
        }
        return edits.sorted
    }

    /// `+5` → `+6`; a build that is not a number stays.
    static func build(after old: String) -> String {
        guard let plus = old.firstIndex(of: "+") else { return "" }
        let build = old[old.index(after: plus)...]
        guard let number = Int(build), number >= 0, number < Int.max else { return "+" + build }
        return "+\(number + 1)"
    }
}
