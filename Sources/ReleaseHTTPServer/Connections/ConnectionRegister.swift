import NIOCore
import Synchronization

/// The open connections, so that shutting down can close the idle ones at once and the busy ones after their request.
final class ConnectionRegister: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var busy: Set<ObjectIdentifier> = []
        var isDraining = false
    }

    private let state = Mutex(State())

    var isDraining: Bool { state.withLock { $0.isDraining } }
    var count: Int { state.withLock { $0.open.count } }

    func add(_ channel: any Channel, most: Int) -> Bool {
        state.withLock { state in
            guard state.open.count < most, !state.isDraining else { return false }
            state.open[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func remove(_ key: ObjectIdentifier) {
        state.withLock { state in
            state.open[key] = nil
            state.busy.remove(key)
        }
    }

    /// - Returns: Whether the request may still be served.
    func begin(_ key: ObjectIdentifier) -> Bool {
        state.withLock { state in
            guard !state.isDraining else { return false }
            state.busy.insert(key)
            return true
        }
    }

    /// - Returns: Whether the connection may take another request.
    func end(_ key: ObjectIdentifier) -> Bool {
        state.withLock { state in
            state.busy.remove(key)
            return !state.isDraining
        }
    }

    /// From now on nothing new begins.
    func drain(grace: Duration) {
        let (idle, busy) = state.withLock { state in
            state.isDraining = true
            return (
                state.open.filter { !state.busy.contains($0.key) }.map(\.value),
                state.open.filter { state.busy.contains($0.key) }.map(\.value)
            )
        }
        for channel in idle { channel.close(promise: nil) }
        for channel in busy {
            channel.eventLoop.scheduleTask(in: TimeAmount(grace)) { channel.close(promise: nil) }
        }
    }
}
