import Foundation

/// An ext4 file system in a file, whose power can be cut: what a copy of the file holds was written to the disk by then.
/// Only root can make one, where the machine has loop devices.
package final class LoopDisk: Sendable {
    private let folder: TemporaryFolder
    /// Where it is mounted.
    package var path: String { folder.path + "/disk" }
    /// The file that stands for the disk.
    package var image: String { folder.path + "/image" }

    package static let isPossible: Bool = {
        guard getuid() == 0 else { return false }
        return (try? LoopDisk(megabytes: 16)) != nil
    }()

    package init(megabytes: Int = 128) throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try LoopDisk.command("truncate", "-s", "\(megabytes)M", image)
        try LoopDisk.command("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image)
        try mount(image)
    }

    deinit { try? LoopDisk.command("umount", "-l", path) }

    /// What is there by now is on the disk.
    package func sync() throws { try LoopDisk.command("sync", "-f", path) }

    /// The power goes: what lies at ``path`` afterwards is what the disk held.
    ///
    /// - Parameter copy: A copy of ``image`` that was made earlier; nil: made now.
    package func cut(at copy: String? = nil) throws {
        let taken = copy ?? folder.path + "/copy-\(UUID().uuidString)"
        if copy == nil { try LoopDisk.command("cp", "--sparse=always", image, taken) }
        try LoopDisk.command("umount", "-l", path)
        try mount(taken)
    }

    /// Nothing is written by itself for minutes, so that what is there was synced.
    private func mount(_ file: String) throws { try LoopDisk.command("mount", "-o", "loop,commit=300", file, path) }

    private static func command(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
