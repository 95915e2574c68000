import ReleaseManifests
package import ReleaseModel

/// CMake projects: `project(… VERSION 1.2.3)` of `CMakeLists.txt`, which has room for numbers only.
package struct CMakeReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "cmake"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("CMakeLists.txt", among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        let numbers = version.release.map { "\($0)" }.joined(separator: ".")
        edits.setAll(.cmake, of: package.file("CMakeLists.txt"), in: files) { _ in numbers }
        return edits.sorted
    }
}
