import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// The body of a request, read once, as it arrives.
package final class RequestBody: Sendable {
    private let source: any PartSource
    private let limit: Int
    /// What has been read so far, in bytes; nil behind the end.
    private let count = Mutex<Int?>(0)

    init(source: any PartSource, limit: Int) {
        self.source = source
        self.limit = limit
    }

    /// A body that is here already.
    package convenience init(_ bytes: [UInt8] = []) {
        self.init(source: StoredParts(bytes), limit: .max)
    }

    /// The next piece; nil at the end.
    package func next() async throws(RequestBodyError) -> [UInt8]? {
        guard let before = count.withLock({ $0 }) else { return nil }
        guard let piece = try await source.nextPiece() else {
            count.withLock { $0 = nil }
            return nil
        }
        guard before + piece.count <= limit else { throw .tooLarge(limit: limit) }
        count.withLock { $0 = before + piece.count }
        return piece
    }

    /// All of it, in memory.
    package func bytes(upTo most: Int) async throws(RequestBodyError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await next() {
            bytes += piece
            guard bytes.count <= most else { throw .tooLarge(limit: most) }
        }
        return bytes
    }

    /// All of it in memory, or in a new file where it is larger than `most`.
    ///
    /// - Parameter path: Where the file is made; the caller removes it.
    package func spool(above most: Int, to path: String) async throws(RequestBodyError) -> SpooledBody {
        var bytes: [UInt8] = []
        var file: SpoolFile?
        defer { file?.close() }
        var count = 0
        while let piece = try await next() {
            count += piece.count
            bytes += piece
            guard count > most else { continue }
            if file == nil { file = try SpoolFile(path) }
            try await file?.append(bytes)
            bytes = []
        }
        return file == nil ? .bytes(bytes) : .file(path, size: count)
    }

    /// Reads and forgets the rest, so that the connection can serve another request.
    ///
    /// - Returns: Whether it came to the end within `most` bytes.
    func skipRest(upTo most: Int) async -> Bool {
        var left = most
        while left >= 0 {
            guard let piece = try? await next() else { return count.withLock { $0 == nil } }
            left -= piece.count
        }
        return false
    }
}

/// A body that has arrived completely.
package enum SpooledBody: Sendable, Hashable {
    case bytes([UInt8])
    case file(String, size: Int)

    package var size: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(_, let size): size
        }
    }
}

package enum RequestBodyError: Error, Equatable {
    /// More than this many bytes.
    case tooLarge(limit: Int)
    /// The client went away, or was too slow.
    case brokenOff
    /// The file that it is kept in can't be written: an error number.
    case notKept(Int32)
}

/// Where the pieces of a body come from.
protocol PartSource: Sendable {
    func nextPiece() async throws(RequestBodyError) -> [UInt8]?
}

private final class StoredParts: PartSource {
    private let bytes: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes.isEmpty ? nil : bytes) }

    func nextPiece() async throws(RequestBodyError) -> [UInt8]? {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes
        }
    }
}

/// A file that grows; its blocking calls run on threads of their own.
private struct SpoolFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws(RequestBodyError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notKept(errno) }
    }

    func append(_ bytes: [UInt8]) async throws(RequestBodyError) {
        let descriptor = descriptor
        let failure = try? await NIOThreadPool.singleton.runIfActive { () -> Int32 in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return errno }
                rest = rest.dropFirst(written)
            }
            return 0
        }
        guard failure == 0 else { throw .notKept(failure ?? ECANCELED) }
    }

    func close() { _ = Foundation.close(descriptor) }
}
