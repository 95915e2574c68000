import Foundation
package import ReleasePorts

/// The registry of go-containerregistry on this machine, which keeps lists of referrers itself; where `Scripts/oracles`
/// has built it. It keeps everything in memory.
package final class ReferrersRegistry: Sendable {
    package let port: Int
    private let server: ServerProcess

    /// What `Scripts/oracles` calls it.
    private static var program: String? { DockerRegistry.program("oci-referrers-registry") }

    package static var isInstalled: Bool { program != nil }

    package init(folder: String, runner: any CommandRunner) async throws {
        guard let program = ReferrersRegistry.program else {
            throw ServerNotStarted(reason: "oci-referrers-registry is not installed")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        port = try LoopbackServer.freePort()
        server = try await ServerProcess(
            [program, "127.0.0.1:\(port)"], port: port, log: folder + "/log", runner: runner)
    }

    /// `127.0.0.1:PORT`
    package var host: String { "127.0.0.1:\(port)" }

    package func stop() async { await server.stop() }
}
