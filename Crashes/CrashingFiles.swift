import Foundation
import ReleaseModel
import ReleasePorts

/// Boundaries before, in the middle of and after each file that becomes part of a set, a folder or an upload.
struct CrashingFiles: ReleaseFiles {
    let inner: any ReleaseFiles
    let boundaries: Boundaries
    /// From how many bytes on a copy takes long enough to be cut in the middle.
    private static let largeSize = 1 << 20

    func copy(
        _ file: String, as target: String, replacing: Bool
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await copying(file, to: target) { () throws(FileError) in
            try await inner.copy(file, as: target, replacing: replacing)
        }
    }

    func copy(
        _ file: String, within root: String, as target: String
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await copying(file, to: target) { () throws(FileError) in
            try await inner.copy(file, within: root, as: target)
        }
    }

    private func copying(
        _ file: String, to target: String,
        _ copy: () async throws(FileError) -> (digest: Digest, size: Int64)
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        let name = "take \(shown(target))"
        boundaries.cross("before \(name)")
        let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int ?? 0
        let isCut = size >= CrashingFiles.largeSize && boundaries.isLast("amid \(name)")
        if isCut { dieAmidCopy(to: target) }
        let taken = try await copy()
        if isCut { boundaries.die() }
        boundaries.cross("after \(name)")
        return taken
    }

    func move(_ file: String, to target: String, replacing present: Digest?) async throws(FileError) {
        boundaries.cross("before move \(shown(target))")
        try await inner.move(file, to: target, replacing: present)
        boundaries.cross("after move \(shown(target))")
    }

    func write(_ bytes: [UInt8], to file: String) async throws(FileError) {
        guard isPublic(file) else { return try await inner.write(bytes, to: file) }
        boundaries.cross("before write \(shown(file))")
        try await inner.write(bytes, to: file)
        boundaries.cross("after write \(shown(file))")
    }

    /// Ends the process as soon as there is a part of the target.
    private func dieAmidCopy(to target: String) {
        let folder = (target as NSString).deletingLastPathComponent
        let boundaries = boundaries
        Thread {
            while true {
                for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                where name.hasPrefix(target.lastName + ".part") {
                    var status = stat()
                    if stat("\(folder)/\(name)", &status) == 0, status.st_size > 0 { boundaries.die() }
                }
            }
        }.start()
    }

    /// Work trees are no one's but ours.
    private func isPublic(_ path: String) -> Bool {
        !path.contains("/.slipway/") || path.contains("/.slipway/releases/")
    }

    /// The path without what lies above the workspace's folder.
    private func shown(_ path: String) -> String {
        if let state = path.range(of: "/.slipway/") { return String(path[state.upperBound...]) }
        return path.split(separator: "/").suffix(2).joined(separator: "/")
    }

    func size(of path: String) async throws(FileError) -> Int64 { try await inner.size(of: path) }
    func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String] {
        try await inner.matches(pattern, in: folder)
    }
    func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64) {
        try await inner.digest(of: file)
    }
    func read(_ file: String) async throws(FileError) -> [UInt8]? { try await inner.read(file) }
    func names(in folder: String) async throws(FileError) -> [String] { try await inner.names(in: folder) }
    func tree(
        of folder: String, skipping isSkipped: @escaping @Sendable (String) -> Bool
    ) async throws(FileError) -> [String] {
        try await inner.tree(of: folder, skipping: isSkipped)
    }
    func folders(in folder: String) async throws(FileError) -> [String] { try await inner.folders(in: folder) }
    func remove(_ path: String) async throws(FileError) { try await inner.remove(path) }
}
