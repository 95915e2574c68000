package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Records people's decisions in runs' journals; the command line and the server use only this.
package struct RunControl: Sendable {
    private let store: any RunReader & RunWriter
    private let now: @Sendable () -> Date

    package init(store: any RunReader & RunWriter, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// - Parameters:
    ///   - person: Who decides, as recorded in the journal.
    ///   - via: Who passes the decision on, where that is someone else.
    ///   - claim: The claim under which the decision is made, if no engine may execute the run meanwhile.
    ///   - amendment: Events and the plan in force from then on, stored together with the decision.
    /// - Returns: The run with the decision in its journal.
    /// - Throws: ``RunError`` where the command does not fit the run's state.
    @discardableResult
    package func decide(
        _ command: RunDecision, on run: RunID, by person: Principal, via: Principal? = nil,
        under claim: Claim? = nil, amendment: (events: [RunEvent], plan: ReleasePlan)? = nil
    ) async throws -> RunRecord {
        try await decided(command, on: run, by: person, via: via, under: claim, amendment: amendment).record
    }

    /// As ``decide(_:on:by:via:under:amendment:)``, and whether the journal has more entries for it: none are added where
    /// the run is already in that state.
    package func decided(
        _ command: RunDecision, on run: RunID, by person: Principal, via: Principal? = nil,
        under claim: Claim? = nil, amendment: (events: [RunEvent], plan: ReleasePlan)? = nil
    ) async throws -> (record: RunRecord, isRecorded: Bool) {
        var conflicts = 0
        while true {
            let record = try await store.run(run)
            if command.needsPlan { try record.checkPlan() }
            let decision = try RunRules(record).events(for: command, by: person, via: via, at: now())
            let events = (amendment?.events ?? []) + decision
            guard !events.isEmpty else { return (record, false) }
            do {
                try await store.append(
                    events, to: run, after: record.state.revision, at: now(), plan: amendment?.plan, under: claim)
                return (try await store.run(run), true)
            } catch {
                // The run continues meanwhile: read it again and decide on its current state.
                guard case .conflict = error, amendment == nil, conflicts < RunControl.limit else { throw error }
                conflicts += 1
            }
        }
    }

    /// Lets a step look at once at what it waits for; nothing where it does not wait.
    package func notice(_ step: StepID, _ what: String, in run: RunID) async throws {
        for _ in 0..<RunControl.limit {
            let state = try await store.run(run).state
            guard !state.isOver, case .awaiting = state[step] else { return }
            do {
                try await store.append(
                    [.noticed(step: step, what: what)], to: run, after: state.revision, at: now(), plan: nil,
                    under: nil)
                return
            } catch {
                guard case .conflict = error else { throw error }
            }
        }
    }

    /// How often others may be first. Each time one of them has added something, so even a busy engine finishes
    /// eventually; a store that reports this endlessly does not.
    private static let limit = 1_000
}

extension RunDecision {
    /// Whether work continues after it: a decision that only stops a run is possible whatever its plan says.
    fileprivate var needsPlan: Bool {
        switch self {
        case .resume, .retry, .skip, .approve: true
        case .pause, .cancel, .reject: false
        }
    }
}
