package import ReleaseModel

/// Files of release sets and of checkouts, with digests. Paths are absolute.
package protocol ReleaseFiles: Sendable {
    /// Files that match a pattern, sorted; `*` stands for any characters within a name.
    func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String]

    /// Copies a file and hashes it in one pass. An existing target with the same digest is kept; a different one is
    /// replaced if `replacing`, else refused. The target appears complete or not at all.
    func copy(_ file: String, as target: String, replacing: Bool) async throws(FileError) -> (
        digest: Digest, size: Int64
    )

    /// Copies a file made by untrusted commands, and hashes it in one pass; the copy replaces an existing file.
    ///
    /// - Parameter root: The folder that the file lies in, above it. Links are followed within it; one that leads out,
    ///   to a file that only we may read, is refused. The copied file is the one that was checked, even if its name
    ///   changes meanwhile.
    /// - Throws: ``FileError/leadsOut(path:root:)``.
    func copy(_ file: String, within root: String, as target: String) async throws(FileError) -> (
        digest: Digest, size: Int64
    )

    /// Gives a file the place of another one on the same disk, by a single rename.
    ///
    /// - Parameter present: The digest of the file that is replaced, as it was seen; nil: there was none.
    /// - Throws: ``FileError/differs(path:expected:found:)`` or ``FileError/missing(path:)`` if the destination
    ///   differs, and then nothing has changed.
    func move(_ file: String, to target: String, replacing present: Digest?) async throws(FileError)

    func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64)

    /// Atomically.
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
    /// Temporary: a network disk, or a busy one.
    case unavailable(path: String, reason: String)
    /// Something else already exists there.
    case differs(path: String, expected: Digest, found: Digest)
    case missing(path: String)
    /// A link leads out of the folder in which the file was to be.
    case leadsOut(path: String, root: String)

    package var code: String {
        switch self {
        case .failed: "file.failed"
        case .full: "file.disk-full"
        case .unavailable: "file.unavailable"
        case .differs: "file.differs"
        case .missing: "file.missing"
        case .leadsOut: "file.leads-out"
        }
    }

    package var summary: String {
        switch self {
        case .failed(let path, let reason), .unavailable(let path, let reason): "\(path): \(reason)."
        case .full(let path): "No space left for \(path)."
        case .differs(let path, _, _): "\(path) exists already with other content."
        case .missing(let path): "\(path) does not exist."
        case .leadsOut(let path, let root): "\(path) is not copied: a symbolic link leads out of \(root)."
        }
    }

    package var reasons: [String] {
        if case .differs(_, let expected, let found) = self {
            ["to be written: \(expected)", "found: \(found)"]
        } else if case .leadsOut = self {
            ["Slipway may read files that the build may not; what a link leads to could be one of them."]
        } else {
            []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .full: ["Make room, then: slipway run resume"]
        case .differs: ["Content that is public is never replaced: release with another version."]
        case .unavailable: ["Try again: slipway run retry"]
        case .leadsOut(let path, _):
            ["See where it leads: readlink -f \(path)", "Let the build make a copy instead of a link: cp -L"]
        case .failed, .missing: []
        }
    }

    package var retry: RetryAdvice { if case .unavailable = self { .later } else { .never } }
}
