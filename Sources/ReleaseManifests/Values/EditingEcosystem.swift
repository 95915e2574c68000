package import ReleaseModel

/// An ecosystem that only edits: which files are its own is said by others, it finds no package and knows no requirement.
package protocol EditingEcosystem: Ecosystem {}

extension EditingEcosystem {
    package func isManifest(path: String) -> Bool { false }
    package func read(_ files: [String: [UInt8]]) -> ManifestReading { ManifestReading() }
    package func accepts(requirement: String, version: Version) -> Bool? { nil }
    package func rewritten(requirement: String, toFollow version: Version) -> String? { nil }
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }
    package func normalized(packageName: String) -> String { packageName }
}
