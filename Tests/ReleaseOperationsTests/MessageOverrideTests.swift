import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import Testing

@Suite("Words of merged pull requests")
struct MessageOverrideTests {
    private static let override = "text\nBEGIN_COMMIT_OVERRIDE\nfeat: said in the request\nEND_COMMIT_OVERRIDE"

    private func request(_ body: String, mergeCommit: CommitID) -> ForgePullRequest {
        ForgePullRequest(
            number: 1, state: .merged, title: "t", body: body, base: "main", branch: "work", source: nil, head: "h",
            mergeCommit: mergeCommit, updated: Date(timeIntervalSince1970: 0), address: "")
    }

    private func messages(
        _ commits: [ObservedCommit], _ request: ForgePullRequest, listed: [String] = [], files: [String] = []
    ) async throws -> [ObservedCommit] {
        try await MessageOverrides(of: [request], among: commits) { _ in
            listed
        } files: { _ in
            files
        }
        .applied(to: commits)
    }

    @Test("A commit without files counts for those of its pull request, others keep their own")
    func withoutFiles() async throws {
        let commits = [
            ObservedCommit(id: "b", parents: ["a"], message: "fix: nothing changed", paths: []),
            ObservedCommit(id: "a", parents: ["0"], message: "fix: own", paths: ["x"]),
        ]
        let changed = try await messages(commits, request("", mergeCommit: "b"), files: ["lib/y"])
        #expect(changed.map(\.paths) == [["lib/y"], ["x"]])
        let own = try await messages(commits, request("", mergeCommit: "a"), files: ["lib/y"])
        #expect(own.map(\.paths) == [[], ["x"]])
    }

    @Test("A squashed request's words replace the commit's message")
    func squash() async throws {
        let commits = [ObservedCommit(id: "b", parents: ["a"], message: "fix: squashed", paths: ["x"])]
        let changed = try await messages(commits, request(MessageOverrideTests.override, mergeCommit: "b"))
        #expect(changed.map(\.message) == ["feat: said in the request"])
    }

    @Test("Of a rebased request the words stand once, for all paths of its commits")
    func rebase() async throws {
        let commits = [
            ObservedCommit(id: "c", parents: ["b"], message: "fix: two", paths: ["y"]),
            ObservedCommit(id: "b", parents: ["a"], message: "fix: one", paths: ["x"]),
            ObservedCommit(id: "a", parents: [], message: "fix: before", paths: ["z"]),
        ]
        let changed = try await messages(
            commits, request(MessageOverrideTests.override, mergeCommit: "c"), listed: ["fix: one", "fix: two"])
        #expect(changed.map(\.message) == ["feat: said in the request", "fix: before"])
        #expect(changed.first?.paths == ["x", "y"])
    }

    @Test("Of a rebased request with more commits than the forge lists the words stand once for all of them")
    func longRebase() async throws {
        let commits = (0...300).reversed().map { number in
            ObservedCommit(
                id: CommitID("c\(number)"), parents: number == 0 ? [] : [CommitID("c\(number - 1)")],
                message: "fix: \(number)", paths: ["\(number)"])
        }
        let listed = (1...250).map { "fix: \($0)" }
        let changed = try await messages(
            commits, request(MessageOverrideTests.override, mergeCommit: "c300"), listed: listed)
        #expect(changed.map(\.message) == ["feat: said in the request", "fix: 0"])
        #expect(changed.first?.paths.count == 300)
        let others = try await messages(
            commits, request(MessageOverrideTests.override, mergeCommit: "c300"),
            listed: listed.map { $0 + " of another" })
        #expect(others.count == 301)
    }

    @Test("Of a merge the words replace all that it brought, and nothing of the branch itself")
    func merge() async throws {
        let commits = [
            ObservedCommit(id: "m", parents: ["a", "w2"], message: "Merge pull request #1"),
            ObservedCommit(id: "w2", parents: ["w1"], message: "fix: two", paths: ["y"]),
            ObservedCommit(id: "w1", parents: ["root"], message: "fix: one", paths: ["x"]),
            ObservedCommit(id: "a", parents: ["root"], message: "fix: of the branch", paths: ["z"]),
        ]
        let changed = try await messages(commits, request(MessageOverrideTests.override, mergeCommit: "m"))
        #expect(changed.map(\.message) == ["feat: said in the request", "fix: of the branch"])
        #expect(changed.first?.paths == ["x", "y"])
    }

    @Test("Nested messages of a body are added to the commit's own")
    func nested() async throws {
        let commits = [ObservedCommit(id: "b", parents: ["a"], message: "feat: own", paths: ["x"])]
        let body = "text\nBEGIN_NESTED_COMMIT\nfix: nested\nEND_NESTED_COMMIT\nmore"
        let changed = try await messages(commits, request(body, mergeCommit: "b"))
        #expect(changed.first?.message == "feat: own\n\nBEGIN_NESTED_COMMIT\nfix: nested\nEND_NESTED_COMMIT")
    }

    @Test("A request that merged none of these commits changes nothing")
    func others() async throws {
        let commits = [ObservedCommit(id: "b", parents: ["a"], message: "feat: own", paths: ["x"])]
        let changed = try await messages(commits, request(MessageOverrideTests.override, mergeCommit: "elsewhere"))
        #expect(changed == commits)
    }
}
