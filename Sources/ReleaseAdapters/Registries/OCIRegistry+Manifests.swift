package import ReleaseModel
package import ReleasePorts

extension OCIRegistry {
    /// The largest manifest that is read; registries take 4 MiB.
    static let manifestLimit = 16 << 20

    private static let accepted = HTTPRequest.Field("Accept", ImageMediaType.manifests.joined(separator: ", "))

    package func descriptor(of reference: ImageReference) async throws(ImageRegistryError) -> ImageDescriptor? {
        let repository = reference.repository
        let answer = try await send("HEAD", "/v2/\(repository.name)/manifests/\(reference.key)", in: repository) {
            $0.fields = [OCIRegistry.accepted]
        }
        switch answer.status {
        case 404: return nil
        case 200: break
        // Some registries don't answer this question without a body.
        default: return try await manifest(of: reference)?.descriptor
        }
        guard let digest = answer["Docker-Content-Digest"].flatMap({ ContentDigest($0) }) ?? reference.digest,
            let type = answer["Content-Type"], let size = answer["Content-Length"].flatMap(Int.init), size > 0
        else { return try await manifest(of: reference)?.descriptor }
        if let wanted = reference.digest, wanted.algorithm == digest.algorithm, wanted != digest {
            throw .wrongDigest(reference.key, place: repository.host, found: "\(digest)")
        }
        return ImageDescriptor(
            mediaType: String(type.prefix { $0 != ";" && $0 != " " }), digest: reference.digest ?? digest, size: size)
    }

    package func manifest(of reference: ImageReference) async throws(ImageRegistryError) -> ImageManifest? {
        let repository = reference.repository
        let answer = try await send("GET", "/v2/\(repository.name)/manifests/\(reference.key)", in: repository) {
            $0.fields = [OCIRegistry.accepted]
            $0.answerLimit = OCIRegistry.manifestLimit
        }
        if answer.status == 404 { return nil }
        guard answer.status == 200 else { throw await failure(answer, "\(reference)", in: repository) }
        let digest = ContentDigest.of(answer.body, reference.digest?.algorithm ?? .sha256)
        // The digest is that of the bytes that came; what the registry says of them has to agree.
        let said = answer["Docker-Content-Digest"].flatMap { ContentDigest($0) }
        for wanted in [reference.digest, said].compactMap({ $0 }) {
            let found = ContentDigest.of(answer.body, wanted.algorithm)
            guard found == wanted else {
                throw .wrongDigest("\(reference)", place: repository.host, found: "\(found), not \(wanted)")
            }
        }
        guard let manifest = ImageManifest(answer.body, digest: digest, mediaType: answer["Content-Type"]) else {
            throw .refused(
                what: "a question for \(reference)", registry: repository.host, status: answer.status,
                reason:
                    "It answered with a manifest of a type that Slipway does not know: \(answer["Content-Type"] ?? "")."
            )
        }
        return manifest
    }

    package func configuration(
        of manifest: ImageManifest, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> ImageConfiguration? {
        guard let config = manifest.config, isImageConfiguration(config.mediaType) else { return nil }
        let answer = try await send("GET", "/v2/\(repository.name)/blobs/\(config.digest)", in: repository) {
            $0.answerLimit = OCIRegistry.manifestLimit
        }
        guard answer.status != 404 else { throw .missing("\(config.digest)", registry: repository.host) }
        guard answer.status == 200 else { throw await failure(answer, "\(config.digest)", in: repository) }
        let found = ContentDigest.of(answer.body, config.digest.algorithm)
        guard found == config.digest else {
            throw .wrongDigest("\(config.digest)", place: repository.host, found: "\(found)")
        }
        return ImageConfiguration(answer.body)
    }

    package func put(
        _ manifest: ImageManifest, in repository: ImageRepository, tag: ImageTag?, moving: Bool
    ) async throws(ImageRegistryError) {
        guard let tag else { return try await send(manifest, as: repository[manifest.digest]) }
        let place = repository[tag]
        if try await isThere(manifest, at: place, moving: moving) { return }
        try await send(manifest, as: place)
        // A tag counts when it was read back: someone else may have put it at the same moment.
        guard let found = try await descriptor(of: place) else { return }
        guard found.digest != manifest.digest else { return }
        throw moving
            ? .contested("\(place)", registry: repository.host)
            : .tagTaken(place, expected: manifest.digest, found: found.digest)
    }

    private func isThere(
        _ manifest: ImageManifest, at place: ImageReference, moving: Bool
    ) async throws(ImageRegistryError) -> Bool {
        guard let found = try await descriptor(of: place) else { return false }
        if found.digest == manifest.digest { return true }
        guard moving else { throw .tagTaken(place, expected: manifest.digest, found: found.digest) }
        return false
    }

    /// Puts the very bytes; an answer that names another digest is an error.
    func send(_ manifest: ImageManifest, as place: ImageReference) async throws(ImageRegistryError) {
        let repository = place.repository
        let answer = try await send(
            "PUT", "/v2/\(repository.name)/manifests/\(place.key)", in: repository, writing: true
        ) {
            $0.fields = [.init("Content-Type", manifest.descriptor.mediaType)]
            $0.body = .bytes(manifest.bytes)
            $0.deadline = .seconds(300)
        }
        guard answer.status == 201 || answer.status == 200 || answer.status == 202 else {
            throw await failure(answer, "\(place)", in: repository)
        }
        if let said = answer["Docker-Content-Digest"].flatMap({ ContentDigest($0) }),
            said.algorithm == manifest.digest.algorithm, said != manifest.digest
        {
            throw .wrongDigest("\(place)", place: repository.host, found: "\(said)")
        }
        // A registry without the referrers API leaves the list to its clients.
        if let subject = manifest.subject, answer["OCI-Subject"] == nil {
            try await addReferrer(manifest.descriptor, to: subject.digest, in: repository)
        }
    }
}

/// Whether a content of this type is the configuration of an image, with platform and labels.
func isImageConfiguration(_ type: String) -> Bool {
    ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"].contains(type)
}
