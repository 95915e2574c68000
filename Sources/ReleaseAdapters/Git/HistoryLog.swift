import Foundation
import ReleaseModel
import ReleasePorts

/// `git log` as it is asked for and read: fields end with a zero byte, which no message, id or path holds.
enum HistoryLog {
    static func arguments(for query: HistoryQuery, exactRenames: Bool = false) -> [String] {
        var arguments = ["log", "-z", "--format=%x01%H%x00%P%x00%B%x00", "--no-color", "--no-show-signature"]
        switch query.paths {
        case .none: break
        case .changed: arguments += ["--name-only", "--no-renames"]
        case .asForge:
            arguments += ["--name-only", "--diff-merges=first-parent", exactRenames ? "-M100%" : "-M"]
        }
        if let limit = query.limit { arguments.append("--max-count=\(limit)") }
        return arguments + [query.head.text] + (query.excluded.isEmpty ? [] : ["--not"] + query.excluded.map(\.text))
            + ["--"]
    }

    /// Each record is a mark with the id, the parents, the message, and then its paths up to the next mark.
    static func commits(in output: some Collection<UInt8>) -> [ObservedCommit] {
        var fields = Fields(Array(output))
        var commits: [ObservedCommit] = []
        while let id = fields.next() {
            guard id.first == 1, let parents = fields.next(), let message = fields.next() else { continue }
            var paths: [String] = []
            while !fields.isAtMark, let path = fields.next() {
                let path = path.first == 0x0A ? path.dropFirst() : path
                if !path.isEmpty { paths.append(String(decoding: path, as: UTF8.self)) }
            }
            commits.append(
                ObservedCommit(
                    id: CommitID(String(decoding: id.dropFirst(), as: UTF8.self)),
                    parents: parents.split(separator: 0x20).map { CommitID(String(decoding: $0, as: UTF8.self)) },
                    message: String(decoding: message, as: UTF8.self), paths: paths))
        }
        return commits
    }

    private struct Fields {
        let bytes: [UInt8]
        private var offset = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// Whether a record begins here: the mark, then an id and nothing else. No path looks like that.
        var isAtMark: Bool {
            guard offset < bytes.count, bytes[offset] == 1 else { return false }
            let id = bytes[(offset + 1)...].prefix(65).prefix { $0 != 0 }
            let isHexadecimal = id.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
            return (id.count == 40 || id.count == 64) && isHexadecimal
        }

        mutating func next() -> ArraySlice<UInt8>? {
            guard offset < bytes.count else { return nil }
            let end = bytes[offset...].firstIndex(of: 0) ?? bytes.count
            defer { offset = end + 1 }
            return bytes[offset..<end]
        }
    }
}
