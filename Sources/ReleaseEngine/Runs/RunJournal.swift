package import Foundation
package import ReleaseModel
package import ReleasePorts

/// One writer's position in a run's journal: how far it has read, and how it appends.
package struct RunJournal: Sendable {
    private let id: RunID
    private let store: any RunReader & RunWriter
    private let now: @Sendable () -> Date
    private let wait: @Sendable (Duration) async throws -> Void
    private let claim: Claim?
    private var revision: Int
    /// The number of the last append under the claim.
    private var appends = 0

    /// - Parameter wait: Lets time pass until a store that did not answer is asked again.
    package init(
        _ id: RunID, revision: Int, store: any RunReader & RunWriter, claim: Claim?,
        now: @escaping @Sendable () -> Date, wait: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.id = id
        self.revision = revision
        self.store = store
        self.now = now
        self.wait = wait
        self.claim = claim
    }

    /// Appends events after any that others have added meanwhile.
    ///
    /// Only one engine executes a run (its claim ensures that); others add decisions such as a pause, which never
    /// contradict what this one did. An append whose response was lost is repeated under its number.
    ///
    /// - Returns: All events that are new to this view, in the journal's order.
    package mutating func append(_ events: [RunEvent]) async throws -> [RunEvent] {
        var seen: [RunEvent] = []
        var waits = RunJournal.waits[...]
        appends += 1
        while true {
            do throws(StoreError) {
                switch try await attempt(events) {
                case .stored:
                    revision += events.count
                    return seen + events
                case .storedBefore:
                    // Among what was added since, with what people decided before and behind it.
                    return seen + (try await refresh())
                }
            } catch .conflict(let expected, let actual) {
                let found = try await refresh()
                // A store that refuses and has nothing new has been rewound; retrying would never end.
                guard !found.isEmpty else { throw StoreError.conflict(expected: expected, actual: actual) }
                seen += found
            } catch {
                guard error.retry != .never, let pause = waits.popFirst() else { throw error }
                try await wait(pause)
            }
        }
    }

    /// Appends events only if this view is up to date.
    ///
    /// - Returns: Whether they are stored.
    package mutating func appendIfNothingNew(_ events: [RunEvent]) async throws -> Bool {
        var waits = RunJournal.waits[...]
        appends += 1
        while true {
            do throws(StoreError) {
                switch try await attempt(events) {
                case .stored: revision += events.count
                case .storedBefore: _ = try await refresh()
                }
                return true
            } catch .conflict {
                appends -= 1
                return false
            } catch {
                guard error.retry != .never, let pause = waits.popFirst() else { throw error }
                try await wait(pause)
            }
        }
    }

    /// If the store is unreachable for longer, the claim is lost.
    private static let waits: [Duration] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8].map { .seconds($0) }

    private func attempt(_ events: [RunEvent]) async throws(StoreError) -> Appended {
        try await store.append(
            events, to: id, after: revision, at: now(), plan: nil, under: claim, as: claim == nil ? nil : appends)
    }

    /// Reads what others added.
    package mutating func refresh() async throws(StoreError) -> [RunEvent] {
        let events = try await store.events(of: id, after: revision).map(\.event)
        revision += events.count
        return events
    }
}
