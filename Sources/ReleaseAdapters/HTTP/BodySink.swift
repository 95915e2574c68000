import Foundation
import ReleaseModel

/// A file that an answer's body is written to.
final class BodySink {
    let path: String
    /// In bytes, so far.
    private(set) var size = 0
    /// Why it could not be written; nil: it could.
    private(set) var fault: String?
    private let descriptor: Int32

    init(_ path: String) throws(HTTPError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: "\(SystemError(number: errno))") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            guard count > 0 else {
                fault = "\(SystemError(number: errno))"
                return false
            }
            size += count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
        return true
    }

    /// Begins anew, for the answer behind a redirection.
    func empty() {
        guard size > 0 else { return }
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            fault = "\(SystemError(number: errno))"
            return
        }
        size = 0
    }
}
