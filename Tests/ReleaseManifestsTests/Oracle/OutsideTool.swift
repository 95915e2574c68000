import Foundation

/// A program of another project that judges the same input, where it is installed.
struct OutsideTool {
    let path: String

    /// nil where the program is not on `PATH`.
    init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            return nil
        }
        self.path = path
    }

    static func isInstalled(_ name: String) -> Bool { OutsideTool(name) != nil }

    /// Whether the Python on `PATH` runs this without an error.
    static func python(runs code: String) -> Bool {
        OutsideTool("python3").flatMap { try? $0.run(["-c", code]).status } == 0
    }

    /// Runs to the end and answers its standard output; the input goes through a file, so that no pipe fills up.
    func run(_ arguments: [String], input: String = "", in folder: URL? = nil) throws -> (status: Int32, output: String)
    {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("manifests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let inputFile = scratch.appendingPathComponent("input")
        let outputFile = scratch.appendingPathComponent("output")
        try Data(input.utf8).write(to: inputFile)
        try Data().write(to: outputFile)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: outputFile), as: UTF8.self))
    }
}
