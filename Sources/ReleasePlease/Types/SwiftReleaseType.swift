import ReleaseManifests
package import ReleaseModel

/// Swift packages, whose version is the tag; the configuration's `version-file` follows: the first version in quotes, or
/// a file that is a version alone.
package struct SwiftReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "swift"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        [package.versionFile].compactMap { $0 }.map { package.file($0) }.filter { paths.contains($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        guard let file = package.versionFile.map({ package.file($0) }) else { return [] }
        if file.hasSuffix(".swift") {
            edits.setAll(.quoted, of: file, in: files) { _ in version.text }
        } else {
            try edits.setVersionFile(file, to: version.text)
        }
        return edits.sorted
    }
}
