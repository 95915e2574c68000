import Foundation
import Synchronization

/// Hands on connections to a server of this machine, and cuts the first ones of a kind in their middle.
package final class CuttingProxy: Sendable {
    package let port: Int
    private let listening: Int32
    private let target: Int
    private let method: String
    private let limit: Int
    private let cuts: Mutex<Int>

    /// - Parameters:
    ///   - target: The server's port.
    ///   - method: Of the requests that are cut, such as `PATCH`.
    ///   - limit: How many bytes of such a request are handed on.
    ///   - cuts: How many of them are cut.
    package init(to target: Int, method: String, after limit: Int, cuts: Int) throws {
        self.target = target
        self.method = method
        self.limit = limit
        self.cuts = Mutex(cuts)
        (listening, port) = try LoopbackServer.listen()
        Thread { [weak self, listening] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0, let proxy = self else {
                    if connection >= 0 { close(connection) }
                    return
                }
                Thread { proxy.serve(connection) }.start()
            }
        }.start()
    }

    deinit {
        shutdown(listening, Int32(SHUT_RDWR))
        close(listening)
    }

    /// How many cuts are left.
    package var left: Int { cuts.withLock { $0 } }

    private func serve(_ connection: Int32) {
        guard let server = LoopbackServer.connected(to: target) else {
            close(connection)
            return
        }
        let ended = DispatchSemaphore(value: 0)
        let back = Thread {
            defer { ended.signal() }
            CuttingProxy.pass(from: server, to: connection) { _ in true }
            shutdown(connection, Int32(SHUT_RDWR))
        }
        back.start()
        var passed = 0
        var isCut: Bool?
        CuttingProxy.pass(from: connection, to: server) { bytes in
            let isOne =
                isCut
                ?? (bytes.starts(with: Array((self.method + " ").utf8))
                    && self.cuts.withLock { left in
                        defer { left = max(0, left - 1) }
                        return left > 0
                    })
            isCut = isOne
            passed += bytes.count
            return !isOne || passed <= self.limit
        }
        shutdown(server, Int32(SHUT_RDWR))
        shutdown(connection, Int32(SHUT_RDWR))
        // A number that is free again would be another connection's.
        ended.wait()
        close(server)
        close(connection)
    }

    private static func pass(from source: Int32, to target: Int32, while mayPass: (ArraySlice<UInt8>) -> Bool) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0, mayPass(buffer[..<count]) else { return }
            var rest = buffer[..<count]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes { send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard sent > 0 else { return }
                rest = rest.dropFirst(sent)
            }
        }
    }
}
