import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// The images of a release: where each comes from, and what the tag of the version names.
struct ReleaseImage {
    /// What one artifact brings.
    struct Source {
        enum Origin {
            case archive(ImageArchive)
            /// The build pushed it there.
            case pushed(ImageRepository)
        }

        var origin: Origin
        var root: ImageManifest
        /// The root and all below it.
        var manifests: [ImageManifest]
        /// Of the images among them.
        var configurations: [ContentDigest: ImageConfiguration]
    }

    struct Image {
        var platform: ImagePlatform?
        var manifest: ImageManifest
        /// As the index has it.
        var descriptor: ImageDescriptor
        /// The commit that it says it was made of.
        var revision: String?
    }

    var sources: [Source]
    var images: [Image]
    var root: ImageManifest
    /// Whether the root is an index that the release makes.
    var isMade: Bool

    static let revisionLabel = "org.opencontainers.image.revision"
}

extension ImagePlace {
    /// Reads what the artifacts bring, and refuses what is not one release.
    ///
    /// - Parameter verifying: Whether all contents of archives are compared with their digests.
    func release(
        of artifacts: [Artifact], verifying: Bool, _ context: StepContext
    ) async throws -> ReleaseImage {
        let pattern = target["from"] ?? "*.oci.tar"
        let chosen = artifacts.filter { isMatch($0.origin, pattern) }.sorted { $0.origin < $1.origin }
        guard !chosen.isEmpty else {
            throw ImagePublicationError.none(component, pattern, found: artifacts.map(\.origin))
        }
        var sources: [ReleaseImage.Source] = []
        for artifact in chosen {
            let source = try await source(of: artifact, verifying: verifying, context)
            if !sources.contains(where: { $0.root.digest == source.root.digest }) { sources.append(source) }
        }
        let images = try sources.flatMap(images)
        let isMade = sources.count > 1
        try checkPlatforms(images, isMade: isMade)
        try checkRevisions(images, isMade: isMade)
        guard isMade else {
            return ReleaseImage(sources: sources, images: images, root: sources[0].root, isMade: false)
        }
        let attestations = sources.flatMap { $0.manifests }.flatMap(\.children).filter(\.isAttestation)
        let bytes = imageIndexBytes(
            of: images.map(\.descriptor) + attestations,
            annotations: [
                ReleaseImage.revisionLabel: commit.text, "org.opencontainers.image.version": target["version"] ?? "",
            ])
        guard let digest = ContentDigest(sha256(bytes)), let root = ImageManifest(bytes, digest: digest) else {
            preconditionFailure("an index of descriptors is an index")
        }
        return ReleaseImage(sources: sources, images: images, root: root, isMade: true)
    }

    // MARK: Reading

    private func source(
        of artifact: Artifact, verifying: Bool, _ context: StepContext
    ) async throws -> ReleaseImage.Source {
        let path = context.folders.artifacts + "/" + artifact.name
        // An archive has at least ten kilobytes, and a text that names a digest fewer.
        if artifact.size < 10_240, let bytes = try await context.environment.files.read(path),
            let pushed = pushedReference(in: bytes)
        {
            return try await source(pushed, named: artifact.origin)
        }
        let archive = try await context.environment.outside.imageArchives.archive(at: path, verifying: verifying)
        guard archive.roots.count == 1, let root = archive.manifests[archive.roots[0].digest] else {
            throw ImagePublicationError.severalRoots(artifact.origin, count: archive.roots.count)
        }
        return ReleaseImage.Source(
            origin: .archive(archive), root: root, manifests: tree(of: root) { archive.manifests[$0] },
            configurations: archive.configurations)
    }

    /// `sha256:…`, `ghcr.io/acme/core@sha256:…`, or the JSON that `docker buildx build --metadata-file` writes.
    private func pushedReference(in bytes: [UInt8]) -> ImageReference? {
        let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let digest = ContentDigest(text) { return repository[digest] }
        if let reference = ImageReference(text), reference.digest != nil { return reference }
        guard let json = JSON(parsing: bytes), let said = json["containerimage.digest"]?.text,
            let digest = ContentDigest(said)
        else { return nil }
        let names = json["image.name"]?.text?.split(separator: ",").first.map(String.init)
        let place = names.flatMap { ImageReference($0)?.repository ?? ImageRepository($0) }
        return (place ?? repository)[digest]
    }

    private func source(_ pushed: ImageReference, named name: String) async throws -> ReleaseImage.Source {
        let place = pushed.repository
        guard let root = try await registry.manifest(of: pushed) else {
            throw ImageRegistryError.missing("\(pushed), which \(name) names", registry: place.host)
        }
        var known = [root.digest: root]
        for child in root.children {
            guard let manifest = try await registry.manifest(of: place[child.digest]) else {
                throw ImageRegistryError.missing("\(child.digest), a part of \(pushed)", registry: place.host)
            }
            known[child.digest] = manifest
        }
        let manifests = tree(of: root) { known[$0] }
        var configurations: [ContentDigest: ImageConfiguration] = [:]
        for manifest in manifests {
            configurations[manifest.digest] = try await registry.configuration(of: manifest, in: place)
        }
        return ReleaseImage.Source(
            origin: .pushed(place), root: root, manifests: manifests, configurations: configurations)
    }

    private func tree(of root: ImageManifest, _ manifest: (ContentDigest) -> ImageManifest?) -> [ImageManifest] {
        root.children.compactMap { manifest($0.digest) }.flatMap { tree(of: $0, manifest) } + [root]
    }

    private func images(_ source: ReleaseImage.Source) -> [ReleaseImage.Image] {
        let said = Dictionary(
            source.manifests.flatMap(\.children).map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        return source.manifests.filter { !$0.isIndex && said[$0.digest]?.isAttestation != true }.map { manifest in
            let configuration = source.configurations[manifest.digest]
            let platform = said[manifest.digest]?.platform ?? configuration?.platform
            var descriptor =
                said[manifest.digest]
                ?? ImageDescriptor(
                    mediaType: manifest.descriptor.mediaType, digest: manifest.digest, size: manifest.bytes.count)
            descriptor.platform = platform
            return ReleaseImage.Image(
                platform: platform, manifest: manifest, descriptor: descriptor,
                revision: configuration?.labels[ReleaseImage.revisionLabel]
                    ?? manifest.annotations[ReleaseImage.revisionLabel])
        }
    }

    // MARK: Checks

    private func checkPlatforms(_ images: [ReleaseImage.Image], isMade: Bool) throws {
        let found = images.compactMap(\.platform)
        let wanted = words(target["platforms"]).compactMap { ImagePlatform($0) }
        for (platform, count) in Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +) where count > 1 {
            throw ImagePublicationError.platformTwice(component, platform)
        }
        if wanted.isEmpty {
            guard !isMade else { throw ImagePublicationError.undeclaredPlatforms(component, found.sorted()) }
            return
        }
        let missing = Set(wanted).subtracting(found).sorted()
        guard missing.isEmpty else {
            throw ImagePublicationError.missingPlatforms(component, missing, found: found.sorted())
        }
        let others = Set(found).subtracting(wanted).sorted()
        guard others.isEmpty, found.count == images.count else {
            throw ImagePublicationError.otherPlatforms(component, others, wanted: wanted.sorted())
        }
    }

    /// Images of one build command may leave it out; those of several have to prove that they belong together.
    private func checkRevisions(_ images: [ReleaseImage.Image], isMade: Bool) throws {
        for image in images {
            let name = image.platform?.description ?? "\(image.manifest.digest)"
            if let revision = image.revision {
                guard revision == commit.text else {
                    throw ImagePublicationError.otherRevision(component, name, found: revision, commit: commit)
                }
            } else if isMade {
                throw ImagePublicationError.noRevision(component, name, commit: commit)
            }
        }
    }
}

/// `*` stands for any characters; everything else for itself.
private func isMatch(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return name == pattern }
    guard name.hasPrefix(first), name.hasSuffix(last), name.utf8.count >= first.utf8.count + last.utf8.count else {
        return false
    }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
        guard let range = rest.firstRange(of: part) else { return false }
        rest = rest[range.upperBound...]
    }
    return true
}
