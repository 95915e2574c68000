import CLibArchive
import Foundation
package import ReleaseModel
package import ReleasePorts

/// Zip archives, by libarchive.
package struct ZipArchives: ArchiveUnpacker {
    private let threads: WorkerThreads

    package init(threads: WorkerThreads = WorkerThreads()) { self.threads = threads }

    package func unpack(
        _ archive: String, into folder: String, limits: ArchiveLimits
    ) async throws(ArchiveError) -> [String] {
        try await threads.perform { () -> Result<[String], ArchiveError> in
            let unpacked = Result { () throws(ArchiveError) in
                try inUTF8 { () throws(ArchiveError) in try Unpacking(archive, into: folder, limits).unpack() }
            }
            if case .failure = unpacked { try? FileManager.default.removeItem(atPath: folder) }
            return unpacked
        }.get()
    }
}

/// libarchive reads names in the locale of its thread, and no locale may decide what a release holds.
private func inUTF8<Answer>(_ body: () throws(ArchiveError) -> Answer) throws(ArchiveError) -> Answer {
    guard let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return try body() }
    let before = uselocale(locale)
    defer {
        uselocale(before)
        freelocale(locale)
    }
    return try body()
}

private struct Unpacking {
    let archive: String
    /// For errors.
    let name: String
    let folder: String
    let limits: ArchiveLimits

    init(_ archive: String, into folder: String, _ limits: ArchiveLimits) {
        self.archive = archive
        name = archive.split(separator: "/").last.map(String.init) ?? archive
        self.folder = folder
        self.limits = limits
    }

    func unpack() throws(ArchiveError) -> [String] {
        guard let reader = archive_read_new() else { throw .unreadable(name, reason: "Memory ran out.") }
        defer { archive_read_free(reader) }
        // Only what is uploaded: other formats would have entries of other kinds.
        archive_read_support_format_zip_seekable(reader)
        guard archive_read_open_filename(reader, archive, 64 << 10) == ARCHIVE_OK else { throw unreadable(reader) }
        try make(folder)
        var files: Set<String> = []
        var entries = 0
        var written: Int64 = 0
        while true {
            var entry: OpaquePointer?
            switch archive_read_next_header(reader, &entry) {
            case ARCHIVE_EOF: return files.sorted()
            case ARCHIVE_OK: break
            default: throw unreadable(reader)
            }
            guard let entry else { throw unreadable(reader) }
            entries += 1
            guard entries <= limits.files else { throw .tooLarge(name, limits) }
            let path = try safePath(of: entry)
            if archive_entry_filetype(entry) == EntryKind.folder {
                try make(folder + "/" + path)
                continue
            }
            guard files.insert(path).inserted else { throw unsafe(path, "Another entry has the same name.") }
            try write(reader, to: path, &written)
        }
    }

    /// The relative path of a regular file or folder.
    private func safePath(of entry: OpaquePointer) throws(ArchiveError) -> String {
        guard let text = archive_entry_pathname_utf8(entry) else {
            throw unsafe("", "Its name can't be read.")
        }
        var path = String(cString: text)
        let kind = archive_entry_filetype(entry)
        guard kind == EntryKind.file || kind == EntryKind.folder, archive_entry_hardlink(entry) == nil else {
            throw unsafe(path, "It is neither a file nor a folder.")
        }
        if path.hasSuffix("/") { path.removeLast() }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
            throw unsafe(path, "Its path leads elsewhere.")
        }
        guard !path.contains("\\"), path.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
            throw unsafe(path, "Its name has characters that no file should have.")
        }
        return path
    }

    private func write(
        _ reader: OpaquePointer, to path: String, _ written: inout Int64
    ) throws(ArchiveError) {
        let target = folder + "/" + path
        if let slash = path.lastIndex(of: "/") { try make(folder + "/" + path[..<slash]) }
        // Every folder was made here, and no link can have been: the name is new, or something is wrong.
        let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failed(target) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = bytes.withUnsafeMutableBytes { archive_read_data(reader, $0.baseAddress, $0.count) }
            if count == 0 { return }
            guard count > 0 else { throw unreadable(reader) }
            written += Int64(count)
            guard written <= limits.bytes else { throw .tooLarge(name, limits) }
            try append(bytes[..<count], to: file, target)
        }
    }

    private func append(_ bytes: ArraySlice<UInt8>, to file: Int32, _ path: String) throws(ArchiveError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed(path) }
            rest = rest.dropFirst(count)
        }
    }

    private func make(_ folder: String) throws(ArchiveError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw .file(.failed(path: folder, reason: error.localizedDescription)) }
    }

    private func failed(_ path: String) -> ArchiveError {
        errno == ENOSPC || errno == EDQUOT
            ? .file(.full(path: path)) : .file(.failed(path: path, reason: String(cString: strerror(errno))))
    }

    private func unreadable(_ reader: OpaquePointer) -> ArchiveError {
        .unreadable(
            name, reason: archive_error_string(reader).map { String(cString: $0) } ?? "It is not a zip archive.")
    }

    private func unsafe(_ entry: String, _ reason: String) -> ArchiveError {
        .unsafe(name, entry: withoutControls(entry), reason: reason)
    }
}

/// What an entry is, as in `struct stat`.
private enum EntryKind {
    static let folder: mode_t = 0o040000
    static let file: mode_t = 0o100000
}
