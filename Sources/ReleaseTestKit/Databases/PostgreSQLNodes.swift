import Foundation
import Synchronization

/// PostgreSQL servers of one test's own, which can be stopped, killed and promoted, and a pooler before them; gone with it.
///
/// They are started by `Scripts/postgres nodes`, which documents its commands.
package final class PostgreSQLNodes: Sendable {
    private struct Link {
        let process: Process
        let commands: FileHandle
        let answers: FileHandle
    }

    private let link: Mutex<Link>
    private let folder: String

    package struct Failure: Error {
        package var text: String
    }

    /// Whether servers can be started: where the tests have one already, its programs are there.
    package static var isPossible: Bool { ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"] != nil }
    package static let missing = "SLIPWAY_TEST_POSTGRESQL is not set: Scripts/postgres run -- swift test"

    /// Whether there is a pooler too.
    package static var hasPooler: Bool {
        let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/sbin"]
        return isPossible && places.contains { FileManager.default.isExecutableFile(atPath: "\($0)/pgbouncer") }
    }
    package static let poolerIsMissing = "there is no pgbouncer, or no SLIPWAY_TEST_POSTGRESQL"

    package init() throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        // Threads of Swift's pool block signals, and a program that is started from one inherits that: a pooler would
        // never see that it is to end, nor the script. `env` gives them back.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", package.appending(path: "Scripts/postgres").path, "nodes"]
        let (commands, answers) = (Pipe(), Pipe())
        process.standardInput = commands
        process.standardOutput = answers
        try process.run()
        let link = Link(
            process: process, commands: commands.fileHandleForWriting, answers: answers.fileHandleForReading)
        folder = try PostgreSQLNodes.line(from: link.answers)
        self.link = Mutex(link)
    }

    deinit {
        link.withLock { link in
            // Said and not only closed: programs that other tests start meanwhile inherit the pipe.
            try? link.commands.write(contentsOf: Data("end\n".utf8))
            try? link.commands.close()
            link.process.waitUntilExit()
        }
    }

    /// Tells what is to be done, such as `promote b`, and waits until it is.
    package func say(_ commands: String...) throws {
        try link.withLock { link in
            for command in commands {
                try link.commands.write(contentsOf: Data("\(command)\n".utf8))
                let answer = try PostgreSQLNodes.line(from: link.answers)
                guard answer == "ok" else { throw Failure(text: "\(command): \(answer)") }
            }
        }
    }

    /// A connection string for these servers, asked in this order.
    package func address(_ nodes: String..., user: String = "slipway", database: String = "postgres") -> String {
        "host=\(nodes.map { "\(folder)/\($0)" }.joined(separator: ",")) dbname=\(database) user=\(user)"
    }

    private static func line(from answers: FileHandle) throws -> String {
        var bytes: [UInt8] = []
        while true {
            // More than any command takes: the script waits for no program longer than a minute.
            var entry = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 120_000) != 0 else { throw Failure(text: "Scripts/postgres nodes does not answer") }
            guard let byte = try answers.read(upToCount: 1)?.first else { break }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        throw Failure(text: "Scripts/postgres nodes has ended")
    }
}
