import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every registry of images promises.
@Suite("Registries of images", .serialized)
struct ImageRegistryContractTests {
    /// `real` leaves lists of referrers to its clients, `referrers` keeps them.
    enum Kind: CaseIterable { case memory, real, referrers }

    /// The real ones where they are installed: `Scripts/oracles`.
    static let kinds: [Kind] =
        [.memory] + (DockerRegistry.isInstalled ? [.real] : []) + (ReferrersRegistry.isInstalled ? [.referrers] : [])

    private let folder: TemporaryFolder
    private let runner = ProcessRunner()

    init() throws { folder = try TemporaryFolder() }

    struct Place {
        let registry: any ImageRegistry
        let repository: ImageRepository
        let other: ImageRepository
        let archive: @Sendable (TestLayout) async throws -> ImageArchive
    }

    private func withRegistry(_ kind: Kind, _ body: (Place) async throws -> Void) async throws {
        let folder = folder.path
        guard kind == .real else {
            let memory = MemoryImageRegistry()
            return try await body(
                Place(
                    registry: memory, repository: try #require(ImageRepository("a.example/acme/core")),
                    other: try #require(ImageRepository("b.example/acme/core")),
                    archive: { layout in
                        memory.put(layout, as: "layout")
                        return try await memory.archive(at: "/layout", verifying: true)
                    }))
        }
        let (host, stop): (String, () async -> Void)
        if kind == .real {
            let server = try await DockerRegistry(folder: folder + "/registry", runner: runner)
            (host, stop) = (server.host, server.stop)
        } else {
            let server = try await ReferrersRegistry(folder: folder + "/registry", runner: runner)
            (host, stop) = (server.host, server.stop)
        }
        let registry = OCIRegistry(
            client: HTTPClient(), credentials: RegistryCredentials(environment: [:], runner: runner))
        let place = Place(
            registry: registry, repository: try #require(ImageRepository("\(host)/acme/core")),
            other: try #require(ImageRepository("\(host)/other/core")),
            archive: { layout in
                let path = "\(folder)/\(UUID().uuidString)"
                try layout.write(to: path)
                return try await ImageLayoutReader().archive(at: path, verifying: true)
            })
        do { try await body(place) } catch {
            await stop()
            throw error
        }
        await stop()
    }

    private let version = ImageTag("1.0.0")
    private let index = TestLayout(
        [TestImage("linux/amd64", labels: ["a": "b"]), TestImage("linux/arm64", layers: [Array("other".utf8)])],
        indexed: true)

    @Test(
        "The real registries are installed",
        .enabled(if: DockerRegistry.isInstalled && ReferrersRegistry.isInstalled, "run Scripts/oracles"))
    func isInstalled() { #expect(ImageRegistryContractTests.kinds == Kind.allCases) }

    @Test("A repository that was never written has nothing", arguments: kinds)
    func nothing(kind: Kind) async throws {
        try await withRegistry(kind) { place in
            let tag = try #require(version)
            let (found, tags) = (
                try await place.registry.descriptor(of: place.repository[tag]),
                try await place.registry.tags(of: place.repository)
            )
            #expect(found == nil)
            #expect(tags == [])
            let (byDigest, referrers) = (
                try await place.registry.manifest(of: place.repository[index.digest]),
                try await place.registry.referrers(of: index.digest, in: place.repository, type: nil)
            )
            #expect(byDigest == nil)
            #expect(referrers == [])
            try await place.registry.checkAccess(to: place.repository, writing: true)
        }
    }

    @Test("An index that was pushed is found by its digest with all its images, byte for byte", arguments: kinds)
    func pushed(kind: Kind) async throws {
        try await withRegistry(kind) { place in
            for _ in 0..<2 {
                try await place.registry.push(index.digest, from: place.archive(index), to: place.repository)
            }
            for (digest, manifest) in index.manifests {
                let found = try #require(try await place.registry.manifest(of: place.repository[digest]))
                #expect(found.bytes == manifest.bytes)
                let configuration = try await place.registry.configuration(of: found, in: place.repository)
                #expect(configuration == index.configurations[digest])
            }
            let tags = try await place.registry.tags(of: place.repository)
            #expect(tags == [])
        }
    }

    @Test("The same bytes under a tag keep their digest", arguments: kinds)
    func tagged(kind: Kind) async throws {
        try await withRegistry(kind) { place in
            let tag = try #require(version)
            try await place.registry.push(index.digest, from: place.archive(index), to: place.repository)
            let manifest = try #require(index.manifests[index.digest])
            for _ in 0..<2 { try await place.registry.put(manifest, in: place.repository, tag: tag, moving: false) }
            let found = try await place.registry.descriptor(of: place.repository[tag])
            #expect(found?.digest == index.digest)
            #expect(found?.mediaType == ImageMediaType.index)
            #expect(found?.size == manifest.bytes.count)
            let tags = try await place.registry.tags(of: place.repository)
            #expect(tags == [tag])
        }
    }

    @Test("A tag that names another image is moved only where that is wanted", arguments: kinds)
    func moved(kind: Kind) async throws {
        try await withRegistry(kind) { place in
            let tag = try #require(version)
            let second = TestLayout([TestImage("linux/amd64", layers: [Array("second".utf8)])])
            try await place.registry.push(index.digest, from: place.archive(index), to: place.repository)
            try await place.registry.push(second.digest, from: place.archive(second), to: place.repository)
            let (first, other) = (
                try #require(index.manifests[index.digest]), try #require(second.manifests[second.digest])
            )
            try await place.registry.put(first, in: place.repository, tag: tag, moving: false)
            let expected = ImageRegistryError.tagTaken(
                place.repository[tag], expected: second.digest, found: index.digest)
            await #expect(throws: expected) {
                try await place.registry.put(other, in: place.repository, tag: tag, moving: false)
            }
            let unmoved = try await place.registry.descriptor(of: place.repository[tag])
            #expect(unmoved?.digest == index.digest)
            try await place.registry.put(other, in: place.repository, tag: tag, moving: true)
            let moved = try await place.registry.descriptor(of: place.repository[tag])
            #expect(moved?.digest == second.digest)
        }
    }

    @Test(
        "A copy has the digest, all images, and what is attached where that is wanted", arguments: kinds, [true, false])
    func copied(kind: Kind, withReferrers: Bool) async throws {
        try await withRegistry(kind) { place in
            var layout = index
            let signature = layout.attach("application/vnd.example.signature", "signed")
            let archive = try await place.archive(layout)
            for digest in layout.roots.map(\.digest) {
                try await place.registry.push(digest, from: archive, to: place.repository)
            }
            try await place.registry.copy(
                place.repository[index.digest], to: place.other, withReferrers: withReferrers)
            for (digest, manifest) in index.manifests {
                let found = try await place.registry.manifest(of: place.other[digest])
                #expect(found?.bytes == manifest.bytes)
            }
            let attached = try await place.registry.referrers(of: index.digest, in: place.other, type: nil)
            #expect(attached.map(\.digest) == (withReferrers ? [signature.digest] : []))
            let (same, none) = (
                try await place.registry.referrers(
                    of: index.digest, in: place.repository, type: "application/vnd.example.signature"),
                try await place.registry.referrers(of: index.digest, in: place.repository, type: "other")
            )
            #expect(same.map(\.artifactType) == ["application/vnd.example.signature"])
            #expect(none == [])
        }
    }

    @Test("An index over images that are not there is refused", arguments: kinds)
    func missingChild(kind: Kind) async throws {
        try await withRegistry(kind) { place in
            let manifest = try #require(index.manifests[index.digest])
            await #expect(throws: ImageRegistryError.self) {
                try await place.registry.put(manifest, in: place.repository, tag: nil, moving: false)
            }
            let found = try await place.registry.descriptor(of: place.repository[index.digest])
            #expect(found == nil)
        }
    }
}
