package import ReleaseModel
import ReleaseText

/// release-please's two files, read.
package struct ReleasePleaseReading: Sendable {
    package let configuration: ReleasePleaseConfiguration
    /// Warnings for its author; in file order.
    package let warnings: [Diagnostic]
}

/// What release-please's configuration and manifest mean, precedence and defaults applied.
///
/// Pure: the caller reads the files. Accepts what the program accepts, even if its published schema is narrower; keys
/// that it would silently ignore are warnings.
///
/// - Parameters:
///   - configuration: The bytes of `release-please-config.json`.
///   - file: What places call it.
///   - manifest: The bytes of `.release-please-manifest.json`; nil where nothing was released yet.
///   - manifestFile: Its path in the repository.
///   - releaseTypes: The names that `release-type` may have.
/// - Throws: Every error of both files, each in file order.
package func readReleasePlease(
    configuration: [UInt8], file: String, manifest: [UInt8]?, manifestFile: String,
    releaseTypes: Set<ReleaseTypeName>
) throws(UnreadableInput) -> ReleasePleaseReading {
    let document = JSONDocument(file: file, bytes: configuration)
    var check = ReleasePleaseCheck(document: document, releaseTypes: releaseTypes)
    if let root = document.root { check.checkConfiguration(root) }
    let meant = document.root.map { ReleasePleaseConfiguration(configuration: $0) }
    var found = document.diagnostics + check.diagnostics
    var versions: [String: String] = [:]
    if let manifest {
        let reading = readManifest(manifest, file: manifestFile, packages: meant.map { Set($0.packages.map(\.path)) })
        versions = reading.versions
        found += reading.diagnostics
    }
    found.sort { $0.place < $1.place }
    guard var meant, !found.contains(where: { $0.severity == .error }) else {
        throw UnreadableInput(diagnostics: found)
    }
    meant.manifest = versions
    meant.manifestPath = manifestFile
    return ReleasePleaseReading(configuration: meant, warnings: found)
}

/// The versions by package path.
///
/// - Parameter packages: The configuration's; nil where it can't be read.
private func readManifest(
    _ bytes: [UInt8], file: String, packages: Set<String>?
) -> (versions: [String: String], diagnostics: [Diagnostic]) {
    let document = JSONDocument(file: file, bytes: bytes)
    var check = ReleasePleaseCheck(document: document, releaseTypes: [])
    let versions = document.root.map { check.checkManifest($0, packages: packages) } ?? [:]
    return (versions, document.diagnostics + check.diagnostics)
}
