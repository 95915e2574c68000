import Foundation

/// Lines that are kept as soon as they are known.
struct CrashResults: Sendable {
    private let path: String?

    init(_ name: String) {
        path = ProcessInfo.processInfo.environment["SLIPWAY_CRASH_RESULTS"].map { $0 + "/" + name }
    }

    /// What earlier runs found.
    var lines: [String] {
        guard let path, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").map(String.init)
    }

    /// Boundaries that a killed release has gone through.
    var passed: Set<String> {
        Set(lines.filter { $0.hasPrefix("ok\t") }.map { String($0.dropFirst(3)) })
    }

    func add(_ line: String) {
        guard let path else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        let bytes = Array((line + "\n").utf8)
        _ = write(file, bytes, bytes.count)
        close(file)
    }
}
