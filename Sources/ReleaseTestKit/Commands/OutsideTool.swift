package import Foundation

/// A program of another project that judges the same input, where it is installed.
package struct OutsideTool {
    package let path: String

    /// nil where the program is not on `PATH`.
    package init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            return nil
        }
        self.path = path
    }

    package static func isInstalled(_ name: String) -> Bool { OutsideTool(name) != nil }

    /// Whether the Python on `PATH` runs this without an error.
    package static func python(runs code: String) -> Bool {
        OutsideTool("python3").flatMap { try? $0.run(["-c", code]).status } == 0
    }

    /// Runs to the end and answers its standard output; the input goes through a file, so that no pipe fills up.
    package func run(
        _ arguments: [String], input: String = "", in folder: URL? = nil
    ) throws -> (status: Int32, output: String) {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("manifests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let inputFile = scratch.appendingPathComponent("input")
        let outputFile = scratch.appendingPathComponent("output")
        try Data(input.utf8).write(to: inputFile)
        try Data().write(to: outputFile)
        let status = try OutsideTool.spawn(
            [path] + arguments, input: inputFile.path, output: outputFile.path, in: folder?.path)
        return (status, String(decoding: try Data(contentsOf: outputFile), as: UTF8.self))
    }

    /// By hand, because the toolchain's `Process` now and then waits for a child that has long ended.
    private static func spawn(_ arguments: [String], input: String, output: String, in folder: String?) throws -> Int32
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let inFolder = folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] } ?? []
        let command = inFolder + arguments
        let words = command.map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, command[0], &actions, nil, words + [nil], environ)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXError(.ECHILD) }
        }
        // An exit status is in the second byte; a signal in the first.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 256 + (status & 0x7F)
    }
}
