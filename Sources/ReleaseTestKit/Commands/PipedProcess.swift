import Foundation
import Synchronization

/// A program that runs beside a test, and ends when its input ends.
package final class PipedProcess: Sendable {
    private let child: pid_t
    private let input: Mutex<Int32>
    private let output: Int32

    package init(_ arguments: [String]) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw POSIXError(.EMFILE) }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, arguments[0], &actions, nil, words + [nil], environ)
        close(toChild[0])
        close(fromChild[1])
        guard failure == 0 else {
            close(toChild[1])
            close(fromChild[0])
            throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO)
        }
        self.child = child
        input = Mutex(toChild[1])
        output = fromChild[0]
    }

    /// The next line that it prints, without its end; blocks.
    package func line() throws -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        guard !bytes.isEmpty else { throw POSIXError(.EPIPE) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Closes its input and waits for its end; once.
    package func end() {
        let open = input.withLock { input in
            defer { input = -1 }
            return input
        }
        guard open >= 0 else { return }
        close(open)
        close(output)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }

    deinit { end() }
}
