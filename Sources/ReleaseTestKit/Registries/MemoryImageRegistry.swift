package import ReleaseModel
package import ReleasePorts
import Synchronization

/// Registries in memory, which record what they take and can be as bad as real ones are.
package final class MemoryImageRegistry: ImageRegistry, ImageArchiveReader {
    /// What a write may meet.
    package enum Mishap: Sendable {
        case refusedBefore(ImageRegistryError)
        /// It is done, but the response is lost.
        case lostAfter(ImageRegistryError)
    }

    fileprivate struct Repository {
        var manifests: [ContentDigest: ImageManifest] = [:]
        var configurations: [ContentDigest: ImageConfiguration] = [:]
        var tags: [ImageTag: ContentDigest] = [:]
    }

    private struct State {
        var repositories: [ImageRepository: Repository] = [:]
        var archives: [String: ImageArchive] = [:]
        var acts: [String] = []
        var mishaps: [Mishap] = []
        var denied: Set<String> = []
    }

    private let state = Mutex(State())

    /// - Parameter mishaps: What happens to the first writes, in order.
    package init(mishaps: [Mishap] = []) { state.withLock { $0.mishaps = mishaps } }

    /// What was written, in order: `push sha256:…`, `tag 1.2.0`.
    package var acts: [String] { state.withLock { $0.acts } }

    /// Takes no credentials for a host any more.
    package func deny(_ host: String) { state.withLock { _ = $0.denied.insert(host) } }

    /// Lets a file on this machine, by the end of its path, be an image.
    package func put(_ layout: TestLayout, as file: String) {
        let parts = layout.blobs.mapValues { ImageArchive.Part(path: file, offset: 0, size: $0.count) }
        let archive = ImageArchive(
            path: file, roots: layout.roots, manifests: layout.manifests, configurations: layout.configurations,
            parts: parts)
        state.withLock { $0.archives[file] = archive }
    }

    /// Puts images there that someone else published.
    package func put(_ layout: TestLayout, in repository: ImageRepository, tag: ImageTag? = nil) {
        state.withLock { state in
            state.repositories[repository, default: Repository()].manifests.merge(layout.manifests) { $1 }
            state.repositories[repository, default: Repository()].configurations
                .merge(layout.configurations) { $1 }
            if let tag { state.repositories[repository]?.tags[tag] = layout.digest }
        }
    }

    package func archive(at path: String, verifying: Bool) async throws(ImageRegistryError) -> ImageArchive {
        let found = state.withLock { state in
            state.archives.first { path.hasSuffix($0.key) }?.value
        }
        guard let found else { throw .badArchive(path: path, reason: "It is not an image in memory.") }
        return found
    }

    package func checkAccess(to repository: ImageRepository, writing: Bool) async throws(ImageRegistryError) {
        guard !state.withLock({ $0.denied.contains(repository.host) }) else {
            throw .denied(registry: repository.host, status: 401, reason: "", hasCredentials: false)
        }
    }

    package func descriptor(of reference: ImageReference) async throws(ImageRegistryError) -> ImageDescriptor? {
        try await manifest(of: reference)?.descriptor
    }

    package func manifest(of reference: ImageReference) async throws(ImageRegistryError) -> ImageManifest? {
        state.withLock { state in
            let repository = state.repositories[reference.repository]
            let digest = reference.digest ?? reference.tag.flatMap { repository?.tags[$0] }
            return digest.flatMap { repository?.manifests[$0] }
        }
    }

    package func configuration(
        of manifest: ImageManifest, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> ImageConfiguration? {
        state.withLock { $0.repositories[repository]?.configurations[manifest.digest] }
    }

    package func tags(of repository: ImageRepository) async throws(ImageRegistryError) -> [ImageTag] {
        state.withLock { ($0.repositories[repository]?.tags.keys).map { $0.sorted() } ?? [] }
    }

    package func referrers(
        of digest: ContentDigest, in repository: ImageRepository, type: String?
    ) async throws(ImageRegistryError) -> [ImageDescriptor] {
        state.withLock { state in
            (state.repositories[repository]?.manifests.values).map { $0.map(\.self) } ?? []
        }.filter { $0.subject?.digest == digest }.map(\.descriptor)
            .filter { type == nil || $0.artifactType == type }.sorted { $0.digest < $1.digest }
    }

    package func push(
        _ digest: ContentDigest, from archive: ImageArchive, to repository: ImageRepository
    ) async throws(ImageRegistryError) {
        try write("push \(digest)") { state throws(ImageRegistryError) in
            try state.repositories[repository, default: Repository()].take(
                digest, archive.manifests, archive.configurations, from: archive.path)
        }
    }

    package func copy(
        _ source: ImageReference, to repository: ImageRepository, withReferrers: Bool
    ) async throws(ImageRegistryError) {
        guard let digest = source.digest else { preconditionFailure("a copy names its digest") }
        let attached =
            withReferrers ? try await referrers(of: digest, in: source.repository, type: nil).map(\.digest) : []
        try write("copy \(digest)") { state throws(ImageRegistryError) in
            let origin = state.repositories[source.repository] ?? Repository()
            for one in [digest] + attached {
                try state.repositories[repository, default: Repository()].take(
                    one, origin.manifests, origin.configurations, from: source.repository.host)
            }
        }
    }

    package func put(
        _ manifest: ImageManifest, in repository: ImageRepository, tag: ImageTag?, moving: Bool
    ) async throws(ImageRegistryError) {
        if let tag, let found = try await descriptor(of: repository[tag]) {
            if found.digest == manifest.digest { return }
            guard moving else {
                throw .tagTaken(repository[tag], expected: manifest.digest, found: found.digest)
            }
        }
        try write(tag.map { "tag \($0)" } ?? "put \(manifest.digest)") { state throws(ImageRegistryError) in
            var place = state.repositories[repository] ?? Repository()
            for child in manifest.children where place.manifests[child.digest] == nil {
                throw .refused(
                    what: "\(manifest.digest)", registry: repository.host, status: 400,
                    reason: "MANIFEST_BLOB_UNKNOWN: \(child.digest)")
            }
            place.manifests[manifest.digest] = manifest
            if let tag { place.tags[tag] = manifest.digest }
            state.repositories[repository] = place
        }
    }

    private func write(
        _ act: String, _ body: (inout State) throws(ImageRegistryError) -> Void
    ) throws(ImageRegistryError) {
        let result = state.withLock { state -> Result<Void, ImageRegistryError> in
            let mishap = state.mishaps.isEmpty ? nil : state.mishaps.removeFirst()
            if case .refusedBefore(let error) = mishap { return .failure(error) }
            do throws(ImageRegistryError) { try body(&state) } catch { return .failure(error) }
            state.acts.append(act)
            if case .lostAfter(let error) = mishap { return .failure(error) }
            return .success(())
        }
        try result.get()
    }
}

extension MemoryImageRegistry.Repository {
    fileprivate mutating func take(
        _ digest: ContentDigest, _ all: [ContentDigest: ImageManifest],
        _ known: [ContentDigest: ImageConfiguration], from place: String
    ) throws(ImageRegistryError) {
        guard let manifest = all[digest] else { throw .missing("\(digest)", registry: place) }
        for child in manifest.children { try take(child.digest, all, known, from: place) }
        manifests[digest] = manifest
        configurations[digest] = known[digest]
    }
}
