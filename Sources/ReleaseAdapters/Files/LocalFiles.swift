import CFiles
import struct Crypto.SHA256
import Foundation
package import ReleaseModel
package import ReleasePorts

/// Files on this machine.
package struct LocalFiles: ReleaseFiles {
    private let threads: WorkerThreads
    private let leftParts = LeftParts()

    package init(threads: WorkerThreads = WorkerThreads()) { self.threads = threads }

    package func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String] {
        let parts = pattern.split(separator: "/").map(String.init)
        var found = [folder]
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            found = found.flatMap { place -> [String] in
                guard part.contains("*") else { return [place + "/" + part] }
                let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
                return names.filter { $0.matches(glob: part) && ($0.first != "." || part.first == ".") }.sorted()
                    .map { place + "/" + $0 }
            }.filter { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                    && isFolder.boolValue != isLast
            }
        }
        return found.sorted()
    }

    package func copy(
        _ file: String, as target: String, replacing: Bool
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        let source = try await digest(of: file)
        let leftParts = leftParts
        await threads.perform { leftParts.remove(of: target) }
        if let present = try? await digest(of: target) {
            if present.digest == source.digest {
                // A killed attempt may have renamed it without syncing.
                try await blocking { () throws(FileError) in
                    try syncFolder((target as NSString).deletingLastPathComponent)
                }
                return source
            }
            guard replacing else { throw .differs(path: target, expected: source.digest, found: present.digest) }
        }
        return try await blocking { () throws(FileError) in
            let part = LeftParts.name(of: target)
            try makeFolder(of: target)
            let copied = try LocalFiles.pass(over: file, copyTo: part)
            guard rename(part, target) == 0 else { throw failure(target) }
            try syncFolder((target as NSString).deletingLastPathComponent)
            return copied
        }
    }

    package func copy(
        _ file: String, within root: String, as target: String
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        guard file.hasPrefix(root + "/") else { throw .leadsOut(path: file, root: root) }
        let leftParts = leftParts
        return try await blocking { () throws(FileError) in
            let input = cfiles_open_beneath(root, String(file.dropFirst(root.count + 1)))
            guard input >= 0 else {
                let number = errno
                let isLink = number == EXDEV || number == ELOOP
                if isLink { throw .leadsOut(path: file, root: root) }
                throw number == ENOENT ? .missing(path: file) : failure(file)
            }
            defer { close(input) }
            leftParts.remove(of: target)
            let part = LeftParts.name(of: target)
            try makeFolder(of: target)
            let copied = try LocalFiles.pass(over: input, of: file, copyTo: part)
            guard rename(part, target) == 0 else { throw failure(target) }
            try syncFolder((target as NSString).deletingLastPathComponent)
            return copied
        }
    }

    package func move(_ file: String, to target: String, replacing present: Digest?) async throws(FileError) {
        try await blocking { () throws(FileError) in
            try makeFolder(of: target)
            if let present {
                try LocalFiles.exchange(file, with: target, if: present)
            } else if cfiles_rename_new(file, target) != 0 {
                guard errno == EEXIST else { throw failure(target) }
                throw try LocalFiles.difference(file, from: target)
            }
            try syncFolder((target as NSString).deletingLastPathComponent)
        }
    }

    package func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await blocking { () throws(FileError) in try LocalFiles.pass(over: file, copyTo: nil) }
    }

    package func write(_ bytes: [UInt8], to file: String) async throws(FileError) {
        let leftParts = leftParts
        try await blocking { () throws(FileError) in
            try makeFolder(of: file)
            leftParts.remove(of: file)
            let part = LeftParts.name(of: file)
            let output = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
            guard output >= 0 else { throw failure(file) }
            defer {
                close(output)
                // Already gone unless something failed.
                unlink(part)
            }
            try bytes.withUnsafeBufferPointer { (buffer) throws(FileError) in
                try writeAll(UnsafeRawBufferPointer(buffer), to: output, path: file)
            }
            guard fsync(output) == 0, rename(part, file) == 0 else { throw failure(file) }
            try syncFolder((file as NSString).deletingLastPathComponent)
        }
    }

    package func read(_ file: String) async throws(FileError) -> [UInt8]? {
        try await blocking { () throws(FileError) in
            guard FileManager.default.fileExists(atPath: file) else { return nil }
            guard let data = FileManager.default.contents(atPath: file) else { throw failure(file) }
            return Array(data)
        }
    }

    package func names(in folder: String) async throws(FileError) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package func tree(
        of folder: String, skipping isSkipped: @escaping @Sendable (String) -> Bool
    ) async throws(FileError) -> [String] {
        try await blocking { () throws(FileError) in
            var found: [String] = []
            var open = [""]
            while let here = open.popLast() {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + here)) ?? []
                for name in names {
                    let path = here.isEmpty ? name : here + "/" + name
                    var status = stat()
                    guard lstat(folder + "/" + path, &status) == 0 else { continue }
                    switch status.st_mode & S_IFMT {
                    case S_IFDIR: if !isSkipped(path) { open.append(path) }
                    case S_IFREG: found.append(path)
                    default: break
                    }
                }
            }
            return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    package func folders(in folder: String) async throws(FileError) -> [String] {
        try await blocking { () throws(FileError) in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { name in
                var isFolder: ObjCBool = false
                return !name.hasPrefix(".")
                    && FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
                    && isFolder.boolValue
            }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    package func remove(_ path: String) async throws(FileError) {
        try await blocking { () throws(FileError) in
            guard FileManager.default.fileExists(atPath: path) else { return }
            do { try FileManager.default.removeItem(atPath: path) } catch {
                throw .failed(path: path, reason: systemReason(error))
            }
        }
    }

    package func size(of path: String) async throws(FileError) -> Int64 {
        try await blocking { () throws(FileError) in
            var total: Int64 = 0
            var open = [path]
            while let here = open.popLast() {
                var status = stat()
                guard lstat(here, &status) == 0 else { continue }
                total += status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : 0
                guard status.st_mode & S_IFMT == S_IFDIR else { continue }
                open += ((try? FileManager.default.contentsOfDirectory(atPath: here)) ?? []).map { here + "/" + $0 }
            }
            return total
        }
    }

    private func blocking<Answer: Sendable>(
        _ call: @escaping @Sendable () throws(FileError) -> Answer
    ) async throws(FileError) -> Answer {
        try await threads.perform { () -> Result<Answer, FileError> in Result { () throws(FileError) in try call() } }
            .get()
    }

    /// Reads a file once; hashes it and, on request, copies it with its mode.
    private static func pass(
        over file: String, copyTo target: String?
    ) throws(FileError) -> (digest: Digest, size: Int64) {
        let input = open(file, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw errno == ENOENT ? .missing(path: file) : failure(file) }
        defer { close(input) }
        return try pass(over: input, of: file, copyTo: target)
    }

    /// Replaces a file that has a given digest; a different file that appeared meanwhile is put back.
    private static func exchange(_ file: String, with target: String, if present: Digest) throws(FileError) {
        let seen = open(target, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard seen >= 0 else { throw errno == ENOENT ? .missing(path: target) : failure(target) }
        // Kept open, so that its inode number is not reused.
        defer { close(seen) }
        guard try pass(over: seen, of: target, copyTo: nil).digest == present else {
            throw try difference(file, from: target)
        }
        guard cfiles_exchange(file, target) == 0 else {
            switch errno {
            case ENOENT: throw .missing(path: target)
            // A network file system; a file that appears in between is replaced there.
            case EINVAL, ENOSYS: if rename(file, target) == 0 { return } else { throw failure(target) }
            default: throw failure(target)
            }
        }
        var (wanted, found) = (stat(), stat())
        guard fstat(seen, &wanted) == 0, lstat(file, &found) == 0, wanted.st_ino == found.st_ino,
            wanted.st_dev == found.st_dev
        else {
            guard cfiles_exchange(file, target) == 0 else { throw failure(target) }
            throw try difference(file, from: target)
        }
        unlink(file)
    }

    private static func difference(_ file: String, from target: String) throws(FileError) -> FileError {
        .differs(
            path: target, expected: try pass(over: file, copyTo: nil).digest,
            found: try pass(over: target, copyTo: nil).digest)
    }

    /// - Parameters:
    ///   - input: At the beginning of the file.
    ///   - file: Its path, for errors.
    private static func pass(
        over input: Int32, of file: String, copyTo target: String?
    ) throws(FileError) -> (digest: Digest, size: Int64) {
        posix_fadvise(input, 0, 0, POSIX_FADV_SEQUENTIAL)
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .failed(path: file, reason: "not a regular file")
        }
        var output: Int32 = -1
        if let target {
            output = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, status.st_mode & 0o777)
            guard output >= 0 else { throw failure(target) }
        }
        defer { if output >= 0 { close(output) } }
        var hasher = SHA256()
        var size: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(input, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(file) }
            guard count > 0 else { break }
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
            hasher.update(bufferPointer: bytes)
            if output >= 0 { try writeAll(bytes, to: output, path: target ?? "") }
            size += Int64(count)
        }
        if output >= 0, fsync(output) != 0 { throw failure(target ?? "") }
        return (Digest(hexadecimal(hasher.finalize())), size)
    }
}

/// Lower-case hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

extension String {
    /// `*` stands for any characters; everything else for itself.
    func matches(glob: String) -> Bool {
        let parts = glob.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return self == glob }
        guard hasPrefix(first), hasSuffix(last), utf8.count >= first.utf8.count + last.utf8.count else { return false }
        var rest = dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}

private func makeFolder(of file: String) throws(FileError) {
    try makeFolders((file as NSString).deletingLastPathComponent)
}

private func writeAll(_ bytes: UnsafeRawBufferPointer, to output: Int32, path: String) throws(FileError) {
    var done = 0
    while done < bytes.count {
        let count = write(output, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw failure(path) }
        done += count
    }
}

private func failure(_ path: String) -> FileError {
    let number = errno
    let reason = "\(SystemError(number: number))"
    return switch number {
    case ENOSPC, EDQUOT: .full(path: path)
    case ESTALE, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ENOTCONN, EBUSY, EAGAIN, EINTR:
        .unavailable(path: path, reason: reason)
    default: .failed(path: path, reason: reason)
    }
}
