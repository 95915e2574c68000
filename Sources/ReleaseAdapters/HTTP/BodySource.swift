import Foundation

/// The bytes of a request's body, from memory or from a file, and from their beginning again for a redirection.
final class BodySource {
    /// In bytes.
    let size: Int
    private let bytes: [UInt8]
    private let descriptor: Int32
    /// Where the body begins in the file.
    private let start: Int
    private var position = 0

    init(_ body: HTTPRequest.Body) throws(HTTPError) {
        switch body {
        case .none:
            bytes = []
            size = 0
            start = 0
            descriptor = -1
        case .bytes(let bytes):
            self.bytes = bytes
            size = bytes.count
            start = 0
            descriptor = -1
        case .file(let path):
            let file = try openFile(path)
            (bytes, descriptor, start, size) = ([], file.descriptor, 0, file.size)
        case .part(let path, let from, let count):
            let file = try openFile(path)
            guard from >= 0, count >= 0, from <= file.size, count <= file.size - from else {
                close(file.descriptor)
                throw .unreadable(file: path, reason: "it is shorter than expected")
            }
            (bytes, descriptor, start, size) = ([], file.descriptor, from, count)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// How many bytes were copied; 0 at the end, nil where the file can't be read.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let wanted = min(buffer.count, size - position)
        guard wanted > 0 else { return 0 }
        guard descriptor >= 0 else {
            buffer.copyBytes(from: bytes[position..<(position + wanted)])
            position += wanted
            return wanted
        }
        let count = pread(descriptor, buffer.baseAddress, wanted, off_t(start + position))
        // 0 before the announced size: someone shortened the file.
        guard count > 0 else { return nil }
        position += count
        return count
    }

    func seek(_ offset: Int) -> Bool {
        guard (0...size).contains(offset) else { return false }
        position = offset
        return true
    }
}

private func openFile(_ path: String) throws(HTTPError) -> (descriptor: Int32, size: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        let reason = descriptor < 0 ? "\(SystemError(number: errno))" : "not a regular file"
        if descriptor >= 0 { close(descriptor) }
        throw .unreadable(file: path, reason: reason)
    }
    return (descriptor, Int(status.st_size))
}
