import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// An index of two images copied from one registry to another: ours beside `skopeo copy --all`.
struct ImageBenchmark {
    let folder: String

    private let images = 2
    private let layers = 4
    private let size = 48 << 20
    private let turns = 5
    private let runner = ProcessRunner()

    func run() async throws {
        guard DockerRegistry.isInstalled else {
            show(
                "## Copying an image\n\nNot measured: docker-registry and skopeo are not installed (`Scripts/oracles`).\n"
            )
            return
        }
        let staging = try await DockerRegistry(folder: folder + "/staging", runner: runner)
        let production = try await DockerRegistry(folder: folder + "/production", runner: runner)
        do { try await measure(staging, production) } catch {
            await staging.stop()
            await production.stop()
            throw error
        }
        await staging.stop()
        await production.stop()
    }

    private func measure(_ staging: DockerRegistry, _ production: DockerRegistry) async throws {
        guard let source = ImageRepository("\(staging.host)/acme/core"),
            let target = ImageRepository("\(production.host)/acme/core"), let tag = ImageTag("1.0.0")
        else { preconditionFailure("a host of this machine is a registry") }
        let registry = OCIRegistry(
            client: HTTPClient(), credentials: RegistryCredentials(environment: [:], runner: runner),
            settings: .init(spool: folder))
        let root = try await push(to: source, by: registry)
        var ours = Measurement()
        var skopeo = Measurement()
        var peak = 0
        for turn in 0...turns {
            let own: () async throws -> Void = {
                try await registry.copy(source[root.digest], to: target, withReferrers: false)
                try await registry.put(root, in: target, tag: tag, moving: false)
            }
            let theirs: () async throws -> Void = {
                try await succeed(
                    [
                        "skopeo", "copy", "--quiet", "--all", "--preserve-digests", "--src-tls-verify=false",
                        "--dest-tls-verify=false", "docker://\(source)@\(root.digest)", "docker://\(target):\(tag)",
                    ], runner: runner)
            }
            let isWarm = turn > 0
            for (number, body) in [own, theirs].enumerated() {
                production.clear()
                resetPeak()
                let before = memory("VmRSS")
                if isWarm, number == 0 { try await ours.take(body) }
                if isWarm, number == 1 { try await skopeo.take(body) }
                if !isWarm { try await body() }
                if isWarm, number == 0 { peak = max(peak, memory("VmHWM") - before) }
                let found = try await registry.descriptor(of: target[tag])
                precondition(found?.digest == root.digest, "both copy the same index")
            }
        }
        show("## Copying an image")
        show("")
        show(
            "An index of \(images) images with \(layers) layers of \(size >> 20) MiB of pseudo-random bytes each, from one "
                + "docker-registry to another on this machine; the target empty each time, page cache warm, alternating, "
                + "median of \(turns) (fastest–slowest). The registries take most of the time of both.")
        show("")
        show("| what | seconds | ratio |")
        show("| --- | --- | ---: |")
        show("| `skopeo copy --all --preserve-digests` | \(skopeo.shown) | 1.00 |")
        show("| Slipway, goal below 1.00 | \(ours.shown) | \(number(ours.median / skopeo.median)) |")
        show("")
        show("Slipway's memory grew by \(peak >> 10) MiB at most while it copied.")
        show("")
    }

    /// - Returns: The index.
    private func push(to repository: ImageRepository, by registry: OCIRegistry) async throws -> ImageManifest {
        let place = folder + "/layout"
        var random = SeededGenerator(seed: 1)
        let architectures = ["amd64", "arm64", "s390x", "riscv64"]
        let layout = TestLayout(
            (0..<images).map { image in
                TestImage(
                    "linux/\(architectures[image % 4])",
                    layers: (0..<layers).map { _ in
                        var bytes = [UInt8](repeating: 0, count: size)
                        bytes.withUnsafeMutableBytes { buffer in
                            for index in stride(from: 0, to: size, by: 8) {
                                buffer.storeBytes(of: random.next(), toByteOffset: index, as: UInt64.self)
                            }
                        }
                        return bytes
                    })
            }, indexed: true)
        try layout.write(to: place)
        let archive = try await ImageLayoutReader().archive(at: place, verifying: true)
        try await registry.push(layout.digest, from: archive, to: repository)
        try FileManager.default.removeItem(atPath: place)
        guard let root = archive.manifests[layout.digest] else { preconditionFailure("it was just read") }
        return root
    }

    private func resetPeak() { try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs")) }

    /// A line of this process's status, in KiB.
    private func memory(_ name: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
