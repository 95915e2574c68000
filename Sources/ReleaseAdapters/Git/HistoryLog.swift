import Foundation
import ReleaseModel
import ReleasePorts

/// How `git log` is called and parsed: fields end with a zero byte, which no message, id or path holds.
enum HistoryLog {
    static func arguments(for query: HistoryQuery, exactRenames: Bool = false) -> [String] {
        var arguments = ["log", "-z", "--format=%x01%H%x00%P%x00%ct%x00%B%x00", "--no-color", "--no-show-signature"]
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
    static func commits(in output: [UInt8]) -> [ObservedCommit] {
        let chunk = 4 << 20
        guard output.count > chunk else { return commits(in: output, 0..<output.count) }
        var starts = [0]
        for place in stride(from: chunk, to: output.count, by: chunk) {
            var fields = Fields(output, place..<output.count)
            if let start = fields.nextMark(), start > starts[starts.count - 1] { starts.append(start) }
        }
        let ranges = zip(starts, starts.dropFirst() + [output.count]).map { $0..<$1 }
        return concurrentMap(ranges, chunk: 1) { commits(in: output, $0) }.flatMap { $0 }
    }

    private static func commits(in output: [UInt8], _ range: Range<Int>) -> [ObservedCommit] {
        var fields = Fields(output, range)
        var commits: [ObservedCommit] = []
        while let id = fields.next() {
            guard id.first == 1, let parents = fields.next(), let time = fields.next(),
                let message = fields.next()
            else { continue }
            var paths: [String] = []
            while !fields.isAtMark, let path = fields.next() {
                let path = path.first == 0x0A ? path.dropFirst() : path
                if !path.isEmpty { paths.append(String(decoding: path, as: UTF8.self)) }
            }
            commits.append(
                ObservedCommit(
                    id: CommitID(String(decoding: id.dropFirst(), as: UTF8.self)),
                    parents: parents.split(separator: 0x20).map { CommitID(String(decoding: $0, as: UTF8.self)) },
                    message: String(decoding: message, as: UTF8.self), paths: paths,
                    time: Int(String(decoding: time, as: UTF8.self)) ?? 0))
        }
        return commits
    }

    private struct Fields {
        let bytes: [UInt8]
        private var offset: Int
        private let end: Int

        init(_ bytes: [UInt8], _ range: Range<Int>) {
            self.bytes = bytes
            offset = range.lowerBound
            end = range.upperBound
        }

        /// Where the first record from here on begins.
        mutating func nextMark() -> Int? {
            while next() != nil, offset < end {
                if isAtMark { return offset }
            }
            return nil
        }

        /// Whether a record begins here: the mark, then an id and nothing else. No path looks like that.
        var isAtMark: Bool {
            guard offset < end, bytes[offset] == 1 else { return false }
            let id = bytes[(offset + 1)...].prefix(65).prefix { $0 != 0 }
            let isHexadecimal = id.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
            return (id.count == 40 || id.count == 64) && isHexadecimal
        }

        mutating func next() -> ArraySlice<UInt8>? {
            guard offset < end else { return nil }
            let start = offset
            let zero = bytes.withUnsafeBytes { all in
                guard let base = all.baseAddress, let zero = memchr(base + start, 0, all.count - start) else {
                    return all.count
                }
                return UnsafeRawPointer(zero) - base
            }
            offset = zero + 1
            return bytes[start..<zero]
        }
    }
}
