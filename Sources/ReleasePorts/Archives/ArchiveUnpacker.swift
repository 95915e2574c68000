package import ReleaseModel

/// Unpacks zip archives of others, whose content is not trusted.
package protocol ArchiveUnpacker: Sendable {
    /// Unpacks an archive into a folder that is new, or empty. Nothing outside of it is written, whatever the archive
    /// says: an entry with an absolute path, with `..`, a link, or a name that another entry has is refused, and so is
    /// an archive that is larger than its limits once it is unpacked.
    ///
    /// - Returns: The paths of the files, relative to the folder, sorted.
    func unpack(
        _ archive: String, into folder: String, limits: ArchiveLimits
    ) async throws(ArchiveError) -> [String]
}

/// What an archive may hold.
package struct ArchiveLimits: Sendable, Hashable {
    /// Files and folders.
    package var files: Int
    /// Of all files together, unpacked.
    package var bytes: Int64

    package init(files: Int = 50_000, bytes: Int64 = 16 << 30) {
        self.files = files
        self.bytes = bytes
    }
}

/// Why an archive is not unpacked; what had been unpacked is removed.
package enum ArchiveError: UserFacingError, Equatable {
    case unreadable(String, reason: String)
    /// An entry would be written where it must not be.
    case unsafe(String, entry: String, reason: String)
    case tooLarge(String, ArchiveLimits)
    case file(FileError)

    package var code: String {
        switch self {
        case .unreadable: "archive.unreadable"
        case .unsafe: "archive.unsafe"
        case .tooLarge: "archive.too-large"
        case .file(let error): error.code
        }
    }

    package var summary: String {
        switch self {
        case .unreadable(let name, _): "The archive \(name) can't be read."
        case .unsafe(let name, let entry, _): "The archive \(name) is not unpacked: its entry '\(entry)' is not safe."
        case .tooLarge(let name, _): "The archive \(name) is not unpacked: it is too large."
        case .file(let error): error.summary
        }
    }

    package var reasons: [String] {
        switch self {
        case .unreadable(_, let reason), .unsafe(_, _, let reason): [reason]
        case .tooLarge(_, let limits):
            ["It would become more than \(limits.files) files or \(limits.bytes >> 30) GiB."]
        case .file(let error): error.reasons
        }
    }

    package var suggestions: [String] {
        switch self {
        case .unreadable: ["Let the workflow upload it again, then: slipway run retry"]
        case .unsafe: ["Upload regular files with relative paths, then: slipway run retry"]
        case .tooLarge: ["Upload what the release needs, and not whole build folders."]
        case .file(let error): error.suggestions
        }
    }

    package var retry: RetryAdvice { if case .file(let error) = self { error.retry } else { .never } }
}
