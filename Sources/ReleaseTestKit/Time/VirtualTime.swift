package import Foundation
import Synchronization

/// A clock that advances only when a task waits.
package final class VirtualTime: Sendable {
    private let moment: Mutex<Date>

    package init(_ start: Date) { moment = Mutex(start) }

    package var now: Date { moment.withLock { $0 } }

    /// Returns at once, and later.
    package func wait(_ duration: Duration) async throws {
        try Task.checkCancellation()
        moment.withLock { $0 += duration / .seconds(1) }
        await Task.yield()
    }
}
