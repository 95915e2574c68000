import ReleaseModel
import ReleasePorts

/// Whether a run of a workflow is a build: judged by its jobs, since the run's own end hides what was skipped.
enum BuildVerdict {
    case passed
    /// Cancelled before anything of it began: another run took its place in a queue.
    case neverRan
    /// The jobs that should have succeeded; empty where the run itself says that it failed.
    case failed([ForgeJob])

    /// - Parameter end: Of the run, in the forge's words.
    init(_ end: String, _ jobs: [ForgeJob], _ expected: ExpectedJobs) {
        if end == "cancelled", !jobs.contains(where: \.hasBegun) {
            self = .neverRan
            return
        }
        let missing = expected.required.filter { pattern in
            !jobs.contains { $0.end == "success" && Wildcard(pattern).matches($0.name) }
        }
        let failed = jobs.filter { job in
            job.end != "success" && !expected.isOptional(job.name)
        }
        let lacking = missing.map {
            ForgeJob(id: 0, name: $0, end: "missing", hasBegun: false, labels: [], address: "")
        }
        // A skipped job is by its own condition, unless it is one that must be there.
        let counted = failed.filter { $0.end != "skipped" } + lacking
        guard counted.isEmpty else {
            self = .failed(counted)
            return
        }
        // Only optional jobs can have made it fail.
        let isExplained = jobs.contains { $0.end != "success" && expected.isOptional($0.name) }
        self = end == "success" || (end == "failure" && isExplained) ? .passed : .failed([])
    }

    /// Optional jobs that did not succeed, with how they ended.
    func optionalFailures(in jobs: [ForgeJob], _ expected: ExpectedJobs) -> [String] {
        jobs.filter { $0.end != "success" && $0.end != "skipped" && expected.isOptional($0.name) }.map(\.described)
    }

    /// The lines of a log that say why: those around the last error, without the moments before them.
    static func failingLines(of log: String) -> [String] {
        let lines = log.split(whereSeparator: \.isNewline).map { line in
            String(line.replacing(#/^[0-9T:.\-]+Z /#, with: "").replacing(#/\x1B\[[0-9;]*m/#, with: ""))
        }
        let last = lines.lastIndex { $0.hasPrefix("##[error]") } ?? lines.count - 1
        guard last >= 0 else { return [] }
        return lines[max(0, last - 9)...last].map { withoutControls($0.replacing("##[error]", with: "")) }
    }
}

extension ExpectedJobs {
    fileprivate func isOptional(_ name: String) -> Bool { optional.contains { Wildcard($0).matches(name) } }
}

extension ForgeJob {
    /// For people: `build (linux): failure`.
    var described: String { "\(name): \(end ?? "not ended")" }
}
