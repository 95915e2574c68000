package import ReleaseModel

/// Files of release sets and of checkouts, with digests. Paths are absolute.
package protocol ReleaseFiles: Sendable {
    /// Files that match a pattern, sorted; `*` stands for any characters within a name.
    func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String]

    /// Copies a file and sums it in one pass. An existing target with the same digest is left; with another, replaced
    /// if `replacing`, refused otherwise. The target appears whole or not at all.
    func take(_ file: String, as target: String, replacing: Bool) async throws(FileError) -> (
        digest: Digest, size: Int64
    )

    func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64)

    /// Whole or not at all.
    func write(_ bytes: [UInt8], to file: String) async throws(FileError)

    /// nil where there is no such file.
    func read(_ file: String) async throws(FileError) -> [UInt8]?

    /// Names of the files in a folder, sorted by their bytes; empty where there is no folder.
    func names(in folder: String) async throws(FileError) -> [String]

    /// Paths of all files below a folder, relative to it, sorted; folders whose path is skipped are not entered, and
    /// symbolic links are not followed.
    func tree(
        of folder: String, skipping isSkipped: @escaping @Sendable (String) -> Bool
    ) async throws(FileError) -> [String]

    /// Names of the folders in a folder, sorted by their bytes; hidden ones left out.
    func folders(in folder: String) async throws(FileError) -> [String]

    func remove(_ path: String) async throws(FileError)

    /// What a file, or all files below a folder, take together, in bytes; 0 where there is nothing. Symbolic links are
    /// not followed.
    func size(of path: String) async throws(FileError) -> Int64
}

package enum FileError: UserFacingError, Equatable {
    case failed(path: String, reason: String)
    case full(path: String)
    /// For now: the disk is another machine's, or busy.
    case unavailable(path: String, reason: String)
    /// Something else stands there already.
    case differs(path: String, expected: Digest, found: Digest)
    case missing(path: String)

    package var code: String {
        switch self {
        case .failed: "file.failed"
        case .full: "file.disk-full"
        case .unavailable: "file.unavailable"
        case .differs: "file.differs"
        case .missing: "file.missing"
        }
    }

    package var summary: String {
        switch self {
        case .failed(let path, let reason), .unavailable(let path, let reason): "\(path): \(reason)."
        case .full(let path): "No space left for \(path)."
        case .differs(let path, _, _): "\(path) is already there with other content."
        case .missing(let path): "\(path) does not exist."
        }
    }

    package var reasons: [String] {
        if case .differs(_, let expected, let found) = self {
            ["to be written: \(expected)", "found: \(found)"]
        } else {
            []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .full: ["Make room, then: slipway run resume"]
        case .differs: ["Content that is public is never replaced: release with another version."]
        case .unavailable: ["Try again: slipway run retry"]
        case .failed, .missing: []
        }
    }

    package var retry: RetryAdvice { if case .unavailable = self { .later } else { .never } }
}
