import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Blueprints of Kubernetes resources: YAML files with the annotation that attributes them, whose addresses end with the
/// version (`cnrm/name/v1.2.3`).
package struct BlueprintReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "krm-blueprint"
    package var initialVersion: String { "0.1.0" }
    private static let annotation = "cnrm.cloud.google.com/blueprint"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.everywhere(among: paths) { $0.hasSuffix(".yaml") }
    }

    /// Where the last version is known, other versions are left alone.
    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        for (file, bytes) in files where RepositoryPath.isInside(file, folder: package.path) {
            let text = TextLines(bytes)
            guard !text.places(of: BlueprintReleaseType.annotation, in: 0..<bytes.count).isEmpty else { continue }
            edits.setAll(.blueprint, of: file, in: files) { value in
                from == nil || value.text == from?.text ? version.text : nil
            }
        }
        return edits.sorted
    }
}
