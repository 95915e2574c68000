import struct Crypto.SHA256
import Foundation
package import ReleaseModel

/// An image that a test makes.
package struct TestImage: Sendable {
    package var platform: ImagePlatform?
    package var labels: [String: String]
    package var layers: [[UInt8]]

    package init(
        _ platform: String = "linux/amd64", labels: [String: String] = [:], layers: [[UInt8]] = [Array("layer".utf8)]
    ) {
        self.platform = ImagePlatform(platform)
        self.labels = labels
        self.layers = layers
    }
}

/// The sha256 of bytes, as registries write it.
package func contentDigest(_ bytes: [UInt8]) -> ContentDigest {
    let digits = SHA256.hash(data: bytes).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    guard let digest = ContentDigest(.sha256, digits) else { preconditionFailure("a hash has its length") }
    return digest
}

/// The contents of a layout by their digest, and what its `index.json` names.
package struct TestLayout: Sendable {
    package private(set) var blobs: [ContentDigest: [UInt8]] = [:]
    package private(set) var manifests: [ContentDigest: ImageManifest] = [:]
    package private(set) var configurations: [ContentDigest: ImageConfiguration] = [:]
    package var roots: [ImageDescriptor] = []

    /// - Parameter indexed: Whether the images are children of one index; else each is a root.
    package init(_ images: [TestImage], indexed: Bool = false) {
        let all = images.map { add($0) }
        guard indexed else {
            roots = all
            return
        }
        roots = [add(imageIndexBytes(of: all), ImageMediaType.index)]
    }

    package var digest: ContentDigest {
        guard let root = roots.first else { preconditionFailure("a layout has a root") }
        return root.digest
    }

    private mutating func add(_ image: TestImage) -> ImageDescriptor {
        var config: [String: JSON] = [
            "rootfs": ["type": "layers", "diff_ids": .array(image.layers.map { .string("\(contentDigest($0))") })]
        ]
        if let platform = image.platform { config.merge(platform.json.entries ?? [:]) { $1 } }
        if !image.labels.isEmpty { config["config"] = ["Labels": .object(image.labels.mapValues(JSON.string))] }
        let json = JSON.object(config)
        let layers = image.layers.map { add($0, "application/vnd.oci.image.layer.v1.tar").json }
        let manifest: JSON = [
            "schemaVersion": 2, "mediaType": .string(ImageMediaType.image),
            "config": add(json.bytes, "application/vnd.oci.image.config.v1+json").json, "layers": .array(layers),
        ]
        var descriptor = add(manifest.bytes, ImageMediaType.image)
        configurations[descriptor.digest] = ImageConfiguration(json.bytes)
        descriptor.platform = image.platform
        return descriptor
    }

    /// Adds a content, and reads it where it is a manifest.
    @discardableResult
    package mutating func add(_ bytes: [UInt8], _ type: String) -> ImageDescriptor {
        let digest = contentDigest(bytes)
        blobs[digest] = bytes
        if ImageMediaType.manifests.contains(type) { manifests[digest] = ImageManifest(bytes, digest: digest) }
        return ImageDescriptor(mediaType: type, digest: digest, size: bytes.count)
    }

    /// Something attached to the root, such as a signature.
    package mutating func attach(_ type: String, _ text: String) -> ImageManifest {
        let root = roots[0]
        let manifest: JSON = [
            "schemaVersion": 2, "mediaType": .string(ImageMediaType.image), "artifactType": .string(type),
            "config": add(Array("{}".utf8), ImageMediaType.empty).json,
            "layers": .array([add(Array(text.utf8), "text/plain").json]),
            "subject": ImageDescriptor(mediaType: root.mediaType, digest: root.digest, size: root.size).json,
        ]
        let added = add(manifest.bytes, ImageMediaType.image)
        roots.append(added)
        guard let read = manifests[added.digest] else { preconditionFailure("it was added") }
        return read
    }

    package func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/blobs/sha256", withIntermediateDirectories: true)
        for (digest, bytes) in blobs {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/blobs/sha256/\(digest.digits)"))
        }
        let index: JSON = ["schemaVersion": 2, "manifests": .array(roots.map(\.json))]
        try Data(index.bytes).write(to: URL(fileURLWithPath: folder + "/index.json"))
        try Data(#"{"imageLayoutVersion":"1.0.0"}"#.utf8).write(to: URL(fileURLWithPath: folder + "/oci-layout"))
    }
}
