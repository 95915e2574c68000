import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What every forge does with pull requests.
@Suite("Forges: pull requests", .heavy)
struct PullRequestContractTests {
    @Test(
        "An opened pull request is what was asked for, and is found by branch and base alone",
        arguments: ForgeKind.available)
    func open(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest(body: "words")
            #expect(made.state == .open && made.title == "feat: a thing" && made.body == "words" && !made.isDraft)
            #expect(made.source == bench.repository && made.labels.isEmpty && made.mergeCommit == nil)
            let head = try await bench.forge.head(of: made.branch, in: bench.repository)
            #expect(made.head == head)
            func found(_ branch: String?, _ base: String?) async throws -> [Int] {
                try await bench.eventually {
                    try await bench.forge.openPullRequests(from: branch, into: base, in: bench.repository).map(\.number)
                } _: {
                    $0.contains(made.number)
                }
            }
            #expect(try await found(made.branch, made.base) == [made.number])
            #expect(try await found(made.branch, nil) == [made.number])
            #expect(try await found(nil, made.base) == [made.number])
            let others = try await bench.forge.openPullRequests(
                from: bench.branch("other"), into: made.base, in: bench.repository)
            #expect(others.isEmpty)
            let read = try await bench.forge.pullRequest(made.number, in: bench.repository)
            #expect(read.number == made.number && read.title == made.title)
        }
    }

    @Test("A second open pull request for the same head and base exists already", arguments: ForgeKind.available)
    func second(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let again = NewPullRequest(title: "again", body: "", branch: made.branch, base: made.base)
            try await expect(.exists) { try await bench.forge.open(again, in: bench.repository) }
            _ = try await bench.forge.change(made.number, PullRequestChange(isOpen: false), in: bench.repository)
            let third = try await bench.forge.open(again, in: bench.repository)
            #expect(third.number > made.number)
        }
    }

    @Test(
        "Branches without commits between them, branches that are not there, and texts that are too long are invalid",
        arguments: ForgeKind.available)
    func invalid(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (base, same) = (bench.branch("base"), bench.branch("same"))
            for name in [base, same] {
                try await bench.forge.create(branch: name, at: bench.start, in: bench.repository)
            }
            let (branch, _) = try await bench.branchWithCommit()
            func refused(_ head: String, _ base: String, _ body: String = "") async throws -> Refusal? {
                try await refusal {
                    try await bench.forge.open(
                        NewPullRequest(title: "title", body: body, branch: head, base: base), in: bench.repository)
                }
            }
            #expect(try await refused(same, base) == .invalid)
            #expect(try await refused(bench.branch("absent"), base) == .invalid)
            #expect(try await refused(branch, bench.branch("absent")) == .invalid)
            #expect(try await refused(branch, base, String(repeating: "x", count: 65_537)) == .invalid)
            #expect(try await refused(branch, base, String(repeating: "x", count: 65_536)) == nil)
        }
    }

    @Test(
        "A change leaves alone what it does not name; closed ones are listed as closed", arguments: ForgeKind.available)
    func change(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest(body: "words")
            let titled = try await bench.forge.change(
                made.number, PullRequestChange(title: "another"), in: bench.repository)
            #expect(titled.title == "another" && titled.body == "words" && titled.state == .open)
            let emptied = try await bench.forge.change(made.number, PullRequestChange(body: ""), in: bench.repository)
            #expect(emptied.title == "another" && emptied.body.isEmpty)
            let closed = try await bench.forge.change(
                made.number, PullRequestChange(isOpen: false), in: bench.repository)
            #expect(closed.state == .closed && closed.mergeCommit == nil)
            let open = try await bench.eventually {
                try await bench.forge.openPullRequests(from: nil, into: made.base, in: bench.repository)
            } _: {
                $0.isEmpty
            }
            #expect(open.isEmpty)
            let listed = try await bench.eventually {
                try await bench.forge.closedPullRequests(into: made.base, since: nil, in: bench.repository)
            } _: {
                !$0.isEmpty
            }
            #expect(listed.map(\.number) == [made.number] && listed.first?.state == .closed)
        }
    }

    @Test(
        "A label is set once, made where it is new, and removing one that is not set is not an error",
        arguments: ForgeKind.available)
    func labels(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let (forge, repository) = (bench.forge, bench.repository)
            for _ in 0..<2 {
                try await forge.add(labels: ["contract: a", "contract b"], to: made.number, in: repository)
            }
            func labels(_ count: Int) async throws -> [String] {
                try await bench.eventually {
                    try await forge.pullRequest(made.number, in: repository).labels.sorted()
                } _: {
                    $0.count == count
                }
            }
            #expect(try await labels(2) == ["contract b", "contract: a"])
            for _ in 0..<2 { try await forge.remove(label: "contract: a", from: made.number, in: repository) }
            #expect(try await labels(1) == ["contract b"])
            try await expect(.missing) { try await forge.add(labels: ["x"], to: 999_999, in: repository) }
        }
    }

    @Test("A comment is found by its mark and replaced in its place", arguments: ForgeKind.available)
    func comments(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let (forge, repository) = (bench.forge, bench.repository)
            let none = try await forge.comment(marked: "<!-- mark -->", on: made.number, in: repository)
            #expect(none == nil)
            _ = try await forge.write("other", replacing: nil, on: made.number, in: repository)
            let first = try await forge.write("<!-- mark -->\none", replacing: nil, on: made.number, in: repository)
            let second = try await forge.write(
                "<!-- mark -->\ntwo", replacing: first.id, on: made.number, in: repository)
            #expect(second.id == first.id)
            let found = try await bench.eventually {
                try await forge.comment(marked: "<!-- mark -->", on: made.number, in: repository)
            } _: {
                $0?.text.contains("two") == true
            }
            #expect(found?.id == first.id && found?.text == "<!-- mark -->\ntwo")
            try await expect(.missing) {
                try await forge.write("x", replacing: 1, on: made.number, in: repository)
            }
            try await expect(.missing) {
                try await forge.write("x", replacing: nil, on: 999_999, in: repository)
            }
        }
    }

    @Test(
        "The messages are those of its commits, oldest first; the files those that it changes",
        arguments: ForgeKind.available)
    func contents(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            _ = try await bench.forge.commit(
                ForgeCommit(
                    branch: made.branch, parent: made.head, message: "fix: another", files: ["a/b.txt": [120, 10]]),
                in: bench.repository)
            let messages = try await bench.eventually {
                try await bench.forge.messages(of: made.number, in: bench.repository)
            } _: {
                $0.count == 2
            }
            #expect(messages == ["feat: a thing\n\nWith a body.", "fix: another"])
            let files = try await bench.forge.files(of: made.number, in: bench.repository)
            #expect(files.sorted() == ["a/b.txt", "\(made.branch).txt"])
        }
    }

    @Test(
        "It merges at the head that was seen, and at no other; then it is merged, once", arguments: ForgeKind.available)
    func merge(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let (forge, repository) = (bench.forge, bench.repository)
            try await expect(.conflict) {
                try await forge.merge(made.number, at: bench.start, by: .merge, in: repository)
            }
            // Whether it can be merged is computed after it was opened.
            let commit = try await bench.eventually {
                do throws(ForgeError) {
                    return try await forge.merge(made.number, at: made.head, by: .merge, in: repository) as CommitID?
                } catch {
                    guard bench.kind == .live, case .conflict = error else { throw error }
                    return nil
                }
            } _: {
                $0 != nil
            }
            let base = try await bench.eventually {
                try await forge.head(of: made.base, in: repository)
            } _: {
                $0 == commit
            }
            #expect(commit != nil && base == commit)
            let merged = try await bench.eventually {
                try await forge.pullRequest(made.number, in: repository)
            } _: {
                $0.state == .merged
            }
            #expect(merged.state == .merged && merged.mergeCommit == commit && merged.merged != nil)
            try await expect(.conflict) {
                try await forge.merge(made.number, at: made.head, by: .merge, in: repository)
            }
        }
    }

    @Test("A pull request that is not there is missing", arguments: ForgeKind.available)
    func missing(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository, none) = (bench.forge, bench.repository, 999_999)
            try await expect(.missing) { try await forge.pullRequest(none, in: repository) }
            try await expect(.missing) { try await forge.messages(of: none, in: repository) }
            try await expect(.missing) { try await forge.files(of: none, in: repository) }
            try await expect(.missing) { try await forge.authors(of: none, in: repository) }
            try await expect(.missing) { try await forge.approvals(of: none, in: repository) }
            try await expect(.missing) {
                try await forge.change(none, PullRequestChange(title: "x"), in: repository)
            }
            try await expect(.missing) { try await forge.comment(marked: "x", on: none, in: repository) }
            try await expect(.missing) {
                try await forge.merge(none, at: bench.start, by: .merge, in: repository)
            }
        }
    }

    @Test(
        "Whoever approves it is named once, until they say something else; comments say nothing",
        .enabled(if: ForgeKind.hasSettings, "no one else has a token for a scratch repository"),
        arguments: ForgeKind.available)
    func approvals(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let settings = try #require(bench.settings)
            func approvals() async throws -> Set<String> {
                try await bench.forge.approvals(of: made.number, in: bench.repository)
            }
            #expect(try await approvals().isEmpty)
            for login in ["bob", "eve", "bob"] { try await settings.review(made.number, login, true) }
            _ = try await bench.forge.write("fine", replacing: nil, on: made.number, in: bench.repository)
            #expect(try await approvals() == ["bob", "eve"])
            try await settings.review(made.number, "bob", false)
            #expect(try await approvals() == ["eve"])
        }
    }

    @Test("A review of someone who does not belong here is invalid", arguments: ForgeKind.available)
    func reviewers(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let refused = try await refusal {
                try await bench.forge.requestReviews(
                    of: ["slipway-contract-none"], teams: [], on: made.number, in: bench.repository)
            }
            #expect(refused == .invalid)
        }
    }

    @Test(
        "Where merging later is not allowed, it is refused and nothing is merged",
        .enabled(if: ForgeKind.hasSettings, "a scratch repository may allow it"), arguments: ForgeKind.available)
    func autoMerge(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let made = try await bench.pullRequest()
            let refused = try await refusal {
                try await bench.forge.mergeWhenReady(made, by: .squash, in: bench.repository)
            }
            #expect(refused == .invalid)
            let after = try await bench.forge.pullRequest(made.number, in: bench.repository)
            #expect(after.state == .open)
        }
    }
}
