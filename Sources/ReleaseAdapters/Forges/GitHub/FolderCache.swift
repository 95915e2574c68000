import struct Crypto.SHA256
import Foundation
import ReleaseModel

/// Answers that outlive the process, in a folder that only its owner reads.
///
/// Only a cache: what can't be read or written is as if it weren't there.
package struct FolderCache: AnswerCache {
    private let folder: String

    /// - Parameter folder: Absolute; it is made when something is kept.
    package init(folder: String) { self.folder = folder }

    private struct Entry: Codable {
        var address: String
        var answer: CachedAnswer
    }

    package func entry(for key: CacheKey) -> CachedAnswer? {
        guard let data = FileManager.default.contents(atPath: path(of: key)),
            let entry = try? JSONDecoder().decode(Entry.self, from: data), entry.address == key.address
        else { return nil }
        return entry.answer
    }

    package func keep(_ answer: CachedAnswer, for key: CacheKey) {
        let files = FileManager.default
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        guard let data = try? JSONEncoder().encode(Entry(address: key.address, answer: answer)),
            (try? files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: attributes)) != nil
        else { return }
        // So that it is not added to a repository by accident.
        if !files.fileExists(atPath: folder + "/.gitignore") {
            _ = files.createFile(atPath: folder + "/.gitignore", contents: Data("*\n".utf8))
        }
        let path = path(of: key)
        let new = path + ".\(ProcessInfo.processInfo.processIdentifier)"
        guard files.createFile(atPath: new, contents: data, attributes: [.posixPermissions: 0o600]) else { return }
        if rename(new, path) != 0 { try? files.removeItem(atPath: new) }
    }

    package func drop(below prefix: String) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".json") {
            let path = folder + "/" + name
            guard let data = files.contents(atPath: path),
                let entry = try? JSONDecoder().decode(Entry.self, from: data), !entry.address.hasPrefix(prefix)
            else {
                try? files.removeItem(atPath: path)
                continue
            }
        }
    }

    private func path(of key: CacheKey) -> String {
        let text = [key.address, key.accept, key.identity].joined(separator: "\n")
        return "\(folder)/\(hexadecimal(SHA256.hash(data: Data(text.utf8)))).json"
    }
}
