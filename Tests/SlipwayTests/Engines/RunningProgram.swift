import Foundation
import ReleaseTestKit

/// The real program beside the test, to be killed, stopped and woken.
final class RunningProgram: @unchecked Sendable {
    // Proof: the process is started before anybody else sees it, and afterwards only its id is used.
    private let process = Process()
    private let log: String

    init(_ fixture: Fixture, _ arguments: [String], log name: String, environment: [String: String]) throws {
        log = "\(fixture.root)/\(name).log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        process.executableURL = URL(fileURLWithPath: try builtProgram("slipway"))
        process.arguments = arguments + ["-C", fixture.workspace]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "NO_COLOR": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        ]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// Whatever happened, nothing of it is left.
    deinit {
        guard process.isRunning else { return }
        send(SIGCONT)
        send(SIGKILL)
    }

    /// The exit status, once it has ended; that of a signal is negative, and so is that of a program that does not end.
    func status() async -> Int32 {
        for _ in 0..<6_000 where process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
        guard !process.isRunning else { return -1000 }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    var id: Int32 { process.processIdentifier }
    func send(_ signal: Int32) { kill(id, signal) }
    var output: String { String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self) }
}
