import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// A store at which something happens right before or right after one of our appends.
actor IncidentStore: RunStoreAround {
    /// What happens, to which run, at which revision.
    typealias Incident =
        @Sendable (_ store: any RunStore, _ run: RunID, _ revision: Int) async throws(StoreError) -> Void

    nonisolated let inner: any RunStore
    private let position: Int
    private let before: Incident?
    private let after: Incident?
    private(set) var appends = 0

    /// - Parameter position: Of the append, from 1.
    init(_ store: any RunStore, atAppend position: Int, before: Incident? = nil, after: Incident? = nil) {
        inner = store
        self.position = position
        self.before = before
        self.after = after
    }

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        appends += 1
        let isNow = appends == position
        if isNow, let before { try await before(inner, run, revision) }
        let answer = try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
        if isNow, let after { try await after(inner, run, revision) }
        return answer
    }
}
