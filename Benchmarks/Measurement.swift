import Foundation
import ReleaseAdapters
import ReleasePorts

/// Wall times of repeated runs.
struct Measurement {
    private(set) var seconds: [Double] = []

    mutating func take(_ body: () async throws -> Void) async rethrows {
        let elapsed = try await ContinuousClock().measure(body)
        let (whole, fraction) = elapsed.components
        seconds.append(Double(whole) + Double(fraction) * 1e-18)
    }

    mutating func add(_ value: Double) { seconds.append(value) }

    var median: Double {
        let sorted = seconds.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    /// `1.23 (1.20–1.31)`: the median with the fastest and the slowest.
    var shown: String {
        guard let least = seconds.min(), let most = seconds.max() else { return "–" }
        return "\(number(median)) (\(number(least))–\(number(most)))"
    }
}

func number(_ value: Double) -> String { String(format: "%.2f", value) }

/// Prints at once, for whoever watches a file.
func show(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

/// Runs a program that must succeed.
func succeed(
    _ arguments: [String], in folder: String? = nil, input: [UInt8] = [], runner: ProcessRunner
) async throws {
    let result = try await runner.run(Command(arguments, folder: folder, input: input))
    guard result.hasSucceeded else { throw Failed(arguments: arguments, said: result.errorText) }
}

struct Failed: Error {
    var arguments: [String]
    var said: String
}
