import Foundation
package import ReleasePorts

/// The registry of Docker's makers on this machine, over the files of a folder; where it is installed
/// (`Scripts/oracles`).
package final class DockerRegistry: Sendable {
    package let port: Int
    package let folder: String
    private let server: ServerProcess

    /// Who may use it.
    package enum Access: Sendable {
        /// Everyone, without TLS.
        case open
        /// Over TLS, and by these names and passwords.
        case users([String: String])
    }

    /// Of this name, in the folder that `Scripts/oracles` fills, or along `PATH`; nil: nowhere.
    package static func program(_ name: String) -> String? {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        let own = package.appendingPathComponent(".build/oracles/bin").path
        let folders = [own] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    }

    /// With the clients that read back what is in it.
    package static var isInstalled: Bool {
        ["docker-registry", "skopeo", "umoci"].allSatisfy { program($0) != nil }
    }

    /// Starts it over an empty folder and waits until it answers.
    ///
    /// - Parameter runner: Runs it until ``stop()``.
    package init(folder: String, access: Access = .open, runner: any CommandRunner) async throws {
        guard let program = DockerRegistry.program("docker-registry") else {
            throw ServerNotStarted(reason: "docker-registry is not installed")
        }
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        let port = try LoopbackServer.freePort()
        var lines = [
            "version: 0.1", "log: { level: error, accesslog: { disabled: false } }",
            "storage: { filesystem: { rootdirectory: \"\(folder)/data\" }, delete: { enabled: true } }",
        ]
        switch access {
        case .open: lines.append("http: { addr: \"127.0.0.1:\(port)\" }")
        case .users(let users):
            try await DockerRegistry.makeCertificate(in: folder, runner)
            var entries = ""
            for (user, password) in users.sorted(by: { $0.key < $1.key }) {
                let made = try await runner.run(Command(["htpasswd", "-nbB", "-C", "4", user, password]))
                entries += made.text.trimmingCharacters(in: .whitespacesAndNewlines) + "\n"
            }
            try Data(entries.utf8).write(to: URL(fileURLWithPath: folder + "/users"))
            lines += [
                "http: { addr: \"127.0.0.1:\(port)\", tls: { certificate: \"\(folder)/tls.crt\", key: \"\(folder)/tls.key\" } }",
                "auth: { htpasswd: { realm: test, path: \"\(folder)/users\" } }",
            ]
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/config.yml"))
        self.port = port
        self.folder = folder
        server = try await ServerProcess(
            [program, "serve", folder + "/config.yml"], port: port, log: folder + "/log", runner: runner)
    }

    private static func makeCertificate(in folder: String, _ runner: any CommandRunner) async throws {
        let made = try await runner.run(
            Command([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                folder + "/tls.key", "-out", folder + "/tls.crt",
            ]))
        guard made.hasSucceeded else { throw ServerNotStarted(reason: made.errorText) }
    }

    /// `127.0.0.1:PORT`
    package var host: String { "127.0.0.1:\(port)" }
    /// A file with the certificate that it shows, where it has TLS.
    package var certificate: String { folder + "/tls.crt" }

    /// The requests that it answered, as `PUT /v2/… 201`, in their order.
    package func requests() throws -> [String] {
        let log = try String(contentsOfFile: folder + "/log", encoding: .utf8)
        return log.split(separator: "\n").compactMap { line in
            // 127.0.0.1 - - [date] "PUT /v2/… HTTP/1.1" 201 0 "" "agent"
            let parts = line.split(separator: "\"")
            guard parts.count > 2, line.hasPrefix("127.0.0.1 - ") else { return nil }
            let request = parts[1].split(separator: " ").prefix(2).joined(separator: " ")
            return "\(request) \(parts[2].split(separator: " ").first ?? "")"
        }
    }

    /// Forgets every image, and what it answered.
    package func clear() {
        try? FileManager.default.removeItem(atPath: folder + "/data/docker")
        // It appends, so that an empty file stays the one that it writes to.
        truncate(folder + "/log", 0)
    }

    package func stop() async {
        await server.stop()
    }
}
