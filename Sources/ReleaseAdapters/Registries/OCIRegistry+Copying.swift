import Foundation
package import ReleaseModel
package import ReleasePorts

/// Where contents come from.
private enum ContentSource: Sendable {
    case archive(ImageArchive)
    case repository(ImageRepository)

    var name: String {
        switch self {
        case .archive(let archive): archive.path
        case .repository(let repository): repository.host
        }
    }
}

extension OCIRegistry {
    /// Deeper indexes of indexes are refused: nothing real has them, and a circle would not end.
    static let deepestIndex = 8

    package func push(
        _ digest: ContentDigest, from archive: ImageArchive, to repository: ImageRepository
    ) async throws(ImageRegistryError) {
        try await bring([digest], from: .archive(archive), to: repository)
    }

    package func copy(
        _ source: ImageReference, to repository: ImageRepository, withReferrers: Bool
    ) async throws(ImageRegistryError) {
        guard let digest = source.digest else { preconditionFailure("a copy names its digest") }
        let origin = source.repository
        try await bring([digest], from: .repository(origin), to: repository)
        guard withReferrers else { return }
        var known: Set<ContentDigest> = []
        var subjects = try await tree(of: digest, in: .repository(origin)).map(\.digest)
        while let subject = subjects.popLast() {
            guard known.insert(subject).inserted else { continue }
            let attached = try await referrers(of: subject, in: origin, type: nil).map(\.digest)
            try await bring(attached, from: .repository(origin), to: repository)
            subjects += attached
            try await copySignatures(of: subject, from: origin, to: repository)
        }
    }

    /// What older signers put under tags that are made of the digest.
    private func copySignatures(
        of subject: ContentDigest, from origin: ImageRepository, to repository: ImageRepository
    ) async throws(ImageRegistryError) {
        for suffix in ["sig", "att", "sbom"] {
            guard let tag = ImageTag("\(subject.algorithm.rawValue)-\(subject.digits).\(suffix)"),
                let manifest = try await manifest(of: origin[tag])
            else { continue }
            try await bring([manifest.digest], from: .repository(origin), to: repository)
            // Such a tag grows with each signature.
            try await put(manifest, in: repository, tag: tag, moving: true)
        }
    }

    /// Brings manifests with all that they name; what is there already is left out.
    private func bring(
        _ digests: [ContentDigest], from source: ContentSource, to repository: ImageRepository
    ) async throws(ImageRegistryError) {
        var manifests: [ImageManifest] = []
        var seen: Set<ContentDigest> = []
        for digest in digests {
            for manifest in try await tree(of: digest, in: source) where seen.insert(manifest.digest).inserted {
                // Of an index that is there, images may have been removed: each is looked for.
                if try await descriptor(of: repository[manifest.digest]) == nil { manifests.append(manifest) }
            }
        }
        var blobs: [ImageDescriptor] = []
        for blob in manifests.flatMap(\.blobs) where seen.insert(blob.digest).inserted { blobs.append(blob) }
        let spool = "\(settings.spool)/slipway-images-\(getpid())-\(UUID().uuidString)"
        removeLeftSpools()
        if case .repository(let origin) = source, origin != repository, !blobs.isEmpty {
            do { try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true) } catch {
                throw .file(path: spool, reason: error.localizedDescription)
            }
        }
        defer { try? FileManager.default.removeItem(atPath: spool) }
        _ = try await boundedMap(blobs, atMost: settings.parallel) { blob throws(ImageRegistryError) in
            try await self.bring(blob, from: source, to: repository, spool: spool)
        }
        for manifest in manifests { try await send(manifest, as: repository[manifest.digest]) }
    }

    /// What a killed process left on its way.
    private func removeLeftSpools() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: settings.spool)) ?? [] {
            let parts = name.split(separator: "-")
            guard parts.count > 3, name.hasPrefix("slipway-images-"), let process = pid_t(parts[2]),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: "\(settings.spool)/\(name)")
        }
    }

    private func bring(
        _ blob: ImageDescriptor, from source: ContentSource, to repository: ImageRepository, spool: String
    ) async throws(ImageRegistryError) {
        if try await hasBlob(blob.digest, in: repository) { return }
        switch source {
        case .archive(let archive):
            guard let part = archive.parts[blob.digest] else {
                throw .badArchive(path: archive.path, reason: "It lacks \(blob.digest).")
            }
            try await upload(blob.digest, part, to: repository)
        case .repository(let origin):
            var start: String?
            if origin.host == repository.host {
                let mounted = try await mount(blob.digest, from: origin, to: repository)
                if mounted.isThere { return }
                start = mounted.start
            }
            let file = "\(spool)/\(blob.digest.digits)"
            defer { unlink(file) }
            try await download(blob, from: origin, to: file)
            try await upload(
                blob.digest, .init(path: file, offset: 0, size: blob.size), to: repository, start: start)
        }
    }

    /// A manifest and all below it, each once, what is named before what names it.
    private func tree(
        of digest: ContentDigest, in source: ContentSource, depth: Int = 0
    ) async throws(ImageRegistryError) -> [ImageManifest] {
        let found =
            switch source {
            case .archive(let archive): archive.manifests[digest]
            case .repository(let repository): try await manifest(of: repository[digest])
            }
        guard let found else { throw .missing("\(digest)", registry: source.name) }
        guard depth < OCIRegistry.deepestIndex else {
            throw .badArchive(path: source.name, reason: "\(digest) is an index within more than 8 others.")
        }
        var all: [ImageManifest] = []
        for child in found.children {
            for one in try await tree(of: child.digest, in: source, depth: depth + 1)
            where !all.contains(where: { $0.digest == one.digest }) {
                all.append(one)
            }
        }
        return all + [found]
    }
}
