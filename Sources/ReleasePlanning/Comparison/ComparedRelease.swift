import Foundation
package import ReleaseModel

/// The result of one release, from any source; nil where unknown.
package struct ComparedRelease: Sendable, Hashable {
    package struct File: Sendable, Hashable {
        package var digest: Digest
        /// In bytes.
        package var size: Int64

        package init(digest: Digest, size: Int64) {
            self.digest = digest
            self.size = size
        }
    }

    /// What people call it: `r3`, a folder.
    package var name: String
    /// Whether it succeeded, in a word.
    package var result: String?
    /// How each gate and build ended, by step.
    package var results: [StepID: String]?
    /// Versions by component.
    package var packages: [ComponentID: Version]?
    /// Components that are released one after the other, those of one level side by side.
    package var order: [[ComponentID]]?
    /// By name.
    package var files: [String: File]
    /// In seconds, by step.
    package var durations: [StepID: Double]?

    package init(name: String, files: [String: File]) {
        self.name = name
        self.files = files
    }

    /// The result of a run.
    ///
    /// - Parameters:
    ///   - journal: Of the run, from its beginning.
    ///   - files: Of its release set.
    package init(_ record: RunRecord, journal: [JournalEntry], files: [String: File]) {
        self.init(name: record.id.text, files: files)
        let state = record.state
        result = record.status.rawValue
        results = Dictionary(
            record.plan.steps.filter { $0.kind == .gate || $0.kind == .build }.map {
                ($0.id, ComparedRelease.word(state[$0.id]))
            }, uniquingKeysWith: { first, _ in first })
        setVersions(of: record.plan)
        var started: [StepID: Double] = [:]
        var durations: [StepID: Double] = [:]
        for entry in journal {
            switch entry.event {
            case .started(let step, _): started[step] = entry.at.timeIntervalSinceReferenceDate
            case .succeeded(let step, _, _):
                if let begin = started[step] { durations[step] = entry.at.timeIntervalSinceReferenceDate - begin }
            case .created, .claimed, .failed, .awaits, .noticed, .skipped, .approved, .retried, .amended, .paused,
                .resumed,
                .cancelled,
                .handedOver, .lapsed, .voided, .finished:
                break
            }
        }
        self.durations = durations.filter { results?[$0.key] != nil }
    }

    /// Versions and order of a plan.
    package mutating func setVersions(of plan: ReleasePlan) {
        packages = Dictionary(
            plan.released.compactMap { one in one.nextVersion.map { (one.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        order = Dictionary(grouping: plan.released, by: \.level).sorted { $0.key < $1.key }
            .map { $0.value.map(\.name).sorted() }
    }

    private static func word(_ step: RunState.Step) -> String {
        switch step {
        case .pending: "not begun"
        case .running, .awaiting: "not ended"
        case .waiting, .failed: "failed"
        case .skipped: "skipped"
        case .succeeded(_, let outcome):
            (outcome.isAdvisoryRefusal ? "refused, advisory" : "passed")
                + (outcome.note.isEmpty ? "" : ", \(outcome.note)")
        }
    }
}
