import struct Crypto.SHA256
import Foundation
package import ReleaseModel
package import ReleasePorts
import Synchronization

/// Files in memory, by absolute path.
package final class MemoryFiles: ReleaseFiles {
    private let contents = Mutex<[String: [UInt8]]>([:])

    package init() {}

    /// Everything that is there.
    package var all: [String: [UInt8]] { contents.withLock { $0 } }

    package func put(_ text: String, at path: String) { contents.withLock { $0[path] = Array(text.utf8) } }

    package func text(_ path: String) -> String? { all[path].map { String(decoding: $0, as: UTF8.self) } }

    package func replace(folder: String, with files: [String: [UInt8]]) {
        contents.withLock { contents in
            contents = contents.filter { !$0.key.hasPrefix(folder + "/") }
            for (path, bytes) in files { contents[folder + "/" + path] = bytes }
        }
    }

    package func matches(_ pattern: String, in folder: String) async throws(FileError) -> [String] {
        let parts = (folder + "/" + pattern).split(separator: "/").map(String.init)
        return all.keys.filter { path in
            let names = path.split(separator: "/").map(String.init)
            return names.count == parts.count && zip(names, parts).allSatisfy { MemoryFiles.fits($0, $1) }
        }.sorted()
    }

    private static func fits(_ name: String, _ pattern: String) -> Bool {
        guard pattern.contains("*") else { return name == pattern }
        guard name.first != "." || pattern.first == "." else { return false }
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let last = parts.last, name.hasPrefix(first), name.hasSuffix(last),
            name.count >= first.count + last.count
        else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }

    package func copy(
        _ file: String, as target: String, replacing: Bool
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        let source = try await digest(of: file)
        if let present = all[target], MemoryFiles.digest(present) != source.digest, !replacing {
            throw .differs(path: target, expected: source.digest, found: MemoryFiles.digest(present))
        }
        contents.withLock { $0[target] = $0[file] }
        return source
    }

    package func copy(
        _ file: String, within root: String, as target: String
    ) async throws(FileError) -> (digest: Digest, size: Int64) {
        guard file.hasPrefix(root + "/") else { throw .leadsOut(path: file, root: root) }
        return try await copy(file, as: target, replacing: true)
    }

    package func move(_ file: String, to target: String, replacing present: Digest?) async throws(FileError) {
        let result = contents.withLock { contents -> Result<Void, FileError> in
            guard let bytes = contents[file] else { return .failure(.missing(path: file)) }
            let found = contents[target].map(MemoryFiles.digest)
            guard found == present else {
                guard let found else { return .failure(.missing(path: target)) }
                return .failure(.differs(path: target, expected: MemoryFiles.digest(bytes), found: found))
            }
            contents[target] = bytes
            contents[file] = nil
            return .success(())
        }
        try result.get()
    }

    package func digest(of file: String) async throws(FileError) -> (digest: Digest, size: Int64) {
        guard let bytes = all[file] else { throw .missing(path: file) }
        return (MemoryFiles.digest(bytes), Int64(bytes.count))
    }

    package func write(_ bytes: [UInt8], to file: String) async throws(FileError) {
        contents.withLock { $0[file] = bytes }
    }

    package func read(_ file: String) async throws(FileError) -> [UInt8]? { all[file] }

    package func names(in folder: String) async throws(FileError) -> [String] {
        sorted(below(folder).filter { !$0.contains("/") })
    }

    package func tree(
        of folder: String, skipping isSkipped: @escaping @Sendable (String) -> Bool
    ) async throws(FileError) -> [String] {
        sorted(
            below(folder).filter { path in
                var parts = path.split(separator: "/").map(String.init)
                while parts.count > 1 {
                    parts.removeLast()
                    if isSkipped(parts.joined(separator: "/")) { return false }
                }
                return true
            })
    }

    package func folders(in folder: String) async throws(FileError) -> [String] {
        let names = below(folder).filter { $0.contains("/") }.compactMap { $0.split(separator: "/").first }
        return sorted(Set(names.map(String.init)).filter { !$0.hasPrefix(".") })
    }

    package func remove(_ path: String) async throws(FileError) {
        contents.withLock { $0 = $0.filter { $0.key != path && !$0.key.hasPrefix(path + "/") } }
    }

    package func size(of path: String) async throws(FileError) -> Int64 {
        all.filter { $0.key == path || $0.key.hasPrefix(path + "/") }.reduce(0) { $0 + Int64($1.value.count) }
    }

    private func below(_ folder: String) -> [String] {
        all.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
    }

    private func sorted(_ names: some Sequence<String>) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package static func digest(_ bytes: [UInt8]) -> Digest {
        Digest(
            SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined())
    }
}
