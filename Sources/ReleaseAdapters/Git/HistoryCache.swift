import Crypto
import Foundation
import ReleaseModel
import ReleasePorts

/// A cache of long histories, so that the next time only new commits are read from git.
///
/// A file holds git's output, byte for byte, after a line with the query; it is always replaced entirely. Nothing
/// depends on it: it may be removed at any time, and missing data is read again.
struct HistoryCache: Sendable {
    /// Absolute; made when first needed.
    let folder: String

    /// `$XDG_CACHE_HOME/slipway/history`, or below `~/.cache`; nil where the environment names neither.
    init?(environment: [String: String]) {
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
            folder = cache + "/slipway/history"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folder = home + "/.cache/slipway/history"
        } else {
            return nil
        }
    }

    /// What was read for this query from an earlier head; nil if nothing was.
    func answer(to query: HistoryQuery, in clone: String) -> (head: CommitID, output: [UInt8])? {
        guard query.limit == nil, let data = FileManager.default.contents(atPath: file(for: query, in: clone)) else {
            return nil
        }
        let expected = Data(HistoryCache.title(of: query).utf8)
        guard data.starts(with: expected), let end = data[expected.count...].firstIndex(of: 0x0A) else { return nil }
        // A truncated file has no mark at its end.
        let last = data.count - HistoryCache.end.count
        guard end < last, data[last...].elementsEqual(HistoryCache.end) else { return nil }
        let head = String(decoding: data[expected.count..<end], as: UTF8.self)
        return (CommitID(head), [UInt8](data[(end + 1)..<last]))
    }

    /// Failing is not an error: the next reader asks git.
    func keep(_ output: some Sequence<UInt8>, for query: HistoryQuery, in clone: String) {
        let files = FileManager.default
        try? files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var data = Data((HistoryCache.title(of: query) + query.head.text + "\n").utf8)
        data.append(contentsOf: output)
        data.append(contentsOf: HistoryCache.end)
        try? data.write(to: URL(fileURLWithPath: file(for: query, in: clone)), options: .atomic)
    }

    private static let end = Array("\u{1}end of history\n".utf8)

    /// Everything but the head.
    private static func title(of query: HistoryQuery) -> String {
        "slipway history 1 \(query.paths) \(query.excluded.map(\.text).joined(separator: " ")) head "
    }

    private func file(for query: HistoryQuery, in clone: String) -> String {
        let key = clone + "\n" + HistoryCache.title(of: query)
        let name = SHA256.hash(data: Data(key.utf8)).prefix(16).map { String(format: "%02x", $0) }.joined()
        return folder + "/" + name
    }
}
