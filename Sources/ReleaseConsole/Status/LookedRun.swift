package import Foundation
import ReleaseEngine
package import ReleaseModel

/// A run with what pages show of it, so that it is worked out once for many pages.
package struct LookedRun: Sendable {
    package let record: RunRecord
    let progress: [ComponentProgress]
    /// As of ``at``: approvals expire by themselves.
    let waits: [RunWait]
    package let at: Date

    package init(_ record: RunRecord, at moment: Date) {
        self.record = record
        progress = componentProgress(record)
        waits = runWaits(record, at: moment)
        at = moment
    }
}
