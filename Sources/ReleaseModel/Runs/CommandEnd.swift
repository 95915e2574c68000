/// How a command ended.
package enum CommandEnd: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
}
