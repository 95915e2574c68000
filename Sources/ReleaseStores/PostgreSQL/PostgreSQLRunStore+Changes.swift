import Foundation
import Synchronization

extension PostgreSQLRunStore {
    /// Listens on a connection of its own ([NOTIFY](https://www.postgresql.org/docs/15/sql-notify.html)). Notifications
    /// missed while it was lost are delivered once it is back.
    package nonisolated func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let isOver = OneWaySwitch()
        continuation.onTermination = { _ in isOver.turn() }
        let listener = Listener(address: address, workspace: workspace)
        // Waits for the server in a thread of its own; ended with the stream that it serves.
        Thread.detachNewThread { listener.listen(until: isOver) { continuation.yield() } }
        return stream
    }
}

/// Turned once, seen by all.
final class OneWaySwitch: Sendable {
    private let isOn = Atomic(false)

    func turn() { isOn.store(true, ordering: .releasing) }
    var isTurned: Bool { isOn.load(ordering: .acquiring) }
}

/// What a workspace is called in a notice, which the server keeps short.
func noticeText(_ workspace: String) -> String { workspace.utf8.count < 4000 ? workspace : "" }

/// Waits for notices of one workspace, and connects again when the connection was lost.
struct Listener: Sendable {
    let address: String
    let workspace: String

    func listen(until isOver: OneWaySwitch, wake: () -> Void) {
        var wait = 0.1
        while !isOver.isTurned {
            do {
                let connection = try Connection(address: address)
                wait = 0.1
                // A pooler that gives each transaction another session delivers no notifications.
                guard !connection.isPooled else { return look(until: isOver, wake: wake) }
                try connection.execute("LISTEN slipway")
                // Whatever happened before this one listened.
                wake()
                try read(connection, until: isOver, wake: wake)
            } catch {
                // Reported by the next real call; this one only gives hints.
                rest(wait, until: isOver)
                wait = min(wait * 2, 5)
            }
        }
    }

    /// Without notifications: polls once a second.
    private func look(until isOver: OneWaySwitch, wake: () -> Void) {
        while !isOver.isTurned {
            wake()
            rest(1, until: isOver)
        }
    }

    /// Waits in parts, so that it ends in time.
    private func rest(_ seconds: Double, until isOver: OneWaySwitch) {
        let end = ContinuousClock.now + .seconds(seconds)
        while !isOver.isTurned, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.05) }
    }

    private func read(_ connection: Connection, until isOver: OneWaySwitch, wake: () -> Void) throws {
        while !isOver.isTurned {
            guard waitForSocket(connection.socket, until: ContinuousClock.now + .milliseconds(200)) else { continue }
            if try connection.notifications().contains(where: { $0.isEmpty || $0 == noticeText(workspace) }) { wake() }
        }
    }
}
