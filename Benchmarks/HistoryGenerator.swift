import Foundation
import ReleaseTestKit

/// A long history as `git fast-import` reads it: messages of every kind that people write, side branches with merges,
/// paths in packages. The same seed gives the same commits.
///
/// The first commit has every package at 1.0.0 and its tag.
struct HistoryGenerator {
    var commits: Int
    /// How many packages there are; 1: one at the root, with tags `v1.0.0`.
    var packages: Int
    var seed: UInt64 = 1

    private static let types = [
        "feat", "fix", "fix", "fix", "docs", "chore", "chore", "refactor", "test", "ci", "perf",
    ]
    private static let verbs = ["add", "remove", "handle", "count", "keep", "read", "write", "check", "move", "allow"]
    private static let nouns = [
        "the cache", "empty names", "a second reader", "time zones", "broken links", "the retry of uploads",
        "`Config<T>` values", "old tokens", "large files", "sorted keys", "@octo-cat's idea", "the last page",
    ]

    func name(_ package: Int) -> String { "package-\(String(package, radix: 36))" }
    func folder(_ package: Int) -> String { packages == 1 ? "" : "packages/\(name(package))/" }

    func write(to file: FileHandle) {
        var random = SeededGenerator(seed: seed)
        var text = "blob\nmark :1\ndata 2\na\n\nblob\nmark :2\ndata 2\nb\n\n"
        text += commit("chore: begin", mark: 10, time: 0, from: nil, merge: nil)
        for package in 0..<packages {
            let manifest = "[package]\nname = \"\(name(package))\"\nversion = \"1.0.0\"\n"
            text += "M 100644 inline \(folder(package))Cargo.toml\ndata \(manifest.utf8.count)\n\(manifest)\n"
        }
        for package in 0..<packages {
            let tag = packages == 1 ? "v1.0.0" : "\(name(package))-v1.0.0"
            text += "reset refs/tags/\(tag)\nfrom :10\n\n"
        }
        var head = 10
        var mark = 11
        var made = 0
        while made < commits {
            // Every few commits a side branch of three comes in with a merge.
            if made % 20 == 19, commits - made >= 4 {
                var side = head
                for _ in 0..<3 {
                    text += change(mark, from: side, number: made, &random)
                    side = mark
                    mark += 1
                    made += 1
                }
                text += commit(
                    "Merge pull request #\(made) from ada/topic", mark: mark, time: made, from: head, merge: side)
            } else {
                text += change(mark, from: head, number: made, &random)
            }
            head = mark
            mark += 1
            made += 1
            if text.utf8.count > 1 << 20 {
                file.write(Data(text.utf8))
                text = ""
            }
        }
        file.write(Data((text + "done\n").utf8))
    }

    private func change(_ mark: Int, from parent: Int, number: Int, _ random: inout SeededGenerator) -> String {
        var text = commit(message(number, &random), mark: mark, time: number, from: parent, merge: nil)
        let package = Int.random(in: 0..<packages, using: &random)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let file = Int.random(in: 0..<40, using: &random)
            text += "M 100644 :\(1 + number % 2) \(folder(package))src/part\(file % 7)/file\(file).rs\n"
        }
        return text
    }

    private func commit(_ message: String, mark: Int, time: Int, from: Int?, merge: Int?) -> String {
        let moment = 1_500_000_000 + time * 300
        var text = "commit refs/heads/main\nmark :\(mark)\nauthor Ada <ada@example.org> \(moment) +0000\n"
        text += "committer Ada <ada@example.org> \(moment) +0000\ndata \(message.utf8.count)\n\(message)\n"
        if let from { text += "from :\(from)\n" }
        if let merge { text += "merge :\(merge)\n" }
        return text
    }

    private func message(_ number: Int, _ random: inout SeededGenerator) -> String {
        func one(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }
        if number % 40 == 7 { return "Update \(one(Self.nouns))" }
        let scope = Bool.random(using: &random) ? "(\(one(["api", "cli", "core", "ui"])))" : ""
        let mark = number % 500 == 3 ? "!" : ""
        var text = "\(one(Self.types))\(scope)\(mark): \(one(Self.verbs)) \(one(Self.nouns)) (#\(number))"
        guard number % 3 != 0 else { return text }
        text += "\n"
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            text += "\n\(one(Self.verbs).capitalized) \(one(Self.nouns)), and say why in a line of usual length."
        }
        if number % 5 == 0 { text += "\n\nCloses #\(number / 2)\nSigned-off-by: Ada <ada@example.org>" }
        return text
    }
}
