package import Foundation
package import ReleaseModel
package import ReleasePorts
import Synchronization

/// A run of a workflow in memory. It stays queued until a test moves it on.
package struct MemoryRun: Sendable {
    package var run: ForgeRun
    package var event: String
    package var sent: [String: String]
    package var created: Date
    package var jobs: [ForgeJob] = []
    package var logs: [Int: String] = [:]
    package var artifacts: [ForgeArtifact] = []
    package var archives: [Int: [UInt8]] = [:]
    package var reviewers: [String] = []
    package var isCancelled = false
    /// Whether it can be seen yet.
    package var isVisible = true
}

extension MemoryForge.State {
    @discardableResult
    package mutating func startRun(of event: String, _ sent: [String: String], at moment: Date) -> Int {
        let number = next()
        runs[number] = MemoryRun(
            run: ForgeRun(
                number: number, attempt: 1, title: "build \(sent["correlation_id"] ?? "")", commit: "branch",
                status: .queued, address: "https://memory/runs/\(number)"), event: event, sent: sent, created: moment)
        return number
    }
}

extension MemoryForge {

    package func run(_ number: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRun? {
        try search("run", in: repository) { state in
            state.runs[number].flatMap { $0.isVisible ? $0.run : nil }
        }
    }

    package func runs(
        of event: String, since: Date, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeRun] {
        try operation("runs", in: repository) { state in
            state.runs.values.filter { $0.event == event && $0.isVisible && $0.created >= since }.map(\.run)
                .sorted { $0.number > $1.number }
        }
    }

    package func jobs(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeJob] {
        try operation("jobs", in: repository) { $0.runs[run]?.jobs ?? [] }
    }

    package func log(of job: ForgeJob, in repository: ForgeRepository) async throws(ForgeError) -> String? {
        try operation("log", in: repository) { state in state.runs.values.lazy.compactMap { $0.logs[job.id] }.first }
    }

    package func artifacts(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeArtifact] {
        try operation("artifacts", in: repository) { $0.runs[run]?.artifacts ?? [] }
    }

    package func download(
        _ artifact: ForgeArtifact, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) {
        let bytes = try operation("downloadArtifact", in: repository) { state throws(ForgeError) in
            let found = state.runs.values.lazy.compactMap { $0.archives[artifact.id] }.first
            guard let found else { throw .missing(request("downloadArtifact", repository)) }
            return found
        }
        files.withLock { $0.write }(bytes, path)
    }

    package func reviewers(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try operation("reviewers", in: repository) { $0.runs[run]?.reviewers ?? [] }
    }

    package func cancel(run: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("cancelRun", in: repository, writes: true) { state in
            state.runs[run]?.isCancelled = true
            guard let found = state.runs[run]?.run.status else { return }
            if case .ended = found { return }
            state.runs[run]?.run.status = .ended("cancelled")
        }
    }
}
