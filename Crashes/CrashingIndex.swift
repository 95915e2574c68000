import ReleaseModel
import ReleasePorts

/// Boundaries before and after each upload.
struct CrashingIndex: PackageIndex {
    let inner: any PackageIndex
    let boundaries: Boundaries

    func digests(of names: Set<String>, in package: String) async throws(PackageIndexError) -> [String: Digest] {
        try await inner.digests(of: names, in: package)
    }

    func upload(_ file: PackageFile) async throws(PackageIndexError) {
        boundaries.cross("before upload \(file.name)")
        try await inner.upload(file)
        boundaries.cross("after upload \(file.name)")
    }
}
