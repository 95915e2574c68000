import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

typealias ClientChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>
private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>

/// Serves the requests of one connection, one after the other.
struct Connection: Sendable {
    let channel: ClientChannel
    let limits: ServerLimits
    let register: ConnectionRegister
    let handler: HTTPServer.Handler

    func serve() async {
        let key = ObjectIdentifier(channel.channel)
        guard register.add(channel.channel, most: limits.connections) else {
            try? await channel.channel.close().get()
            try? await channel.executeThenClose { _, _ in }
            return
        }
        defer { register.remove(key) }
        // What ends a connection early is the client's affair.
        try? await channel.executeThenClose { inbound, outbound in
            let parts = ClientParts(inbound.makeAsyncIterator(), outbound: outbound)
            while let head = try await parts.nextHead() {
                guard register.begin(key) else { return }
                guard try await serve(head, parts, outbound) else { return }
                guard register.end(key) else { return }
            }
        }
    }

    /// - Returns: Whether the connection can serve another request.
    private func serve(_ head: HTTPRequestHead, _ parts: ClientParts, _ outbound: Outbound) async throws -> Bool {
        let body = RequestBody(source: parts, limit: limits.body)
        let request = ServerRequest(
            method: head.method.rawValue, target: head.uri,
            fields: head.headers.map { MessageField($0.name, $0.value) }, body: body)
        let response = await handler(request)
        guard !response.isDropped else { return false }
        // HTTP/1.0 has no chunks: there the end of the connection ends the body.
        let isKept =
            head.version == .http1_1 && head.isKeepAlive && !response.closesConnection && !register.isDraining
        try await send(response, to: head, isKept: isKept, outbound)
        guard isKept else { return false }
        return await body.skipRest(upTo: limits.skippedBody)
    }

    private func send(
        _ response: ServerResponse, to request: HTTPRequestHead, isKept: Bool, _ outbound: Outbound
    ) async throws {
        var headers = HTTPHeaders(response.fields.map { ($0.name, $0.value) })
        let hasBody = response.status >= 200 && response.status != 204 && response.status != 304
        let length: Int? =
            switch response.body {
            case .bytes(let bytes): bytes.count
            case .file(let path): try await sizeOfFile(path)
            case .stream(let length, _): length
            }
        if hasBody, let length, headers["Content-Length"].isEmpty {
            headers.add(name: "Content-Length", value: String(length))
        }
        if hasBody, length == nil, request.method != .HEAD, request.version == .http1_1 {
            headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
        }
        if !isKept { headers.replaceOrAdd(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: request.version, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
        try await outbound.write(.head(head))
        if hasBody, request.method != .HEAD {
            let left = Mutex(length)
            let writer = ResponseWriter { bytes in
                let isOver = left.withLock { left in
                    left = left.map { $0 - bytes.count }
                    return left.map { $0 < 0 } ?? false
                }
                guard !isOver else { throw WrongLength() }
                try await outbound.write(.body(ByteBuffer(bytes: bytes)))
            }
            switch response.body {
            case .bytes(let bytes): if !bytes.isEmpty { try await writer.write(bytes) }
            case .file(let path): try await send(path, writer)
            case .stream(_, let write): try await write(writer)
            }
            // What is shorter than it says must not look complete to the next reader of the connection.
            guard left.withLock({ $0 ?? 0 }) == 0 else { throw WrongLength() }
        }
        try await outbound.write(.end(nil))
    }

    private func sizeOfFile(_ path: String) async throws -> Int {
        try await NIOThreadPool.singleton.runIfActive {
            var status = stat()
            guard stat(path, &status) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            return Int(status.st_size)
        }
    }

    private func send(_ path: String, _ writer: ResponseWriter) async throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(file) }
        while true {
            let piece = try await NIOThreadPool.singleton.runIfActive {
                [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
                    count = max(0, read(file, buffer.baseAddress, buffer.count))
                }
            }
            guard !piece.isEmpty else { return }
            try await writer.write(piece)
        }
    }
}

/// A handler wrote more or less than it had announced; the connection is cut.
private struct WrongLength: Error {}

/// The parts that a client sends, for the connection's loop and for the body that a handler reads.
///
/// `@unchecked Sendable`: the loop and the handler take turns, since the loop waits for the handler; and a second reader
/// beside a waiting one is stopped by `isReading`.
private final class ClientParts: PartSource, @unchecked Sendable {
    private var iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    private let outbound: Outbound
    private let isReading = Atomic(false)
    private var expectsContinue = false

    init(_ iterator: NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator, outbound: Outbound) {
        self.iterator = iterator
        self.outbound = outbound
    }

    /// The next request's head; nil where the client closed the connection.
    func nextHead() async throws -> HTTPRequestHead? {
        while let part = try await next() {
            if case .head(let head) = part {
                expectsContinue = head.waitsForPermission
                return head
            }
        }
        return nil
    }

    func nextPiece() async throws(RequestBodyError) -> [UInt8]? {
        do {
            if expectsContinue {
                expectsContinue = false
                try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
            }
            switch try await next() {
            case .body(let bytes): return Array(bytes.readableBytesView)
            case .end: return nil
            case .head, nil: throw RequestBodyError.brokenOff
            }
        } catch {
            throw .brokenOff
        }
    }

    private func next() async throws -> HTTPServerRequestPart? {
        precondition(!isReading.exchange(true, ordering: .acquiring), "two tasks read one request's body")
        defer { isReading.store(false, ordering: .releasing) }
        return try await iterator.next()
    }
}
