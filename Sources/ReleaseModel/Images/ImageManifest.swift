/// What a manifest says of a piece of content: its type, digest and size, and of an image in an index, its platform.
///
/// Source: [OCI image specification, descriptors](https://github.com/opencontainers/image-spec/blob/main/descriptor.md).
package struct ImageDescriptor: Sendable, Hashable {
    package var mediaType: String
    package var digest: ContentDigest
    /// In bytes.
    package var size: Int
    package var platform: ImagePlatform?
    package var artifactType: String?
    package var annotations: [String: String]

    package init(
        mediaType: String, digest: ContentDigest, size: Int, platform: ImagePlatform? = nil,
        artifactType: String? = nil, annotations: [String: String] = [:]
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.artifactType = artifactType
        self.annotations = annotations
    }

    /// nil where the value is not a descriptor.
    package init?(_ json: JSON) {
        guard let type = json["mediaType"]?.text, let digest = json["digest"]?.text.flatMap({ ContentDigest($0) }),
            let size = json["size"]?.number, size >= 0
        else { return nil }
        self.init(
            mediaType: type, digest: digest, size: size, platform: json["platform"].flatMap(ImagePlatform.init),
            artifactType: json["artifactType"]?.text,
            annotations: (json["annotations"]?.entries ?? [:]).compactMapValues(\.text))
    }

    package var json: JSON {
        var entries: [String: JSON] = [
            "mediaType": .string(mediaType), "digest": .string(digest.description), "size": .number(size),
        ]
        if let platform { entries["platform"] = platform.json }
        if let artifactType { entries["artifactType"] = .string(artifactType) }
        if !annotations.isEmpty { entries["annotations"] = .object(annotations.mapValues(JSON.string)) }
        return .object(entries)
    }

    /// A layer that its maker forbids to redistribute: clients fetch it elsewhere, and registries don't have it.
    package var isForeign: Bool { mediaType.contains(".nondistributable.") || mediaType.contains(".foreign.") }

    /// An attestation that some builders put beside the images of an index; it is copied, and not a platform.
    package var isAttestation: Bool {
        annotations["vnd.docker.reference.type"] != nil
            || platform.map { $0.system == "unknown" && $0.architecture == "unknown" } == true
    }
}

/// An operating system and an architecture, as Go names them: `linux/amd64`, `linux/arm/v7`.
package struct ImagePlatform: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var system: String
    package var architecture: String
    /// Of the architecture; nil for the usual one, which of `arm64` is `v8`.
    package var variant: String?

    package init(system: String, architecture: String, variant: String? = nil) {
        self.system = system
        self.architecture = architecture
        self.variant = architecture == "arm64" && variant == "v8" || variant == "" ? nil : variant
    }

    /// nil where the text is not `SYSTEM/ARCHITECTURE` or `SYSTEM/ARCHITECTURE/VARIANT`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isClean = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || [0x2E, 0x2D, 0x5F].contains($0)
                }
        }
        guard isClean, (2...3).contains(parts.count) else { return nil }
        self.init(system: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
    }

    package init?(_ json: JSON) {
        guard let system = json["os"]?.text, let architecture = json["architecture"]?.text else { return nil }
        self.init(system: system, architecture: architecture, variant: json["variant"]?.text)
    }

    package var json: JSON {
        var entries: [String: JSON] = ["os": .string(system), "architecture": .string(architecture)]
        if let variant { entries["variant"] = .string(variant) }
        return .object(entries)
    }

    package var description: String { "\(system)/\(architecture)" + (variant.map { "/\($0)" } ?? "") }

    package static func < (left: ImagePlatform, right: ImagePlatform) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

/// The types of manifests, which registries and clients tell apart by these words.
package enum ImageMediaType {
    package static let image = "application/vnd.oci.image.manifest.v1+json"
    package static let index = "application/vnd.oci.image.index.v1+json"
    package static let dockerImage = "application/vnd.docker.distribution.manifest.v2+json"
    package static let dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    package static let empty = "application/vnd.oci.empty.v1+json"

    /// All that Slipway reads. A request names each of them: an incomplete list makes old registries convert.
    package static let manifests = [index, image, dockerList, dockerImage]
}

/// A manifest or an index, byte for byte as a registry has it, and what it says.
///
/// Unknown fields stay in the bytes, which are never written anew.
package struct ImageManifest: Sendable, Hashable {
    package let bytes: [UInt8]
    package let descriptor: ImageDescriptor
    /// Of an image; nil in an index.
    package let config: ImageDescriptor?
    package let layers: [ImageDescriptor]
    /// The images of an index; empty in an image.
    package let children: [ImageDescriptor]
    /// What it is attached to; nil: nothing.
    package let subject: ImageDescriptor?
    package let annotations: [String: String]

    package var digest: ContentDigest { descriptor.digest }
    package var isIndex: Bool { [ImageMediaType.index, ImageMediaType.dockerList].contains(descriptor.mediaType) }

    /// The contents that a registry has to have before it takes this, without foreign layers; each once.
    package var blobs: [ImageDescriptor] {
        var seen: Set<ContentDigest> = []
        return ([config].compactMap { $0 } + layers).filter { !$0.isForeign && seen.insert($0.digest).inserted }
    }

    /// - Parameters:
    ///   - digest: Of the bytes.
    ///   - mediaType: As the registry said; nil: as the bytes say.
    /// - Returns: nil where the bytes are not a manifest of a known type.
    package init?(_ bytes: [UInt8], digest: ContentDigest, mediaType: String? = nil) {
        guard let json = JSON(parsing: bytes), let entries = json.entries else { return nil }
        // Parameters on it are ignored, and where both say something they must agree.
        let said = mediaType.map { $0.prefix { $0 != ";" && $0 != " " } }.map(String.init)
        let own = json["mediaType"]?.text
        if let own, let said, own != said, ImageMediaType.manifests.contains(said) { return nil }
        let usual = entries["manifests"] == nil ? ImageMediaType.image : ImageMediaType.index
        let type = own ?? said.flatMap { ImageMediaType.manifests.contains($0) ? $0 : nil } ?? usual
        guard ImageMediaType.manifests.contains(type) else { return nil }
        func list(_ key: String) -> [ImageDescriptor]? {
            let items = json[key]?.items ?? []
            let found = items.compactMap(ImageDescriptor.init)
            return found.count == items.count ? found : nil
        }
        guard let layers = list("layers"), let children = list("manifests") else { return nil }
        let config = json["config"].flatMap(ImageDescriptor.init)
        let isIndex = type == ImageMediaType.index || type == ImageMediaType.dockerList
        guard isIndex == (config == nil), isIndex || children.isEmpty else { return nil }
        self.bytes = bytes
        self.config = config
        self.layers = layers
        self.children = children
        subject = json["subject"].flatMap(ImageDescriptor.init)
        annotations = (json["annotations"]?.entries ?? [:]).compactMapValues(\.text)
        // The rule for lists of referrers: an image without a type of its own has its config's.
        let artifactType = json["artifactType"]?.text.flatMap { $0.isEmpty ? nil : $0 } ?? config?.mediaType
        descriptor = ImageDescriptor(
            mediaType: type, digest: digest, size: bytes.count, artifactType: artifactType, annotations: annotations)
    }
}

/// The part of an image's configuration that a release asks about.
package struct ImageConfiguration: Sendable, Hashable {
    package var platform: ImagePlatform?
    package var labels: [String: String]

    package init(platform: ImagePlatform?, labels: [String: String] = [:]) {
        self.platform = platform
        self.labels = labels
    }

    /// nil where the bytes are not JSON.
    package init?(_ bytes: [UInt8]) {
        guard let json = JSON(parsing: bytes), json.entries != nil else { return nil }
        self.init(
            platform: ImagePlatform(json),
            labels: (json["config"]?["Labels"]?.entries ?? [:]).compactMapValues(\.text))
    }
}

/// The bytes of an index over images, the same for the same images in whatever order.
///
/// - Parameter images: Each with its platform.
package func imageIndexBytes(of images: [ImageDescriptor], annotations: [String: String] = [:]) -> [UInt8] {
    let sorted = images.sorted {
        ($0.platform?.description ?? "", $0.digest) < ($1.platform?.description ?? "", $1.digest)
    }
    var entries: [String: JSON] = [
        "schemaVersion": 2, "mediaType": .string(ImageMediaType.index), "manifests": .array(sorted.map(\.json)),
    ]
    if !annotations.isEmpty { entries["annotations"] = .object(annotations.mapValues(JSON.string)) }
    return JSON.object(entries).bytes
}
