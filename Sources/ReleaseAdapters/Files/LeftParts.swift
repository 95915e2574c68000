import Foundation
import Synchronization

/// Half-written files that a killed process left beside their targets.
///
/// Each folder is searched once: files that this process writes there later are not leftovers.
final class LeftParts: Sendable {
    private let found = Mutex<[String: [String]]>([:])

    /// The temporary name under which a file is written; a new one each time.
    static func name(of file: String) -> String { "\(file).part-\(UUID().uuidString)" }

    /// Removes leftovers of this file, if any.
    func remove(of file: String) {
        let folder = (file as NSString).deletingLastPathComponent
        let prefix = (file as NSString).lastPathComponent + ".part-"
        let names = found.withLock { found in
            if found[folder] == nil {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
                found[folder] = names.filter { $0.contains(".part-") }
            }
            let left = (found[folder] ?? []).filter { $0.hasPrefix(prefix) && $0.utf8.count == prefix.utf8.count + 36 }
            if !left.isEmpty { found[folder]?.removeAll(where: left.contains) }
            return left
        }
        for name in names { unlink("\(folder)/\(name)") }
    }
}
