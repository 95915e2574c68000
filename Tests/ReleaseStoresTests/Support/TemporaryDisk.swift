import Foundation
import ReleaseTestKit

/// A file system of its own in memory, gone with it; only root can make one.
final class TemporaryDisk: Sendable {
    let folder: TemporaryFolder
    var path: String { folder.path }

    static var isPossible: Bool {
        guard getuid() == 0, let disk = try? TemporaryDisk(kilobytes: 64) else { return false }
        return FileManager.default.fileExists(atPath: disk.path)
    }

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        try command("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path)
    }

    deinit { try? command("umount", "-l", folder.path) }

    func makeReadOnly() throws { try command("mount", "-o", "remount,ro", folder.path) }

    private func command(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
