import struct Crypto.SHA256
import struct Crypto.SHA512
import Foundation
import ReleaseModel

extension ContentDigest {
    /// Of bytes in memory.
    static func of(_ bytes: [UInt8], _ algorithm: Algorithm = .sha256) -> ContentDigest {
        let digits =
            switch algorithm {
            case .sha256: hexadecimal(SHA256.hash(data: bytes))
            case .sha512: hexadecimal(SHA512.hash(data: bytes))
            }
        guard let digest = ContentDigest(algorithm, digits) else { preconditionFailure("a hash has its length") }
        return digest
    }

    /// Of a part of a file, in constant memory; nil where it can't be read, or is shorter.
    static func ofFile(_ path: String, from offset: Int, count: Int, _ algorithm: Algorithm) -> ContentDigest? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        posix_fadvise(descriptor, off_t(offset), off_t(count), POSIX_FADV_SEQUENTIAL)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var (short, long) = (SHA256(), SHA512())
        var position = 0
        while position < count {
            let read = pread(
                descriptor, buffer.baseAddress, min(buffer.count, count - position), off_t(offset + position))
            if read < 0, errno == EINTR { continue }
            guard read > 0 else { return nil }
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<read])
            switch algorithm {
            case .sha256: short.update(bufferPointer: bytes)
            case .sha512: long.update(bufferPointer: bytes)
            }
            position += read
        }
        switch algorithm {
        case .sha256: return ContentDigest(.sha256, hexadecimal(short.finalize()))
        case .sha512: return ContentDigest(.sha512, hexadecimal(long.finalize()))
        }
    }
}

/// Part of a file, where it is short.
func fileBytes(of path: String, from offset: Int, count: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    var position = 0
    while position < count {
        let read = bytes[position...].withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress, $0.count, off_t(offset + position))
        }
        if read < 0, errno == EINTR { continue }
        guard read > 0 else { return nil }
        position += read
    }
    return bytes
}
