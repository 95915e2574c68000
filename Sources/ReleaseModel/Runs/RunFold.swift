package import Foundation

/// A run's journal, folded as it grows, with what a store keeps of it beside the journal. Every event costs the same,
/// however many steps there are.
package struct RunFold: Sendable {
    package let id: RunID
    package let createdAt: Date
    package private(set) var index: PlanIndex
    package private(set) var state: RunState
    private var progress: RunProgress
    private var title: String

    package init(_ record: RunRecord) {
        id = record.id
        createdAt = record.createdAt
        index = PlanIndex(record.plan)
        state = record.state
        progress = RunProgress(index, state)
        title = RunFold.title(of: record.plan)
    }

    /// Takes in what is added to the journal.
    ///
    /// - Parameter plan: The one that holds from now on; nil where it is not amended.
    package mutating func add(_ entries: some Sequence<JournalEntry>, plan: ReleasePlan? = nil) {
        for entry in entries {
            state.apply(entry)
            if plan == nil { progress.apply(entry.event, state) }
        }
        guard let plan else { return }
        index = PlanIndex(plan)
        progress = RunProgress(index, state)
        title = RunFold.title(of: plan)
    }

    package var summary: RunSummary {
        RunSummary(
            id: id, createdAt: createdAt, lastAt: state.lastAt ?? createdAt, status: progress.status(state),
            wakesAt: progress.wakesAt(state), purpose: index.plan.request.purpose, plan: state.plan,
            origin: state.origin, steps: index.plan.steps.count, done: progress.done, title: title)
    }

    /// The components whose versions stay used up after the run was cancelled: they can't be released any more.
    package var usedUp: [ComponentID] {
        index.plan.released.filter { state.hasUsedUp($0, in: index) }.map(\.name)
    }

    /// The versions that the run must hold; nil where it has not begun, since it reserves them right before.
    package var holds: [ComponentID: Version]? {
        guard index.plan.request.purpose != .shadow else { return [:] }
        guard state.engine != nil || !state.attempts.isEmpty || state.cancellation != nil else { return nil }
        let released = index.plan.released.filter { state.cancellation == nil || state.hasUsedUp($0, in: index) }
        return Dictionary(
            released.compactMap { one in one.nextVersion.map { (one.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The components whose artifacts a later release may reuse, with their versions; empty where the run has not
    /// finished, or was no release for users.
    package var outputs: [(component: ComponentID, version: Version)] {
        guard state.isFinished, index.plan.request.purpose == nil else { return [] }
        return index.plan.steps.compactMap { step in
            guard let component = step.component, state.outcome(of: step.id) != nil else { return nil }
            return step.work.collected.map { (component, $0) }
        }
    }

    /// What is released, as far as a line of a list shows it.
    private static func title(of plan: ReleasePlan) -> String {
        var title = ""
        for component in plan.components where title.utf8.count <= 120 {
            guard let version = component.nextVersion else { continue }
            title += (title.isEmpty ? "" : ", ") + "\(component.name) \(version)"
        }
        return title
    }
}

/// What a list shows of a run, and what runs are found by.
package struct RunSummary: Sendable, Hashable {
    package var id: RunID
    package var createdAt: Date
    /// Of the last entry.
    package var lastAt: Date
    package var status: RunRecord.Status
    /// When an engine can continue it; nil: only after a person's decision.
    package var wakesAt: Date?
    package var purpose: ReleasePurpose?
    /// The digest of the plan in force.
    package var plan: Digest
    /// The digest of the plan that the run began with.
    package var origin: Digest
    package var steps: Int
    package var done: Int
    /// What is released, cut where there is much of it.
    package var title: String

    package init(
        id: RunID, createdAt: Date, lastAt: Date, status: RunRecord.Status, wakesAt: Date?, purpose: ReleasePurpose?,
        plan: Digest, origin: Digest, steps: Int, done: Int, title: String
    ) {
        self.id = id
        self.createdAt = createdAt
        self.lastAt = lastAt
        self.status = status
        self.wakesAt = wakesAt
        self.purpose = purpose
        self.plan = plan
        self.origin = origin
        self.steps = steps
        self.done = done
        self.title = title
    }
}
