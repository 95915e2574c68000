import Foundation
package import ReleaseModel
import ReleasePorts

/// The workspace's `.slipway`, which may be in a place where others can put files: a clone, an unpacked archive.
///
/// Nothing in it is a link, so nothing written there ends up elsewhere; data about runs is readable only by its owner.
package struct StateFolder: Sendable {
    package let path: String
    private let isPassedThrough: Bool

    /// - Parameter isPassedThrough: Whether another user works in checkouts below `work`: that user can traverse the
    ///   folder, but not list it.
    package init(path: String, isPassedThrough: Bool = false) {
        self.path = path
        self.isPassedThrough = isPassedThrough
    }

    /// Makes the folder where it is missing, and refuses one with links in it.
    ///
    /// - Throws: ``StateFolderError``, or ``FileError``.
    package func prepare() throws {
        try check()
        // The folder tells git to ignore it in the repository around it.
        if !FileManager.default.fileExists(atPath: path + "/.gitignore") {
            try make(path, mode: 0o755)
            try write("*\n", to: path + "/.gitignore")
        }
        try make(path + "/logs", mode: 0o700)
        try make(path + "/work", mode: isPassedThrough ? 0o711 : 0o700)
    }

    /// Checks everything in the folder that one of our names may lead to.
    package func check() throws {
        var places = [path]
        for name in try entries(of: path) {
            places.append("\(path)/\(name)")
            guard let depth = StateFolder.depths[name] else { continue }
            places += try entries(below: "\(path)/\(name)", depth: depth)
        }
        let links = places.filter(StateFolder.isLink)
        guard links.isEmpty else { throw StateFolderError.links(links.sorted()) }
    }

    /// The folder's identity: a random name created with it, and that name's inode, so that a copy is a different
    /// folder.
    package func identity() throws -> String {
        try prepare()
        let file = path + "/place"
        let made = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if made >= 0 {
            let text = UUID().uuidString.lowercased()
            _ = text.withCString { Foundation.write(made, $0, strlen($0)) }
            fsync(made)
            close(made)
            try syncFolder(path)
        }
        let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(file) }
        var text = ""
        // Another process may be about to write it.
        for _ in 0..<100 where text.utf8.count < 36 {
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = pread(descriptor, &buffer, buffer.count, 0)
            text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            if text.utf8.count < 36 { usleep(10_000) }
        }
        return "\(text.prefix(36)).\(status.st_ino)"
    }

    /// How deep our own names go in a folder; what is deeper are files that are made anew, and checkouts, in which links
    /// are the repository's.
    private static let depths = ["releases": 3, "work": 2, "logs": 2, "builds": 2, "checkout": 1]

    private func entries(below folder: String, depth: Int) throws -> [String] {
        let places = try entries(of: folder).map { "\(folder)/\($0)" }
        guard depth > 1 else { return places }
        return try places + places.filter(StateFolder.isFolder).flatMap { try entries(below: $0, depth: depth - 1) }
    }

    private func entries(of folder: String) throws -> [String] {
        guard !StateFolder.isLink(folder), FileManager.default.fileExists(atPath: folder) else { return [] }
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw FileError.failed(path: folder, reason: systemReason(error))
        }
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Not a link to one.
    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// - Parameter mode: Also set on an existing folder of ours.
    private func make(_ folder: String, mode: mode_t) throws {
        if mkdir(folder, mode) == 0 { return try syncFolder((folder as NSString).deletingLastPathComponent) }
        guard errno == EEXIST else { throw failure(folder) }
        if mode != 0o755 { chmod(folder, mode) }
    }

    private func write(_ text: String, to file: String) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        guard text.withCString({ Foundation.write(descriptor, $0, strlen($0)) }) >= 0 else { throw failure(file) }
    }

    private func failure(_ path: String) -> FileError {
        FileError.failed(path: path, reason: "\(SystemError(number: errno))")
    }
}

/// A state folder that someone else has prepared.
package enum StateFolderError: UserFacingError, Equatable {
    case links([String])
    /// git would distribute it, with a lock, a store and approvals in it.
    case tracked(folder: String, [String])

    package var code: String {
        switch self {
        case .links: "state.link"
        case .tracked: "state.tracked"
        }
    }

    package var summary: String {
        switch self {
        case .links: "There are links in the state folder .slipway; nothing is written through them."
        case .tracked(let folder, _):
            "git tracks .slipway in \(folder); a state folder that came with a clone is not used."
        }
    }

    package var reasons: [String] {
        switch self {
        case .links(let paths): paths.map { "\($0) is a symbolic link" }
        case .tracked(_, let paths): Array(paths.prefix(5)) + (paths.count > 5 ? ["and \(paths.count - 5) more"] : [])
        }
    }

    package var suggestions: [String] {
        switch self {
        case .links(let paths):
            ["See where they lead: ls -l \(paths[0])", "Remove them: rm \(paths.joined(separator: " "))"]
        case .tracked(let folder, _):
            [
                "Remove it from the repository, but keep the files if they are yours: git -C \(folder) rm -r --cached .slipway",
                "Commit that: git -C \(folder) commit -m 'chore: do not track .slipway'",
            ]
        }
    }

    package var exitCode: ExitCode { .configuration }
}
