import ReleaseModel
import ReleasePorts

/// Boundaries before and after each push, copy and tag.
struct CrashingImages: ImageRegistry {
    let inner: any ImageRegistry
    let boundaries: Boundaries

    func checkAccess(to repository: ImageRepository, writing: Bool) async throws(ImageRegistryError) {
        try await inner.checkAccess(to: repository, writing: writing)
    }

    func descriptor(of reference: ImageReference) async throws(ImageRegistryError) -> ImageDescriptor? {
        try await inner.descriptor(of: reference)
    }

    func manifest(of reference: ImageReference) async throws(ImageRegistryError) -> ImageManifest? {
        try await inner.manifest(of: reference)
    }

    func configuration(
        of manifest: ImageManifest, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> ImageConfiguration? {
        try await inner.configuration(of: manifest, in: repository)
    }

    func tags(of repository: ImageRepository) async throws(ImageRegistryError) -> [ImageTag] {
        try await inner.tags(of: repository)
    }

    func referrers(
        of digest: ContentDigest, in repository: ImageRepository, type: String?
    ) async throws(ImageRegistryError) -> [ImageDescriptor] {
        try await inner.referrers(of: digest, in: repository, type: type)
    }

    func push(
        _ digest: ContentDigest, from archive: ImageArchive, to repository: ImageRepository
    ) async throws(ImageRegistryError) {
        boundaries.cross("before image \(digest)")
        try await inner.push(digest, from: archive, to: repository)
        boundaries.cross("after image \(digest)")
    }

    func copy(
        _ source: ImageReference, to repository: ImageRepository, withReferrers: Bool
    ) async throws(ImageRegistryError) {
        boundaries.cross("before image \(source.key)")
        try await inner.copy(source, to: repository, withReferrers: withReferrers)
        boundaries.cross("after image \(source.key)")
    }

    func put(
        _ manifest: ImageManifest, in repository: ImageRepository, tag: ImageTag?, moving: Bool
    ) async throws(ImageRegistryError) {
        let name = tag?.text ?? "\(manifest.digest)"
        boundaries.cross("before image tag \(name)")
        try await inner.put(manifest, in: repository, tag: tag, moving: moving)
        boundaries.cross("after image tag \(name)")
    }
}
