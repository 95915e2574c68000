package import Foundation
import Synchronization

/// What the double takes for the time: the machine's, or one that only a test moves.
package final class DoubleClock: Sendable {
    private let fixed: Mutex<Date?>

    /// - Parameter start: nil for the machine's own clock.
    package init(start: Date? = nil) { fixed = Mutex(start) }

    package var now: Date { fixed.withLock { $0 } ?? Date() }

    /// Moves a fixed time on.
    package func advance(by seconds: TimeInterval) {
        fixed.withLock { $0 = $0?.addingTimeInterval(seconds) }
    }
}
