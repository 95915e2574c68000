import Foundation
import ReleaseAdapters
import ReleasePorts

/// The temporary folder of one rehearsal, in which everything that it writes lies.
///
/// Folders of the user are copied under the same relative paths, so that what refers to a sibling finds its copy.
struct RehearsalFolder: Sendable {
    let path: String
    /// What all folders of the user have in common; empty: nothing.
    private let ancestor: String
    /// Held as long as the rehearsal lasts; nil: the folder is kept.
    private let held: (any HeldLock)?

    private static let prefix = "slipway-rehearsal-"
    private static let lock = "/lock"

    /// Makes it, readable for its owner alone, and removes those of rehearsals that were killed.
    ///
    /// - Parameters:
    ///   - place: nil: the system's place for temporary folders.
    ///   - isKept: Whether it is there for its user afterwards.
    init(standingInFor folders: [String], in place: String?, isKept: Bool) throws(RehearsalError) {
        let place = URL(fileURLWithPath: place ?? NSTemporaryDirectory()).resolvingSymlinksInPath().path
        RehearsalFolder.removeLeft(in: place)
        path = "\(place)/\(RehearsalFolder.prefix)\(UUID().uuidString.prefix(8).lowercased())"
        ancestor = RehearsalFolder.ancestor(of: folders.map { ($0 as NSString).deletingLastPathComponent })
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            if isKept {
                held = nil
            } else {
                held = try FileLock(path: path + RehearsalFolder.lock).acquire(for: "slipway rehearse", at: Date())
            }
            for part in ["/remotes", "/github"] {
                try FileManager.default.createDirectory(atPath: path + part, withIntermediateDirectories: true)
            }
        } catch { throw .noFolder(path, reason: error.localizedDescription) }
    }

    /// Bare repositories, which stand in for remotes.
    var remotes: String { path + "/remotes" }
    /// What the double keeps.
    var double: String { path + "/github" }

    /// Where a folder of the user, or something below it, is copied to.
    func copy(of folder: String) -> String { path + "/workspace" + folder.dropFirst(ancestor.count) }

    /// A text with the user's folders instead of their copies.
    func original(_ text: String) -> String { text.replacing(path + "/workspace", with: ancestor) }

    /// The stand-in of a folder that a release publishes to.
    func published(_ folder: String) -> String { path + "/published" + folder }

    /// The stand-in of a package index.
    func index(_ address: String) -> String {
        path + "/indexes/"
            + address.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? String($0) : "-" }
            .joined()
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        held?.release()
    }

    /// Removes folders of this user whose rehearsal has ended without doing it: no process holds their lock any more. One
    /// without a lock is kept for its user, or is just being made.
    private static func removeLeft(in place: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: place)) ?? [] where name.hasPrefix(prefix) {
            let folder = "\(place)/\(name)"
            let attributes = try? files.attributesOfItem(atPath: folder)
            guard attributes?[.type] as? FileAttributeType == .typeDirectory,
                (attributes?[.ownerAccountID] as? NSNumber)?.intValue == Int(getuid()),
                files.fileExists(atPath: folder + lock),
                let left = try? FileLock(path: folder + lock).acquire(for: "removing it", at: Date())
            else { continue }
            try? files.removeItem(atPath: folder)
            left.release()
        }
    }

    private static func ancestor(of folders: [String]) -> String {
        var common = folders.first?.split(separator: "/") ?? []
        for folder in folders.dropFirst() {
            let parts = folder.split(separator: "/")
            common = Array(zip(common, parts).prefix { $0 == $1 }.map(\.0))
        }
        return common.isEmpty ? "" : "/" + common.joined(separator: "/")
    }
}
