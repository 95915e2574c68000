package import ReleaseModel
package import ReleasePorts

extension OCIRegistry {
    package func referrers(
        of digest: ContentDigest, in repository: ImageRepository, type: String?
    ) async throws(ImageRegistryError) -> [ImageDescriptor] {
        let place = "/v2/\(repository.name)/referrers/\(digest)"
        let pages = try await pages(place, "what is attached to \(digest)", in: repository)
        var found: [ImageDescriptor] = []
        for page in pages { found += try descriptors(in: page.body, of: repository) }
        // No such API, which an empty list can't say.
        if pages.isEmpty {
            guard let list = try await manifest(of: repository[fallbackTag(of: digest)]), list.isIndex else {
                return []
            }
            found = list.children
        }
        var seen: Set<ContentDigest> = []
        // Not every registry that has the API also filters.
        return found.filter { (type == nil || $0.artifactType == type) && seen.insert($0.digest).inserted }
    }

    private func descriptors(
        in body: [UInt8], of repository: ImageRepository
    ) throws(ImageRegistryError) -> [ImageDescriptor] {
        guard let items = JSON(parsing: body)?["manifests"]?.items else {
            throw .partial(registry: repository.host, reason: "Its list of referrers is not an index.")
        }
        return items.compactMap(ImageDescriptor.init)
    }

    /// Adds an entry to the list that clients keep under a tag.
    ///
    /// The list has no lock: whoever writes at the same moment may lose an entry. So it is read again afterwards, and
    /// added to again.
    func addReferrer(
        _ referrer: ImageDescriptor, to subject: ContentDigest, in repository: ImageRepository
    ) async throws(ImageRegistryError) {
        let place = repository[fallbackTag(of: subject)]
        for _ in 0..<8 {
            let present = try await manifest(of: place)
            if let present, !present.isIndex {
                throw .refused(
                    what: "the list of what is attached to \(subject)", registry: repository.host, status: 409,
                    reason: "\(place) is not an index.")
            }
            if present?.children.contains(where: { $0.digest == referrer.digest }) == true { return }
            // Unknown fields of the list stay.
            var entries =
                present.flatMap { JSON(parsing: $0.bytes)?.entries }
                ?? ["schemaVersion": 2, "mediaType": .string(ImageMediaType.index)]
            entries["manifests"] = .array((entries["manifests"]?.items ?? []) + [referrer.json])
            let bytes = JSON.object(entries).bytes
            guard let list = ImageManifest(bytes, digest: .of(bytes), mediaType: ImageMediaType.index) else {
                preconditionFailure("an index with one more entry is an index")
            }
            try await send(list, as: place)
        }
        throw .contested("The list \(place)", registry: repository.host)
    }
}

/// The tag under which clients keep what is attached to a digest, where the registry keeps no list.
///
/// Source: [OCI distribution specification, referrers tag
/// schema](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema).
func fallbackTag(of digest: ContentDigest) -> ImageTag {
    guard let tag = ImageTag("\(digest.algorithm.rawValue.prefix(32))-\(digest.digits.prefix(64))") else {
        preconditionFailure("letters, digits and a dash are a tag")
    }
    return tag
}
