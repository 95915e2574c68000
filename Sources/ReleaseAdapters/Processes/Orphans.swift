import CSpawn
import Foundation
import Synchronization

/// Processes that commands left running and that have ended since: with ``sealProcess()`` they become children of this
/// process, which has to reap them. Processes that a task here waits for are left to that task.
enum Orphans {
    private static let waitedFor = Mutex<Set<pid_t>>([])

    /// Starts a process that its caller reaps.
    static func starting(_ start: () -> (pid_t, Int32)) -> (pid_t, Int32) {
        waitedFor.withLock { known in
            let (pid, result) = start()
            if result == 0 { known.insert(pid) }
            return (pid, result)
        }
    }

    /// It was reaped.
    static func ended(_ pid: pid_t) { waitedFor.withLock { _ = $0.remove(pid) } }

    /// Reaps those that have ended. Does nothing in a process that adopts none.
    static func reap() {
        guard cspawn_adopts() != 0 else { return }
        waitedFor.withLock { known in
            let first = cspawn_ended_child()
            // A known one hides the others until it is reaped: the next call finds them.
            guard first > 0, !known.contains(first) else { return }
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
                guard let pid = pid_t(name), !known.contains(pid), let status = ProcessStatus(pid), status.hasEnded,
                    status.parent == getpid()
                else { continue }
                _ = cspawn_wait(pid)
            }
        }
    }
}

/// Protects the program's own process at its start: other processes of its user can't read its memory and its
/// environment, and processes left by its children become its children.
package func sealProcess() {
    _ = cspawn_seal()
    _ = cspawn_adopt()
}
