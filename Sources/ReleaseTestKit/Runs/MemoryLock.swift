package import Foundation
package import ReleasePorts
import Synchronization

/// A lock within this process.
package final class MemoryLock: WorkspaceLock {
    private let holder = Mutex<(purpose: String, since: Date)?>(nil)

    package init() {}

    package func acquire(for purpose: String, at moment: Date) throws -> any HeldLock {
        let other = holder.withLock { holder in
            defer { if holder == nil { holder = (purpose, moment) } }
            return holder
        }
        if let other { throw WorkspaceHeld(holder: other.purpose, since: other.since) }
        return Held { [self] in holder.withLock { $0 = nil } }
    }

    package func isHeld() -> Bool { holder.withLock { $0 != nil } }

    private struct Held: HeldLock {
        let end: @Sendable () -> Void
        func release() { end() }
    }
}
