import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Helm charts: `Chart.yaml`.
package struct HelmReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "helm"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("Chart.yaml", among: paths)
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        yamlName(in: package.file("Chart.yaml"), files)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        try edits.set("version", of: package.file("Chart.yaml"), in: .helm, to: version.text)
        return edits.sorted
    }
}

/// The `name` at the top of a YAML file.
func yamlName(in file: String, _ files: [String: [UInt8]]) -> String? {
    guard let bytes = files[file] else { return nil }
    return scannedYAML(file: file, bytes: bytes).value("name")?.text
}
