package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Creates runs in one way, whether a start waits for them or not.
package protocol RunCreator: Sendable {
    /// - Parameter start: What has to wait for it; nil: nothing does.
    /// - Returns: nil where the start no longer waits for its run; nothing was created.
    func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date, for start: CauseKey?
    ) async throws(StoreError) -> RunID?
}

extension RunCreator {
    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date
    ) async throws(StoreError) -> RunID {
        guard let id = try await create(plan, trigger: trigger, at: moment, for: nil) else {
            preconditionFailure("a run that no start waits for is always created")
        }
        return id
    }

    package func create(
        _ plan: ReleasePlan, trigger: Trigger, at moment: Date, by start: CauseKey
    ) async throws(StoreError) -> RunID? {
        try await create(plan, trigger: trigger, at: moment, for: start)
    }
}
