import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// Ours beside a registry and clients of others.
@Suite(
    "Registries of images, beside docker-registry, skopeo and umoci", .serialized,
    .enabled(if: DockerRegistry.isInstalled, "run Scripts/oracles"))
struct DockerRegistryTests {
    private let folder: TemporaryFolder
    private let runner = ProcessRunner()

    init() throws { folder = try TemporaryFolder() }

    private func withServer(
        _ access: DockerRegistry.Access = .open, _ name: String = "registry",
        _ body: (DockerRegistry) async throws -> Void
    ) async throws {
        let server = try await DockerRegistry(folder: "\(folder.path)/\(name)", access: access, runner: runner)
        do { try await body(server) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func registry(
        user: String? = nil, at host: String? = nil, certificates: String? = nil, chunk: Int = 64 << 20
    ) -> OCIRegistry {
        OCIRegistry(
            client: HTTPClient(.init(certificates: certificates)),
            credentials: RegistryCredentials(
                host: host, user: user, password: user.map { Secret("\($0)-password") }, environment: [:],
                runner: runner),
            settings: .init(spool: folder.path, chunk: chunk, time: RegistryTime(wait: { _ in })))
    }

    private func skopeo(_ arguments: String...) async throws -> CommandResult {
        try await runner.run(Command(["skopeo"] + arguments, timeout: .seconds(60)))
    }

    private func layers(_ count: Int, _ size: Int, seed: UInt64 = 1) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            var bytes = [UInt8](repeating: 0, count: size)
            for index in stride(from: 0, to: size, by: 8) { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
            return bytes
        }
    }

    private func archive(_ layout: TestLayout) async throws -> ImageArchive {
        let path = "\(folder.path)/\(UUID().uuidString)"
        try layout.write(to: path)
        return try await ImageLayoutReader().archive(at: path, verifying: true)
    }

    @Test("An image that umoci made is read from its layout, pushed, and read back by skopeo with the same digest")
    func umoci() async throws {
        let layout = folder.path + "/made"
        for arguments in [
            ["init", "--layout", layout], ["new", "--image", "\(layout):1.0.0"],
            ["config", "--image", "\(layout):1.0.0", "--config.label", "org.opencontainers.image.revision=abc"],
            ["insert", "--rootless", "--image", "\(layout):1.0.0", "/etc/hostname", "/etc/name"],
        ] {
            let made = try await runner.run(Command(["umoci"] + arguments))
            try #require(made.hasSucceeded, "\(made.errorText)")
        }
        let archive = try await ImageLayoutReader().archive(at: layout, verifying: true)
        let root = try #require(archive.roots.first)
        #expect(archive.configurations[root.digest]?.labels["org.opencontainers.image.revision"] == "abc")
        try await withServer { server in
            let repository = try #require(ImageRepository("\(server.host)/acme/core"))
            let registry = registry()
            try await registry.push(root.digest, from: archive, to: repository)
            let manifest = try #require(archive.manifests[root.digest])
            try await registry.put(manifest, in: repository, tag: ImageTag("1.0.0"), moving: false)
            let raw = try await skopeo("inspect", "--raw", "--tls-verify=false", "docker://\(repository):1.0.0")
            #expect(raw.output == manifest.bytes, "\(raw.errorText)")
            let copied = try await skopeo(
                "copy", "--src-tls-verify=false", "--preserve-digests", "docker://\(repository):1.0.0",
                "oci:\(folder.path)/back:1.0.0")
            #expect(copied.hasSucceeded, "\(copied.errorText)")
            let back = try await ImageLayoutReader().archive(at: folder.path + "/back", verifying: true)
            #expect(back.roots.map(\.digest) == [root.digest])
        }
    }

    @Test("An archive that skopeo wrote is read where it lies, without unpacking")
    func archive() async throws {
        let layout = TestLayout([TestImage(layers: layers(3, 70_000))])
        try layout.write(to: folder.path + "/layout")
        let file = folder.path + "/image.oci.tar"
        let made = try await skopeo(
            "copy", "--preserve-digests", "oci:\(folder.path)/layout", "oci-archive:\(file):1.0.0")
        try #require(made.hasSucceeded, "\(made.errorText)")
        let archive = try await ImageLayoutReader().archive(at: file, verifying: true)
        #expect(archive.roots.map(\.digest) == [layout.digest])
        try await withServer { server in
            let repository = try #require(ImageRepository("\(server.host)/acme/core"))
            try await registry().push(layout.digest, from: archive, to: repository)
            let raw = try await skopeo(
                "inspect", "--raw", "--tls-verify=false", "docker://\(repository)@\(layout.digest)")
            #expect(raw.output == layout.manifests[layout.digest]?.bytes)
        }
    }

    @Test(
        "oci-1, oci-2: an index is copied between registries with all images and without a byte changed; skopeo agrees")
    func copies() async throws {
        let layout = TestLayout(
            [
                TestImage("linux/amd64", layers: layers(3, 100_000)),
                TestImage("linux/arm64", layers: layers(2, 90_000, seed: 2)),
            ],
            indexed: true)
        try await withServer(.open, "staging") { staging in
            try await withServer(.open, "production") { production in
                let source = try #require(ImageRepository("\(staging.host)/acme/core"))
                let target = try #require(ImageRepository("\(production.host)/acme/core"))
                let registry = registry()
                try await registry.push(layout.digest, from: archive(layout), to: source)
                try await registry.copy(source[layout.digest], to: target, withReferrers: false)
                try await registry.put(
                    try #require(layout.manifests[layout.digest]), in: target, tag: ImageTag("1.0.0"), moving: false)
                let compared = try await skopeo(
                    "copy", "--all", "--preserve-digests", "--src-tls-verify=false", "docker://\(target):1.0.0",
                    "oci:\(folder.path)/back")
                try #require(compared.hasSucceeded, "\(compared.errorText)")
                let back = try await ImageLayoutReader().archive(at: folder.path + "/back", verifying: true)
                #expect(back.roots.map(\.digest) == [layout.digest])
                #expect(Set(back.manifests.keys) == Set(layout.manifests.keys))
                // What is there is not sent again.
                let before = try production.requests().filter { $0.hasPrefix("PUT") }.count
                try await registry.copy(source[layout.digest], to: target, withReferrers: false)
                #expect(try production.requests().filter { $0.hasPrefix("PUT") }.count == before)
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                #expect(!left.contains { $0.hasPrefix("slipway-images-") })
            }
        }
    }

    @Test("Within a registry contents are mounted, not sent")
    func mounts() async throws {
        let layout = TestLayout([TestImage(layers: layers(2, 50_000))])
        try await withServer { server in
            let source = try #require(ImageRepository("\(server.host)/acme/core"))
            let target = try #require(ImageRepository("\(server.host)/acme/promoted"))
            let registry = registry()
            try await registry.push(layout.digest, from: archive(layout), to: source)
            try await registry.copy(source[layout.digest], to: target, withReferrers: false)
            let requests = try server.requests().filter { $0.contains("/acme/promoted/") }
            #expect(requests.filter { $0.contains("mount=") && $0.hasSuffix(" 201") }.count == 3)
            #expect(!requests.contains { $0.hasPrefix("PATCH") || $0.hasPrefix("PUT") && $0.contains("/blobs/") })
        }
    }

    @Test("Over TLS with users: the right ones get in, others read why not, and credentials are never sent elsewhere")
    func users() async throws {
        let layout = TestLayout([TestImage()])
        try await withServer(.users(["ann": "ann-password"])) { server in
            let repository = try #require(ImageRepository("\(server.host)/acme/core"))
            let trusted = registry(user: "ann", at: server.host, certificates: server.certificate)
            try await trusted.checkAccess(to: repository, writing: true)
            try await trusted.push(layout.digest, from: archive(layout), to: repository)
            let found = try await trusted.descriptor(of: repository[layout.digest])
            #expect(found?.digest == layout.digest)
            let anonymous = registry(certificates: server.certificate)
            await #expect {
                try await anonymous.checkAccess(to: repository, writing: true)
            } throws: { error in
                guard case .denied(_, 401, _, false) = error as? ImageRegistryError else { return false }
                return true
            }
            let wrong = registry(user: "bob", at: server.host, certificates: server.certificate)
            await #expect {
                _ = try await wrong.tags(of: repository)
            } throws: { error in
                guard case .denied(_, 401, _, true) = error as? ImageRegistryError else { return false }
                return true
            }
            // The target's credentials are for its own registry alone.
            let elsewhere = registry(user: "ann", at: "ghcr.io", certificates: server.certificate)
            await #expect(throws: ImageRegistryError.self) { _ = try await elsewhere.tags(of: repository) }
            await #expect {
                try await registry().checkAccess(to: repository, writing: false)
            } throws: { error in
                guard case .unusable = error as? ImageRegistryError else { return false }
                return true
            }
        }
    }

    @Test(
        "A large layer goes up in parts, and an upload that is cut again and again arrives complete",
        arguments: ["PATCH", "PUT"])
    func cut(method: String) async throws {
        let layout = TestLayout([TestImage(layers: layers(1, 3 << 20))])
        let archive = try await archive(layout)
        try await withServer { server in
            let proxy = try CuttingProxy(to: server.port, method: method, after: 200_000, cuts: 2)
            let repository = try #require(ImageRepository("127.0.0.1:\(proxy.port)/acme/core"))
            let registry = registry(chunk: method == "PATCH" ? 1 << 20 : 64 << 20)
            try await registry.push(layout.digest, from: archive, to: repository)
            #expect(proxy.left == 0)
            let direct = try #require(ImageRepository("\(server.host)/acme/core"))
            let copied = try await skopeo(
                "copy", "--preserve-digests", "--src-tls-verify=false", "docker://\(direct)@\(layout.digest)",
                "oci:\(folder.path)/back-\(method)")
            #expect(copied.hasSucceeded, "\(copied.errorText)")
        }
    }

    @Test("All tags are listed, page by page")
    func pages() async throws {
        let layout = TestLayout([TestImage()])
        try await withServer { server in
            let repository = try #require(ImageRepository("\(server.host)/acme/core"))
            let registry = registry()
            try await registry.push(layout.digest, from: archive(layout), to: repository)
            let manifest = try #require(layout.manifests[layout.digest])
            let tags = try (0..<5).map { try #require(ImageTag("1.0.\($0)")) }
            for tag in tags { try await registry.put(manifest, in: repository, tag: tag, moving: false) }
            let found = try await registry.tags(of: repository)
            #expect(found == tags)
        }
    }

    @Test("reg-6: what several clients attach at once is all in the list afterwards")
    func attached() async throws {
        var layout = TestLayout([TestImage()])
        let root = layout.digest
        let signatures = (0..<4).map { layout.attach("application/vnd.example.\($0)", "text \($0)") }
        let archive = try await archive(layout)
        try await withServer { server in
            let repository = try #require(ImageRepository("\(server.host)/acme/core"))
            let registry = registry()
            try await registry.push(root, from: archive, to: repository)
            for signature in signatures {
                try await registry.push(signature.digest, from: archive, to: repository)
            }
            let found = try await registry.referrers(of: root, in: repository, type: nil)
            #expect(Set(found.map(\.digest)) == Set(signatures.map(\.digest)))
        }
    }

    @Test(
        "What oras attached goes along with a copy, and oras finds what we copied",
        .enabled(if: DockerRegistry.program("oras") != nil, "run Scripts/oracles"))
    func oras() async throws {
        let layout = TestLayout([TestImage()])
        let program = try #require(DockerRegistry.program("oras"))
        try await withServer { server in
            let source = try #require(ImageRepository("\(server.host)/acme/core"))
            let target = try #require(ImageRepository("\(server.host)/acme/promoted"))
            let registry = registry()
            try await registry.push(layout.digest, from: archive(layout), to: source)
            try Data("list".utf8).write(to: URL(fileURLWithPath: folder.path + "/sbom.json"))
            let attached = try await runner.run(
                Command(
                    [
                        program, "attach", "--plain-http", "--artifact-type", "application/vnd.example.sbom",
                        "\(source)@\(layout.digest)", "sbom.json:application/json",
                    ], folder: folder.path))
            try #require(attached.hasSucceeded, "\(attached.errorText)")
            try await registry.copy(source[layout.digest], to: target, withReferrers: true)
            let found = try await runner.run(
                Command([program, "discover", "--plain-http", "--format", "json", "\(target)@\(layout.digest)"]))
            let known = try await registry.referrers(of: layout.digest, in: source, type: nil)
            #expect(known.map(\.artifactType) == ["application/vnd.example.sbom"])
            #expect(found.text.contains("\(known.first?.digest.description ?? "none")"), "\(found.text)")
        }
    }
}
