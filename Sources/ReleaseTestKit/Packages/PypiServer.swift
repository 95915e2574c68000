import Foundation
package import ReleasePorts

/// A real package index on this machine, over the files of a folder; where it is installed (`Scripts/oracles`).
package final class PypiServer: Sendable {
    package let port: Int
    package let folder: String
    /// Ended, and waited for, by ``stop()``.
    private let task: Task<Void, Never>

    package static let program: String? = installed("pypi-server")

    /// The folder of programs that `Scripts/oracles` installs.
    package static let tools: String? = program.map { ($0 as NSString).deletingLastPathComponent }

    package static var isInstalled: Bool { program != nil && installed("uv") != nil }

    /// This process's `PATH` with the installed programs first.
    package static var path: String {
        ([tools].compactMap { $0 } + [ProcessInfo.processInfo.environment["PATH"] ?? ""]).joined(separator: ":")
    }

    private static func installed(_ name: String) -> String? {
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        let own = package.appendingPathComponent(".build/oracles/bin").path
        let folders = [own] + (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    }

    package struct NotStarted: Error {
        var reason: String
    }

    /// Starts it over an empty folder and waits until it answers.
    ///
    /// - Parameter runner: Runs it until ``stop()``.
    package init(folder: String, runner: any CommandRunner) async throws {
        guard let program = PypiServer.program else { throw NotStarted(reason: "pypi-server is not installed") }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let port = try LoopbackServer.freePort()
        // Whatever becomes of the test, the server goes with the process that started it.
        let command = Command(
            [
                "setpriv", "--pdeathsig", "KILL", program, "run", "--host", "127.0.0.1", "--port", "\(port)",
                "--authenticate", ".", "--passwords", ".", "--disable-fallback", "--backend", "simple-dir",
                "--hash-algo", "sha256", "--server", "wsgiref", "--log-stream", "none", "-v", "--log-frmt",
                "%(message)s", "--log-file", folder + ".log", folder,
            ])
        self.port = port
        self.folder = folder
        task = Task { _ = try? await runner.run(command) }
        for _ in 0..<400 {
            if LoopbackServer.isListening(port) { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        task.cancel()
        throw NotStarted(reason: "nothing answers at port \(port)")
    }

    /// The names of the files that it took, as it says itself, sorted; a file that it took twice is there twice.
    package func accepted() throws -> [String] {
        let log = try String(contentsOfFile: folder + ".log", encoding: .utf8)
        return log.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("User "), let mark = line.range(of: "stored '") else { return nil }
            return String(line[mark.upperBound...].prefix { $0 != "'" })
        }.sorted()
    }

    /// Forgets every file, and what it said.
    package func clear() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        // It appends, so that an empty file stays the one that it writes to.
        truncate(folder + ".log", 0)
    }

    package func stop() async {
        task.cancel()
        await task.value
    }

    package var simple: String { "http://127.0.0.1:\(port)/simple/" }
    package var upload: String { "http://127.0.0.1:\(port)/" }
}
