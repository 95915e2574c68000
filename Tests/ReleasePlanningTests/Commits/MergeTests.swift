import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Merges and reverts in strict reading")
struct MergeTests {
    /// A history, oldest first; each commit says its parents, or follows the one before it.
    private struct History {
        private(set) var commits: [ObservedCommit] = []

        mutating func add(_ id: String, _ message: String, parents: [String]? = nil, paths: [String] = []) {
            let before = commits.first.map { [$0.id.text] } ?? []
            commits.insert(
                ObservedCommit(
                    id: CommitID(id), parents: (parents ?? before).map { CommitID($0) }, message: message, paths: paths),
                at: 0)
        }

        func counted(_ rules: MessageRules = .strict, of ids: Set<String>? = nil) -> [String] {
            let own = commits.filter { ids?.contains($0.id.text) ?? true }
            return readRange(commits, of: ["c": own], rules: rules).commits["c"]?.flatMap { $0.counted.map(\.header) }
                ?? []
        }
    }

    private func merged(_ message: String, bringing messages: [String]) -> History {
        var history = History()
        history.add("base", "chore: begin")
        for (index, message) in messages.enumerated() {
            history.add("side\(index)", message, parents: [index == 0 ? "base" : "side\(index - 1)"])
        }
        history.add("main", "docs: meanwhile", parents: ["base"])
        history.add("merge", message, parents: ["main", "side\(messages.count - 1)"])
        return history
    }

    static let forms = [
        "Merge pull request #7 from band/horn\n\nfeat: add a mute",
        "Merge pull request #7 from band/horn\n\nfeat: add a mute\n\nIt is soft.",
        "feat: add a mute (#7)", "Feat: Add a mute.",
        "Merge branch 'horn' into 'main'\n\nfeat: add a mute\n\nCloses #3\n\nSee merge request band/horn!7",
        "Merge pull request 'feat: add a mute' (#7) from horn into main\n\nReviewed-on: https://g.example/band/horn/pulls/7",
        "Merged in horn (pull request #7)\n\nfeat: add a mute\n\nApproved-by: Ada",
        "Merged PR 7: feat: add a mute\n\nRelated work items: #3",
    ]

    @Test("A merge that repeats its commits counts once", arguments: forms)
    func once(message: String) {
        let history = merged(message, bringing: ["feat: add a mute", "wip"])
        #expect(history.counted().filter { $0.lowercased().contains("mute") } == ["feat: add a mute"])
    }

    @Test("A merge with its own message counts, whichever forge wrote it", arguments: forms)
    func own(message: String) {
        let history = merged(message, bringing: ["wip", "more"])
        #expect(history.counted().filter { $0.lowercased().contains("mute") }.count == 1, "\(history.counted())")
    }

    @Test("The reason of a release is the line of a merge that calls for it, not a trailer", arguments: forms)
    func reason(message: String) throws {
        let history = merged(message, bringing: ["wip"])
        var world = World()
        world.add("horn", "1.0.0", commits: [])
        world.repositories["horn"]?.commits["horn"] = Array(history.commits.dropLast())
        let reasons = try world.plan().component("horn")?.reasons.map { $0.summary.lowercased() }
        #expect(reasons?.count == 1)
        #expect(reasons?.first?.hasPrefix("feat: add a mute") == true, "\(reasons ?? [])")
    }

    @Test("A merge repeats only its own commits")
    func range() {
        var history = merged("Merge pull request #7 from a/b\n\nfix: typo", bringing: ["fix: typo"])
        history.add("other", "more words", parents: ["main"])
        history.add("second", "Merge pull request #8 from a/c\n\nfix: typo", parents: ["merge", "other"])
        #expect(history.counted().filter { $0 == "fix: typo" }.count == 2)
    }

    @Test("A merge that says more counts: that it breaks, or which version it is")
    func more() {
        for message in ["feat!: add a mute", "feat: add a mute\n\nRelease-As: 3.0.0"] {
            let history = merged(
                "Merge pull request #7 from a/b\n\n\(message)", bringing: ["feat: add a mute"])
            #expect(history.counted().filter { $0.contains("mute") }.count == 2, "\(message)")
        }
    }

    @Test("Git's own merge messages do not count", arguments: ["Merge branch 'horn'", "Merge tag 'v1.0.0' into main"])
    func plain(message: String) {
        let history = merged(message, bringing: ["feat: add a mute"])
        #expect(history.counted() == ["docs: meanwhile", "feat: add a mute", "chore: begin"])
    }

    @Test("A merge with its own message counts for the components that it changed")
    func components() {
        var history = History()
        history.add("base", "chore: begin", paths: ["horn/a", "bell/a"])
        history.add("side", "wip", parents: ["base"], paths: ["horn/a"])
        history.add("main", "wip", parents: ["base"], paths: ["bell/a"])
        history.add("merge", "Merge pull request #7 from a/b\n\nfeat: add a mute", parents: ["main", "side"])
        #expect(history.counted(of: ["side"]) == ["feat: add a mute"])
        #expect(history.counted(of: ["main"]) == [])
    }

    @Test("In compat mode a merge's message counts in addition to its commits")
    func compat() {
        let history = merged(MergeTests.forms[0], bringing: ["feat: add a mute"])
        #expect(history.counted(.compat).filter { $0.contains("mute") }.count == 2)
    }

    @Test(
        "A revert that names a change by its first line cancels it",
        arguments: [
            ("feat: add a mute", "Revert \"feat: add a mute\""),
            ("feat: add a mute (#7)", "Revert \"feat: add a mute (#7)\" (#8)"),
            ("feat: add a mute (#7)", "Revert \"feat: add a mute\""),
            ("feat: add a mute (#7)", "Revert \"feat: something else\"\n\nReverts band/horn#7"),
            ("feat: say \"hi\"", "Revert \"feat: say \"hi\"\""), ("feat: add a mute", "revert: feat: add a mute"),
            ("feat: add a mute", "revert(horn): \"feat: add a mute\" (#8)"),
        ])
    func bySubject(change: String, revert: String) {
        var history = History()
        history.add("one", change)
        history.add("two", "fix: oil")
        history.add("three", revert)
        #expect(history.counted() == ["fix: oil"])
        #expect(history.counted(.compat).contains { change.hasPrefix($0) || $0.hasPrefix("feat") })
    }

    @Test("Only one change is reverted, the newest before the revert")
    func newest() {
        var history = History()
        history.add("one", "fix: oil")
        history.add("two", "fix: oil")
        history.add("three", "Revert \"fix: oil\"")
        history.add("four", "fix: oil")
        #expect(history.counted() == ["fix: oil", "fix: oil"])
    }

    @Test(
        "A revert that is itself reverted has no effect",
        arguments: ["Revert \"Revert \"feat: add a mute\"\"", "Reapply \"feat: add a mute\""])
    func reapplied(message: String) {
        var history = History()
        history.add("one", "feat: add a mute")
        history.add("two", "Revert \"feat: add a mute\"")
        history.add("three", message)
        #expect(history.counted() == ["feat: add a mute"])
    }

    @Test(
        "Reverting a merge reverts everything it merged",
        arguments: [
            "Revert \"Merge pull request #7 from band/horn\"\n\nThis reverts commit 0123456789, reversing\nchanges made to main.",
            "Revert \"feat: add a mute\"\n\nReverts band/horn#7", "Revert \"feat: play softly\"",
        ])
    func merge(revert: String) {
        var history = History()
        history.add("base", "chore: begin")
        history.add("side0", "feat: add a mute", parents: ["base"])
        history.add("side1", "fix: the mute", parents: ["side0"])
        history.add(
            "0123456789", "Merge pull request #7 from band/horn\n\nfeat: play softly", parents: ["base", "side1"])
        history.add("last", revert)
        #expect(history.counted() == ["chore: begin"])
        // Also for a component that the merge commit itself does not touch.
        #expect(history.counted(of: ["side0", "side1", "last"]) == [])
    }

    @Test("A revert of something released earlier cancels nothing")
    func older() {
        var history = History()
        history.add("two", "fix: oil")
        history.add("three", "Revert \"feat: add a mute\"")
        #expect(history.counted() == ["fix: oil"])
    }

    @Test("A commit whose ancestry has wrong dates is still found in its merge")
    func order() {
        let history = merged("Merge pull request #7 from a/b\n\nfeat: a", bringing: ["feat: a", "wip"])
        let shuffled = [3, 0, 4, 1, 2].map { history.commits[$0] }
        let read = readRange(shuffled, of: ["c": shuffled], rules: .strict).commits["c"] ?? []
        #expect(read.flatMap { $0.counted.map(\.header) }.filter { $0 == "feat: a" }.count == 1)
    }
}
