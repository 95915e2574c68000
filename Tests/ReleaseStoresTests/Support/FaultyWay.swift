import Foundation
import Synchronization

/// A way to a PostgreSQL server on which a connection is lost when a test says so.
final class FaultyWay: Sendable {
    /// What happens to the next transaction's end.
    enum Fault: Sendable {
        /// It never reaches the server.
        case lostBefore
        /// The server does it, and its answer is lost.
        case lostBehind
    }

    private let folder: String
    private let server: String
    private let listener: Int32
    private let fault = Mutex<Fault?>(nil)
    /// How often that happens further.
    private let repetitions = Mutex(0)
    /// How many connections are lost when they look at something under a lock.
    private let lostLooks = Mutex(0)
    private let isClosed = Atomic(false)

    /// - Parameter server: A connection string with the socket's folder as `host`.
    init(to server: String) throws {
        folder = "/tmp/slipway-way-\(UInt32.random(in: .min ... .max))"
        self.server = try FaultyWay.host(server) + "/.s.PGSQL.5432"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try FaultyWay.withAddress(folder + "/.s.PGSQL.5432") { bind(listener, $0, $1) }
        listen(listener, 20)
        Thread.detachNewThread { [self] in accept() }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The same connection string by this way.
    func address(_ server: String) throws -> String {
        server.replacing("host=\(try FaultyWay.host(server))", with: "host=\(folder)")
    }

    /// - Parameters:
    ///   - count: How many connections are lost afterwards, when they look what became of it.
    ///   - times: At how many ends of transactions it happens.
    func arm(_ fault: Fault, losingLooks count: Int = 0, times: Int = 1) {
        repetitions.withLock { $0 = times - 1 }
        self.fault.withLock { $0 = fault }
        lostLooks.withLock { $0 = count }
    }

    /// Ends the way; whoever used it holds nothing of it.
    func close() {
        isClosed.store(true, ordering: .releasing)
        shutdown(listener, Int32(SHUT_RDWR))
        Foundation.close(listener)
    }

    private func accept() {
        while !isClosed.load(ordering: .acquiring) {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0 else { return }
            Thread.detachNewThread { [self] in carry(client) }
        }
    }

    private func carry(_ client: Int32) {
        let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            Foundation.close(client)
            Foundation.close(upstream)
        }
        guard (try? FaultyWay.withAddress(server, { connect(upstream, $0, $1) })) != nil else { return }
        var isDeaf = false
        while true {
            var entries = [pollfd(fd: client, events: Int16(POLLIN), revents: 0)]
            entries.append(pollfd(fd: upstream, events: Int16(POLLIN), revents: 0))
            guard poll(&entries, 2, 60_000) > 0 else { return }
            if entries[0].revents != 0 {
                guard let bytes = receive(client) else { return }
                if bytes.firstRange(of: Data("FOR UPDATE".utf8)) != nil, fault.withLock({ $0 == nil }),
                    lostLooks.withLock({ count in
                        count -= 1
                        return count >= 0
                    })
                {
                    return
                }
                if bytes.firstRange(of: Data("\0COMMIT\0".utf8)) != nil,
                    let fault = fault.withLock({ fault in
                        let isLast = repetitions.withLock { repetitions in
                            repetitions -= 1
                            return repetitions < 0
                        }
                        defer { if isLast { fault = nil } }
                        return fault
                    })
                {
                    if fault == .lostBefore { return }
                    isDeaf = true
                }
                guard send(bytes, to: upstream) else { return }
            }
            if entries[1].revents != 0 {
                guard let bytes = receive(upstream), !isDeaf, send(bytes, to: client) else { return }
            }
        }
    }

    private func receive(_ socket: Int32) -> Data? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Data(bytes.prefix(count)) : nil
    }

    private func send(_ bytes: Data, to socket: Int32) -> Bool {
        bytes.withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == bytes.count }
    }

    private static func host(_ address: String) throws -> String {
        guard let host = address.split(separator: " ").first(where: { $0.hasPrefix("host=/") }) else {
            throw CocoaError(.featureUnsupported)
        }
        return String(host.dropFirst(5))
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
