import Foundation

/// A process of this machine, distinguished by its start time from later ones with the same id.
package struct ProcessIdentity: Sendable, Hashable {
    /// What the system calls `pid_t`.
    package let pid: Int32
    /// In clock ticks since boot.
    package let started: UInt64

    package init(pid: Int32, started: UInt64) {
        self.pid = pid
        self.started = started
    }

    /// nil where the process does not exist.
    package init?(_ pid: Int32) {
        guard let status = ProcessStatus(pid) else { return nil }
        self.init(pid: pid, started: status.started)
    }

    static var all: [ProcessIdentity] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name in
            pid_t(name).flatMap { ProcessIdentity($0) }
        }
    }

    /// What it was started with, as `NAME=VALUE`; nil where that can't be read.
    var variables: Set<[UInt8]>? {
        FileManager.default.contents(atPath: "/proc/\(pid)/environ")
            .map { Set($0.split(separator: 0).map { Array($0) }) }
    }

    /// Whether it is running, not just waiting to be reaped.
    package var isAlive: Bool {
        guard let status = ProcessStatus(pid), status.started == started else { return false }
        return !status.hasEnded
    }

    /// Sends a signal to this process, and never to a later one with the same id.
    ///
    /// - Returns: Whether it was sent.
    @discardableResult
    package func signal(_ number: Int32) -> Bool {
        guard ProcessStatus(pid)?.started == started else { return false }
        return kill(pid, number) == 0
    }
}

/// What `/proc/{pid}/stat` says.
///
/// Source: [proc(5)](https://man7.org/linux/man-pages/man5/proc.5.html).
struct ProcessStatus {
    let hasEnded: Bool
    let parent: pid_t
    let started: UInt64

    init?(_ pid: pid_t) {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        // The third field is the first one behind the name, which is in parentheses and may hold anything.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let parent = pid_t(fields[1]), let started = UInt64(fields[19]) else { return nil }
        hasEnded = fields[0] == "Z" || fields[0] == "X"
        self.parent = parent
        self.started = started
    }
}
