package import ReleaseModel
import ReleaseText

/// Versions in files that are read for nothing else: each format finds them by the shape of a line or a call.
///
/// Which file has which format is said by a release type, so nothing is found by itself. Edit keys begin with the
/// format's name: `dune:version`, `terraform-module:2`.
package struct VersionLineEcosystem: EditingEcosystem {
    package let name = EcosystemName.versionLine

    package init() {}

    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        guard let format = VersionLineFormat(ofKey: key) else { return nil }
        return try ValueForm.scanned { format.scan(file, $0) }.find(key, in: file, bytes: bytes)
    }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        if let stray = edits.first(where: { $0.file != file || VersionLineFormat(ofKey: $0.key) == nil }) {
            throw .notFound(file: file, key: stray.key)
        }
        var bytes = bytes
        for format in VersionLineFormat.all {
            let own = edits.filter { VersionLineFormat(ofKey: $0.key)?.name == format.name }
            guard !own.isEmpty else { continue }
            bytes = try edited(own, of: file, bytes: bytes) { format.scan(file, $0) }
        }
        return bytes
    }
}
