import ReleaseManifests
package import ReleaseModel

/// Zig packages: `build.zig.zon`.
package struct ZigReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "zig"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("build.zig.zon", among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        edits.setAll(.zig, of: package.file("build.zig.zon"), in: files) { _ in version.text }
        return edits.sorted
    }
}
