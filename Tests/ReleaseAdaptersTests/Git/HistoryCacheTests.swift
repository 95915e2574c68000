import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Histories that were read before", .timeLimit(.minutes(20)))
struct HistoryCacheTests {
    private let sandbox: GitSandbox
    private let plain = GitSourceControl(runner: ProcessRunner())
    private let keeping: GitSourceControl
    private var clone: String { sandbox.folder.path + "/core" }
    private var cache: String { sandbox.folder.path + "/cache/slipway/history" }

    init() throws {
        sandbox = try GitSandbox(runner: ProcessRunner())
        keeping = GitSourceControl(
            runner: ProcessRunner(), environment: ["XDG_CACHE_HOME": sandbox.folder.path + "/cache"], longHistory: 0)
    }

    /// Commits with random parents, messages and moments, later ones not always younger.
    private func makeHistory(seed: UInt64, count: Int) async throws -> [CommitID] {
        var random = SeededGenerator(seed: seed)
        var text = ""
        for mark in 1...count {
            let moment = 1_700_000_000 + mark * 10 + Int.random(in: -40...40, using: &random)
            let message =
                ["feat: a", "fix: b\n\nbody \u{1}with a mark", "c", "docs: é"].randomElement(using: &random) ?? ""
            text += "commit refs/heads/side\nmark :\(mark)\ncommitter Ada <ada@example.org> \(moment) +0000\n"
            text += "data \(message.utf8.count)\n\(message)\n"
            if mark > 1 {
                let parent = max(1, mark - Int.random(in: 1...4, using: &random))
                text += "from :\(parent)\n"
                let other = max(1, mark - Int.random(in: 1...9, using: &random))
                if Bool.random(using: &random), other != parent { text += "merge :\(other)\n" }
            }
            text += "M 100644 inline file\(mark % 7)\ndata 1\n\(mark % 10)\n"
        }
        try sandbox.folder.write(text + "done\n", to: "stream")
        let reading = "git -C core fast-import --quiet --force --export-marks=../marks < stream"
        let result = try await ProcessRunner().run(Command(["sh", "-c", reading], folder: sandbox.folder.path))
        #expect(result.hasSucceeded, "\(result.errorText)")
        let marks = try sandbox.folder.text("marks").split(separator: "\n").map { $0.split(separator: " ") }
        return marks.sorted { (Int($0[0].dropFirst()) ?? 0) < (Int($1[0].dropFirst()) ?? 0) }
            .map { CommitID(String($0[1])) }
    }

    @Test("Cached and newer commits together equal git's output, in its order", arguments: 0..<12)
    func together(seed: UInt64) async throws {
        _ = try await sandbox.makeClone("core", files: ["a": "x"])
        let commits = try await makeHistory(seed: seed, count: 60)
        for excluded in [[], [commits[3]]] {
            for paths in [HistoryQuery.Paths.none, .changed] {
                for head in [commits[39], commits[39], commits[44], commits[59], commits[50]] {
                    let query = HistoryQuery(head: head, excluding: excluded, paths: paths)
                    let found = try await keeping.commits(query, in: clone)
                    let expected = try await plain.commits(query, in: clone)
                    #expect(found == expected, "seed \(seed)")
                }
            }
        }
    }

    @Test("A truncated, changed or removed cache file is read again")
    func broken() async throws {
        _ = try await sandbox.makeClone("core", files: ["a": "x"])
        let commits = try await makeHistory(seed: 1, count: 20)
        let query = HistoryQuery(head: commits[19])
        let expected = try await keeping.commits(query, in: clone)
        let file = cache + "/" + (try #require(FileManager.default.contentsOfDirectory(atPath: cache).first))
        let whole = try #require(FileManager.default.contents(atPath: file))
        for broken in [
            whole.prefix(whole.count / 2), Data(), Data("slipway history 1".utf8),
            whole.prefix(50) + Data("\u{1}end of history\n".utf8),
        ] {
            try broken.write(to: URL(fileURLWithPath: file))
            #expect(try await keeping.commits(query, in: clone) == expected)
        }
        try FileManager.default.removeItem(atPath: cache)
        #expect(try await keeping.commits(query, in: clone) == expected)
    }

    @Test("A head whose history lacks the cached head is read again")
    func rewritten() async throws {
        _ = try await sandbox.makeClone("core", files: ["a": "x"])
        let commits = try await makeHistory(seed: 2, count: 20)
        _ = try await keeping.commits(HistoryQuery(head: commits[19]), in: clone)
        let main = CommitID(try await sandbox.git(["rev-parse", "main"], in: "core"))
        let query = HistoryQuery(head: main)
        #expect(try await keeping.commits(query, in: clone) == plain.commits(query, in: clone))
    }
}
