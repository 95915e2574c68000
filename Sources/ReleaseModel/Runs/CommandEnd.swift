/// How a command came to its end.
package enum CommandEnd: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
}
