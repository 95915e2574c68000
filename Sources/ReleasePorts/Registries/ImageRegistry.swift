package import ReleaseModel

/// The registries of images that a release reads and writes. A reference names its registry.
///
/// Content is named by its digest, and every byte that arrives is compared with it. What is there already is not sent
/// again, so every act is safe to repeat. An unreachable registry is an error, and never "nothing is there".
package protocol ImageRegistry: Sendable {
    /// Proves that a repository's registry answers and takes the credentials, without changing anything.
    func checkAccess(to repository: ImageRepository, writing: Bool) async throws(ImageRegistryError)

    /// What a tag or digest names right now; nil where it names nothing.
    func descriptor(of reference: ImageReference) async throws(ImageRegistryError) -> ImageDescriptor?

    /// A manifest or index as the registry has it; nil where the reference names nothing.
    func manifest(of reference: ImageReference) async throws(ImageRegistryError) -> ImageManifest?

    /// The configuration of an image: nil where the manifest is an index, or an artifact that is not an image.
    func configuration(
        of manifest: ImageManifest, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> ImageConfiguration?

    /// All tags of a repository, sorted by their bytes; empty where there is no such repository.
    func tags(of repository: ImageRepository) async throws(ImageRegistryError) -> [ImageTag]

    /// What is attached to a digest: signatures, attestations, lists of contents.
    ///
    /// - Parameter type: Only what has this artifact type; nil: all.
    func referrers(
        of digest: ContentDigest, in repository: ImageRepository, type: String?
    ) async throws(ImageRegistryError) -> [ImageDescriptor]

    /// Brings a manifest of an archive, with all that it names, to a repository; no tag is set.
    func push(
        _ digest: ContentDigest, from archive: ImageArchive, to repository: ImageRepository
    ) async throws(ImageRegistryError)

    /// Brings what a digest names, with all that it names, to another repository; no tag is set.
    ///
    /// - Parameters:
    ///   - source: With a digest.
    ///   - withReferrers: Whether what is attached to it goes along.
    func copy(
        _ source: ImageReference, to repository: ImageRepository, withReferrers: Bool
    ) async throws(ImageRegistryError)

    /// Puts the bytes of a manifest whose contents the repository has: under its digest, and under a tag.
    ///
    /// - Parameters:
    ///   - tag: nil: under its digest only.
    ///   - moving: Whether a tag that names something else is moved; else it is a conflict.
    /// - Throws: ``ImageRegistryError/tagTaken(_:expected:found:)``.
    func put(
        _ manifest: ImageManifest, in repository: ImageRepository, tag: ImageTag?, moving: Bool
    ) async throws(ImageRegistryError)
}

/// Reads images that lie on this machine.
package protocol ImageArchiveReader: Sendable {
    /// - Parameters:
    ///   - path: Of a folder with an OCI image layout, or of a tar file of one.
    ///   - verifying: Whether every content is compared with its digest, which reads all of it.
    func archive(at path: String, verifying: Bool) async throws(ImageRegistryError) -> ImageArchive
}

/// Images on this machine, as an [OCI image
/// layout](https://github.com/opencontainers/image-spec/blob/main/image-layout.md): in a folder, or in a tar file.
package struct ImageArchive: Sendable, Hashable {
    /// Where a content lies: a part of a file.
    package struct Part: Sendable, Hashable {
        /// Absolute.
        package var path: String
        /// In bytes.
        package var offset: Int
        package var size: Int

        package init(path: String, offset: Int, size: Int) {
            self.path = path
            self.offset = offset
            self.size = size
        }
    }

    package var path: String
    /// What its `index.json` names, in its order; a tag's name may be among the annotations.
    package var roots: [ImageDescriptor]
    package var manifests: [ContentDigest: ImageManifest]
    /// Of the images, by the digest of their manifest.
    package var configurations: [ContentDigest: ImageConfiguration]
    /// Of every content that is there, manifests included.
    package var parts: [ContentDigest: Part]

    package init(
        path: String, roots: [ImageDescriptor], manifests: [ContentDigest: ImageManifest],
        configurations: [ContentDigest: ImageConfiguration], parts: [ContentDigest: Part]
    ) {
        self.path = path
        self.roots = roots
        self.manifests = manifests
        self.configurations = configurations
        self.parts = parts
    }
}
