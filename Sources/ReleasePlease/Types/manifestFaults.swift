import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Why the manifest that a package is released by can't be parsed; empty where it can, or where it is not there.
///
/// Further files of a release type, such as locks, only repeat what the manifest says, and are not errors here.
package func manifestFaults(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> [Diagnostic] {
    guard let name = ownManifests[package.releaseType] else { return [] }
    let file = package.file(name)
    guard let bytes = files[file] else { return [] }
    return parserFaults(of: file, bytes).filter { $0.severity == .error }
}

private let ownManifests: [ReleaseTypeName: String] = [
    "node": "package.json", "expo": "package.json", "rust": "Cargo.toml", "python": "pyproject.toml",
    "helm": "Chart.yaml", "maven": "pom.xml",
]

private func parserFaults(of file: String, _ bytes: [UInt8]) -> [Diagnostic] {
    if file.hasSuffix(".json") { return JSONDocument(file: file, bytes: bytes).diagnostics }
    if file.hasSuffix(".toml") { return TOMLDocument(file: file, bytes: bytes).diagnostics }
    if file.hasSuffix(".xml") { return XMLDocument(file: file, bytes: bytes).diagnostics }
    return scannedYAML(file: file, bytes: bytes).diagnostics
}
