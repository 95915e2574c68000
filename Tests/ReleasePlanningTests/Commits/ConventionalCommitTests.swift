import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

private func read(_ message: String, _ rules: MessageRules = .strict) -> [ConventionalCommit] {
    CommitReading(ObservedCommit(id: "1234567", message: message), rules: rules).commits
}

/// What a usual changelog shows.
private let sections = [ChangelogSection].strict

private func own(_ message: String, _ rules: MessageRules = .strict) -> ConventionalCommit? {
    read(message, rules).last
}

struct ConventionalCommitCases: Decodable {
    struct Valid: Decodable, CustomTestStringConvertible {
        var message: String
        var type: String
        var scope: String?
        var breaking: Bool
        var breakingText: String?
        var description: String
        var testDescription: String { String(message.prefix { $0 != "\n" }) }
    }

    struct Invalid: Decodable, CustomTestStringConvertible {
        var message: String
        var testDescription: String { message }
    }

    struct Mapping: Decodable {
        var types: [String]
        var breaking: Bool
        var expected: Bump?
    }

    var valid: [Valid]
    var invalid: [Invalid]
    var semverMapping: [Mapping]

    static let shared = try? ReleaseTestKit.shared(
        ConventionalCommitCases.self, "conformance/conventional-commits-1.0.0.json")
}

@Suite(
    "Conventional commits of the specification",
    .enabled(if: ConventionalCommitCases.shared != nil, "needs ../shared/conformance, or SLIPWAY_SHARED"))
struct ConventionalCommitSpecificationTests {
    @Test("Each example is read into its parts", arguments: ConventionalCommitCases.shared?.valid ?? [])
    func valid(one: ConventionalCommitCases.Valid) throws {
        let commit = try #require(own(one.message))
        #expect(commit.type == one.type)
        #expect(commit.scope == one.scope)
        #expect(commit.isBreaking == one.breaking)
        #expect(commit.subject == one.description)
        if let text = one.breakingText { #expect(commit.breaking == [text]) }
    }

    @Test("A message that breaks a clause is free-form", arguments: ConventionalCommitCases.shared?.invalid ?? [])
    func invalid(one: ConventionalCommitCases.Invalid) {
        #expect(read(one.message).isEmpty)
    }

    @Test(
        "Types map to levels as the specification says", arguments: ConventionalCommitCases.shared?.semverMapping ?? [])
    func mapping(one: ConventionalCommitCases.Mapping) throws {
        let bumps = try one.types.map {
            try #require(own("\($0)\(one.breaking ? "!" : ""): x")).call(sections: sections)
        }
        #expect(bumps.max() == one.expected ?? Bump.none)
    }
}

@Suite("Conventional commits")
struct ConventionalCommitTests {
    @Test(
        "The level of a commit follows from its type",
        arguments: [
            ("feat: x", Bump.minor), ("FEAT: x", .minor), ("Fix: x", .patch), ("perf: x", .patch),
            ("revert: x", .patch),
            ("deps: x", .patch), ("refactor!: x", .major), ("chore(ci)!: x", .major), ("docs: x", .none),
            ("tests: x", .none), ("chore: x\n\nBREAKING-CHANGE: y", .major), ("fix: x\n\nbreaking change: y", .patch),
            ("fix: x\r\n\r\nBREAKING CHANGE: y", .major),
        ])
    func call(message: String, bump: Bump) throws {
        #expect(try #require(own(message)).call(sections: sections) == bump)
    }

    @Test(
        "A free-form subject calls for no release",
        arguments: ["Merge branch 'main'", "feat", "feat :x", "two words: x", "", "Add a thing"])
    func free(message: String) {
        #expect(read(message).isEmpty)
    }

    @Test(
        "An unparsable message counts by its header in strict mode; release-please drops it")
    func fallback() throws {
        let message = "feat(x): a\n\ncall(foo\nmore\n\nBREAKING CHANGE: gone"
        let commit = try #require(own(message))
        #expect(commit.header == "feat(x): a")
        #expect(commit.breaking == ["gone"])
        #expect(read(message, .compat).isEmpty)
    }

    @Test(
        "A message that can't be parsed reports where, and what was expected",
        arguments: [
            ("feat add", "line 1, column 5: expected '(', '!' or ':', found ' '"),
            ("feat(a: b", "line 1, column 10: expected ')', found the end of the line"),
            ("feat(a)! b", "line 1, column 9: expected ':', found ' '"),
            (": x", "line 1, column 1: expected a type, found ':'"),
        ])
    func fault(message: String, sentence: String) {
        let reading = CommitReading(ObservedCommit(id: "1", message: message), rules: .strict)
        #expect(reading.faults.map(\.sentence) == [sentence])
    }

    @Test("An override block in the message replaces it, but not for release-please, which reads only pull requests")
    func override() {
        let message = "chore: a\n\nBEGIN_COMMIT_OVERRIDE\nfeat: b\n\nfix: c\nEND_COMMIT_OVERRIDE"
        #expect(read(message).map(\.header) == ["feat: b", "fix: c"])
        #expect(read(message, .compat).contains { $0.header == "chore: a" })
    }

    @Test(
        "Footer lines that release-please loses are kept in strict mode",
        arguments: [
            ("feat: a\n\nBREAKING CHANGE: first\n  second", ["first second"], [String]()),
            ("fix: a\n\nRefs: #1, #2", [], ["1", "2"]),
            ("feat: a\n\nfix!: b\n\nprose", ["b"], []),
        ])
    func footers(message: String, breaking: [String], references: [String]) throws {
        let commits = read(message)
        #expect(commits.flatMap(\.breaking) == breaking)
        #expect(commits.flatMap(\.references) == references)
    }

    @Test("Random bytes are read without a crash, and what is read has a type", arguments: 0..<200)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = ["feat", "(", ")", "!", ": ", "\n", "\n\n", "BREAKING CHANGE: ", "x", " #1", "é", "\r\n", " "]
        let message = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            parts.randomElement(using: &random) ?? ""
        }.joined()
        for rules in [MessageRules.compat, .strict] {
            #expect(read(message, rules).allSatisfy { !$0.type.isEmpty }, "seed \(seed)")
        }
    }
}

@Suite("Reverts")
struct RevertTests {
    private func counted(_ messages: [(id: String, message: String)]) -> [String] {
        let commits = messages.map { ObservedCommit(id: CommitID($0.id), message: $0.message) }
        return commits.map { ReadCommit($0, reading: CommitReading($0, rules: .strict)) }.cancellingReverts()
            .flatMap { $0.counted.map(\.header) }
    }

    @Test("A change and its revert cancel out; a revert of something older stays")
    func cancel() {
        #expect(
            counted([
                ("3333333333", "fix: c"), ("2222222222", "revert: feat: a\n\nThis reverts commit 1111111111."),
                ("1111111111", "feat: a"),
            ]) == ["fix: c"])
        #expect(
            counted([("2222222222", "revert: feat: a\n\nThis reverts commit 1111111111.")]) == ["revert: feat: a"])
    }

    @Test("A revert of a revert restores the change")
    func twice() {
        #expect(
            counted([
                ("3333333333", "revert: revert: feat: a\n\nThis reverts commit 2222222222."),
                ("2222222222", "revert: feat: a\n\nThis reverts commit 1111111111."), ("1111111111", "feat: a"),
            ]) == ["feat: a"])
    }
}
