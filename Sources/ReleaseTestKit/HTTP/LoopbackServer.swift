import Foundation
import Synchronization

/// A server on this machine that answers with exactly the bytes that a test gives it, and records the requests.
package final class LoopbackServer: Sendable {
    package struct Request: Sendable {
        /// `GET /simple/core/ HTTP/1.1`
        package var line: String
        /// Names in lower case.
        package var fields: [String: String]
        package var body: [UInt8]
    }

    package enum Answer: Sendable {
        /// These bytes, head and all; then the connection ends.
        case bytes([UInt8])
        /// Never anything.
        case silence

        package static func text(_ text: String) -> Answer { .bytes(Array(text.utf8)) }

        /// A complete response with its length.
        package static func status(
            _ status: Int, _ fields: [String: String] = [:], body: String = ""
        ) -> Answer {
            let head = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
            return .text("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(head)\r\n\(body)")
        }
    }

    package let port: Int
    private let listening: Int32
    private let seen = Mutex<[Request]>([])
    private let answer: @Sendable (Request) -> Answer
    /// Connections that get no response; closed with the server.
    private let held = Mutex<[Int32]>([])

    package init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
        self.answer = answer
        (listening, port) = try LoopbackServer.listen()
        let thread = Thread { [weak self, listening] in
            while true {
                let connection = accept(listening, nil, nil)
                guard connection >= 0, let server = self else {
                    if connection >= 0 { close(connection) }
                    return
                }
                Thread { server.serve(connection) }.start()
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listening, Int32(SHUT_RDWR))
        close(listening)
        for connection in held.withLock({ $0 }) { close(connection) }
    }

    package var address: String { "http://127.0.0.1:\(port)" }
    package var requests: [Request] { seen.withLock { $0 } }

    /// A socket on a free port of the loopback interface.
    static func listen() throws -> (Int32, Int) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, size) == 0 && Glibc.listen(socket, 64) == 0
                    && getsockname(socket, pointer, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return (socket, Int(UInt16(bigEndian: place.sin_port)))
    }

    /// A connection to a port of this machine; nil where nothing listens.
    static func connected(to port: Int) -> Int32? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        place.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
        let isConnected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { return socket }
        close(socket)
        return nil
    }

    package static func isListening(_ port: Int) -> Bool {
        guard let socket = connected(to: port) else { return false }
        close(socket)
        return true
    }

    /// A port that was free a moment ago.
    package static func freePort() throws -> Int {
        let (socket, port) = try listen()
        close(socket)
        return port
    }

    private func serve(_ connection: Int32) {
        guard let request = read(connection) else {
            close(connection)
            return
        }
        seen.withLock { $0.append(request) }
        switch answer(request) {
        case .silence: held.withLock { $0.append(connection) }
        case .bytes(let bytes):
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
            shutdown(connection, Int32(SHUT_WR))
            close(connection)
        }
    }

    private func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let headEnd = bytes.firstRange(of: end) {
                let lines = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self)
                    .split(separator: "\r\n").map(String.init)
                var fields: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                    if parts.count == 2 { fields[parts[0].lowercased()] = parts[1] }
                }
                let body = Array(bytes[headEnd.upperBound...])
                if body.count >= fields["content-length"].flatMap(Int.init) ?? 0 {
                    return Request(line: lines.first ?? "", fields: fields, body: body)
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
