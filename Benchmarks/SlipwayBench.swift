import Foundation

/// Measures what the documentation promises, each beside its peer in the same run, and prints Markdown.
///
///     slipway-bench SLIPWAY FOLDER [PART]…
///
/// PART is one of ``parts``; without any, all are measured.
/// FOLDER is an empty one with room for 5 GiB. With BENCH_KEEP set, what was made stays there.
@main
enum SlipwayBench {
    private static let parts = [
        "plan", "doctor", "history", "run", "engine", "restart", "digest", "held", "waiting", "stored", "release",
        "requests", "image",
    ]

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let program = arguments.first, let folder = arguments.dropFirst().first else {
            FileHandle.standardError.write(
                Data("usage: slipway-bench SLIPWAY FOLDER [\(parts.joined(separator: "|"))]…\n".utf8))
            exit(64)
        }
        let wanted = arguments.dropFirst(2).isEmpty ? parts : Array(arguments.dropFirst(2))
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        for name in wanted {
            let place = root + "/" + name
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            let isKept = ProcessInfo.processInfo.environment["BENCH_KEEP"] != nil
            defer { if !isKept { try? FileManager.default.removeItem(atPath: place) } }
            switch name {
            case "plan": try await PlanBenchmark(program: program, folder: place).run()
            case "doctor": try await DoctorBenchmark(program: program, folder: place).run()
            case "history":
                let cliff = ProcessInfo.processInfo.environment["BENCH_CLIFF"]
                try await HistoryBenchmark(program: URL(fileURLWithPath: program).path, folder: place, cliff: cliff)
                    .run()
            case "engine":
                let environment = ProcessInfo.processInfo.environment
                try await EngineBenchmark(
                    folder: place, postgresql: environment["SLIPWAY_TEST_POSTGRESQL"], peers: environment["BENCH_PEERS"]
                ).run()
            case "restart":
                try await RestartBenchmark(program: URL(fileURLWithPath: program).path, folder: place).run()
            case "run": try await RunBenchmark(folder: place).run()
            case "held":
                try await HeldBenchmark(
                    folder: place, postgresql: ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"]
                ).run()
            case "waiting":
                try await WaitingBenchmark(program: URL(fileURLWithPath: program).path, folder: place).run()
            case "stored":
                try await StoredBenchmark(program: URL(fileURLWithPath: program).path, folder: place).run()
            case "release": try await LargeReleaseBenchmark(folder: place).run()
            case "requests":
                try await RequestBenchmark(program: URL(fileURLWithPath: program).path, folder: place).run()
            case "image": try await ImageBenchmark(folder: place).run()
            case "digest": try await DigestBenchmark(folder: place).run()
            default: preconditionFailure("there is no benchmark '\(name)'")
            }
        }
    }
}
