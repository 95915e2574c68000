import Foundation
import ReleaseModel
import ReleasePorts

/// What stands in the row of a run beside its journal: derived from the journal, in the transaction that adds to it. It
/// is only used to find runs; no decision relies on it.
struct SummaryRow: Equatable {
    /// Of a run that could not be folded when its row was filled.
    static let unknown = "unknown"

    var status: String
    /// In milliseconds since 1970; 0: at once; -1: never by itself.
    var wakesAt: Int
    /// Empty for a release for users.
    var purpose: String
    var plan: String
    var origin: String
    var steps: Int
    var done: Int
    var title: String

    init(
        status: String, wakesAt: Int, purpose: String, plan: String, origin: String, steps: Int, done: Int,
        title: String
    ) {
        self.status = status
        self.wakesAt = wakesAt
        self.purpose = purpose
        self.plan = plan
        self.origin = origin
        self.steps = steps
        self.done = done
        self.title = title
    }

    init(_ summary: RunSummary) {
        self.init(
            status: summary.status.rawValue, wakesAt: summary.wakesAt.map(SummaryRow.milliseconds) ?? -1,
            purpose: summary.purpose?.rawValue ?? "", plan: summary.plan.text, origin: summary.origin.text,
            steps: summary.steps, done: summary.done, title: summary.title)
    }

    /// nil for a run that could not be folded.
    func summary(of id: RunID, createdAt: String, lastAt: String, in store: String) throws(StoreError) -> RunSummary? {
        guard let status = RunRecord.Status(rawValue: status) else { return nil }
        let wakes =
            wakesAt < 0 ? nil : wakesAt == 0 ? Date.distantPast : Date(timeIntervalSince1970: Double(wakesAt) / 1000)
        return RunSummary(
            id: id, createdAt: try date(createdAt, in: store), lastAt: try date(lastAt, in: store), status: status,
            wakesAt: wakes, purpose: ReleasePurpose(rawValue: purpose), plan: Digest(plan), origin: Digest(origin),
            steps: steps, done: done, title: title)
    }

    /// 0 for whatever is before 1970.
    static func milliseconds(_ moment: Date) -> Int {
        Int(exactly: (max(0, moment.timeIntervalSince1970) * 1000).rounded(.down)) ?? .max
    }
}
