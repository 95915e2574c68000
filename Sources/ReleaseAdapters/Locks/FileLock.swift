import CSpawn
package import Foundation
package import ReleasePorts
import Synchronization

/// A lock on a file, which the system releases when the process ends, however it ends.
///
/// The file says who holds it, for the one who is refused; only the lock itself decides.
package struct FileLock: WorkspaceLock {
    private let path: String

    package init(path: String) { self.path = path }

    package func acquire(for purpose: String, at moment: Date) throws -> any HeldLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FileError.failed(path: path, reason: "\(SystemError(number: errno))")
        }
        // A killed holder can keep the lock for a moment longer, in a child that is just being started.
        let end = ContinuousClock.now + .seconds(2)
        while cspawn_lock(descriptor) != 0 {
            guard FileLock.isHolderDead(in: descriptor), ContinuousClock.now < end else {
                defer { close(descriptor) }
                throw FileLock.holder(in: descriptor)
            }
            usleep(5_000)
        }
        let process = ProcessInfo.processInfo
        let text =
            "\(moment.formatted(.iso8601))\n\(purpose) (process \(process.processIdentifier) of \(NSUserName()) on \(hostName))\n"
            + "\(process.processIdentifier)\n"
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
        return Held(descriptor: descriptor)
    }

    /// Who acquires it in the moment of the look finds a dead holder in the file, and tries again.
    package func isHeld() -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard cspawn_lock(descriptor) == 0 else { return true }
        _ = cspawn_unlock(descriptor)
        return false
    }

    /// Time, purpose and process id, one on each line.
    private static func lines(in descriptor: Int32) -> [String] {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func isHolderDead(in descriptor: Int32) -> Bool {
        guard let pid = lines(in: descriptor).dropFirst(2).first.flatMap({ pid_t($0) }) else { return false }
        return kill(pid, 0) != 0 && errno == ESRCH
    }

    private static func holder(in descriptor: Int32) -> WorkspaceHeld {
        let lines = lines(in: descriptor)
        guard lines.count == 3 else { return WorkspaceHeld(holder: "another process", since: nil) }
        return WorkspaceHeld(holder: lines[1], since: try? Date(lines[0], strategy: .iso8601))
    }

    private final class Held: HeldLock {
        private let descriptor: Mutex<Int32?>

        init(descriptor: Int32) { self.descriptor = Mutex(descriptor) }

        func release() {
            let open = descriptor.withLock { open in
                defer { open = nil }
                return open
            }
            guard let open else { return }
            // Closing alone would leave it to a child that is just being started and has a copy for a moment.
            _ = cspawn_unlock(open)
            close(open)
        }

        deinit { release() }
    }
}

/// This machine's own name, without a DNS lookup.
private var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "this machine" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
