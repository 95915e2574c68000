import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

struct ConventionalCommitCases: Decodable {
    struct Valid: Decodable, CustomTestStringConvertible {
        var message: String
        var type: String
        var scope: String?
        var breaking: Bool
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
        let commit = try #require(ConventionalCommit(message: one.message))
        #expect(commit.type == one.type.lowercased())
        #expect(commit.scope == one.scope)
        #expect(commit.isBreaking == one.breaking)
        #expect(commit.description == one.description)
    }

    @Test("What breaks a clause is in free form", arguments: ConventionalCommitCases.shared?.invalid ?? [])
    func invalid(one: ConventionalCommitCases.Invalid) {
        #expect(ConventionalCommit(message: one.message) == nil)
    }

    @Test(
        "Types map to levels as the specification says", arguments: ConventionalCommitCases.shared?.semverMapping ?? [])
    func mapping(one: ConventionalCommitCases.Mapping) throws {
        let bumps = try one.types.map {
            try #require(ConventionalCommit(message: "\($0)\(one.breaking ? "!" : ""): x")).bump
        }
        #expect(bumps.max() == one.expected ?? Bump.none)
    }
}

@Suite("Conventional commits")
struct ConventionalCommitTests {
    @Test(
        "What a commit calls for follows from its type",
        arguments: [
            ("feat: x", Bump.minor), ("FEAT: x", .minor), ("Fix: x", .patch), ("perf: x", .patch),
            ("revert: x", .patch),
            ("deps: x", .patch), ("refactor!: x", .major), ("chore(ci)!: x", .major), ("docs: x", .none),
            ("tests: x", .none), ("chore: x\n\nBREAKING-CHANGE: y", .major), ("fix: x\n\nbreaking change: y", .patch),
            ("fix: x\r\n\r\nBREAKING CHANGE: y", .major),
        ])
    func bump(message: String, bump: Bump) throws {
        #expect(try #require(ConventionalCommit(message: message)).bump == bump)
    }

    @Test(
        "A subject in free form calls for nothing",
        arguments: ["Merge branch 'main'", "feat", "feat:x", "feat :x", "add: ", "two words: x", "", "\n\nfeat: x"])
    func free(message: String) {
        #expect(ConventionalCommit(message: message) == nil)
    }
}
