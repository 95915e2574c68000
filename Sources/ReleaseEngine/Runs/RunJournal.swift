import Foundation
import ReleaseModel
import ReleasePorts

/// One writer's place in a run's journal: how far it has read, and how it adds to it.
struct RunJournal {
    private let id: RunID
    private let store: any RunStore
    private let now: @Sendable () -> Date
    private let claim: Claim?
    private var revision: Int

    init(_ id: RunID, revision: Int, store: any RunStore, claim: Claim?, now: @escaping @Sendable () -> Date) {
        self.id = id
        self.revision = revision
        self.store = store
        self.now = now
        self.claim = claim
    }

    /// Adds events behind whatever others have added meanwhile.
    ///
    /// Only one process performs a run (the workspace's lock sees to that); others add decisions such as a pause, which
    /// never contradict what this one did.
    ///
    /// - Returns: All events that are new to this view, in the journal's order.
    mutating func append(_ events: [RunEvent]) async throws -> [RunEvent] {
        var seen: [RunEvent] = []
        while true {
            let failure = await attempt(events)
            switch failure {
            case nil:
                revision += events.count
                return seen + events
            case .conflict:
                seen += try await refresh()
            case .some(let other):
                throw other
            }
        }
    }

    /// nil if the events are stored.
    private func attempt(_ events: [RunEvent]) async -> StoreError? {
        do {
            try await store.append(events, to: id, after: revision, at: now(), plan: nil, under: claim)
            return nil
        } catch {
            return error
        }
    }

    /// Reads what others added.
    mutating func refresh() async throws -> [RunEvent] {
        let events = try await store.events(of: id, after: revision).map(\.event)
        revision += events.count
        return events
    }
}
