import Foundation
import Synchronization

/// Counts the boundaries that the process crosses, and ends it at one of them.
final class Boundaries: Sendable {
    private let last: String?
    /// -1: no one wants a list.
    private let list: Int32
    private let state = Mutex<(total: Int, names: [String: Int])>((0, [:]))

    init(_ environment: [String: String]) {
        last = environment["SLIPWAY_CRASH_AT"]
        list =
            environment["SLIPWAY_CRASH_LIST"].map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) } ?? -1
    }

    /// Crosses a boundary; does not return where it is the last one.
    func cross(_ name: String) { if isLast(name) { die() } }

    /// Crosses a boundary and says whether the process is to end here, by what the caller does.
    func isLast(_ name: String) -> Bool {
        // A run's id is another each time; its number is not. So is the id of a candidate, where its base is.
        let known = name.replacing(/\b(r[0-9]+)-[0-9a-f]{8}\b/) { String($0.output.1) }
            .replacing(/\/([0-9]+)-[0-9a-f]{8}\//) { "/\($0.output.1)/" }
            .replacing(/slipway--candidate-[0-9a-f]+/, with: "slipway--candidate")
        let (number, name) = state.withLock { state in
            state.total += 1
            let count = (state.names[known] ?? 0) + 1
            state.names[known] = count
            return (state.total, count == 1 ? known : "\(known) #\(count)")
        }
        if list >= 0 {
            let line = Array("\(number) \(name)\n".utf8)
            _ = write(list, line, line.count)
        }
        return last == name || last == String(number)
    }

    /// As a power cut or the kernel would end it: nothing runs any more, no file is closed in order.
    func die() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }
}
