import CSpawn
import Foundation
import Synchronization

/// What commands left running and has ended since: with ``sealProcess()`` it becomes a child of this process, which has to
/// reap it. Processes that a task here waits for are left to that task.
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
            // One that is known hides the others until it is reaped: the next call finds them.
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

/// What the program does to its own process when it begins: other processes of its user can't read its memory and its
/// environment, and what its children leave running becomes its child.
package func sealProcess() {
    _ = cspawn_seal()
    _ = cspawn_adopt()
}
