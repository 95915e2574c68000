import Foundation
package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// What people wrote into merged pull requests instead of, or beside, the messages of their commits.
///
/// `BEGIN_COMMIT_OVERRIDE` … `END_COMMIT_OVERRIDE` replaces the messages of everything that the pull request brought,
/// once; `BEGIN_NESTED_COMMIT` … `END_NESTED_COMMIT` adds to them. A commit that changes no file counts for the files of its
/// pull request.
package struct MessageOverrides: Sendable {
    /// The commit that stands for its pull request, with the new message.
    private(set) var messages: [CommitID: String] = [:]
    /// The commits whose messages are replaced by it.
    private(set) var covered: [CommitID: Set<CommitID>] = [:]

    /// Paths of commits that have none of their own, as their pull requests have them.
    package private(set) var paths: [CommitID: [String]] = [:]

    /// When the last merged pull request that was looked at was changed; what changes later may say something else.
    private(set) var newest: Date?

    var isEmpty: Bool { messages.isEmpty && paths.isEmpty }

    /// Of no pull request.
    static let none = MessageOverrides()

    private init() {}

    /// The first word of either block, if the text has one.
    static func mark(in body: String) -> String? {
        ["BEGIN_COMMIT_OVERRIDE", "BEGIN_NESTED_COMMIT"].first { body.contains($0) }
    }

    /// - Parameters:
    ///   - requests: Merged ones; those that merge none of these commits are left out.
    ///   - commits: Since the last releases.
    ///   - messages: Of the commits of a pull request, as the forge lists them; asked for only where a pull request was
    ///     rebased, since then each of its commits has become a new one.
    ///   - hasPaths: Whether the commits' paths were read.
    ///   - files: What a pull request changes; asked for only where its commit changes nothing itself.
    package init(
        of requests: [ForgePullRequest], among commits: [ObservedCommit], hasPaths: Bool = true,
        messages: (ForgePullRequest) async throws -> [String],
        files: (ForgePullRequest) async throws -> [String]
    ) async throws {
        let byID = Dictionary(commits.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        newest = requests.filter { $0.state == .merged }.map(\.updated).max()
        for request in requests where request.state == .merged && hasPaths {
            guard let id = request.mergeCommit, let commit = byID[id], commit.paths.isEmpty, commit.parents.count == 1
            else { continue }
            let found = try await files(request)
            if !found.isEmpty { paths[id] = found }
        }
        for request in requests where request.state == .merged && MessageOverrides.mark(in: request.body) != nil {
            guard let id = request.mergeCommit, let merge = byID[id] else { continue }
            guard let text = commitOverride(in: request.body) else {
                if !merge.message.contains("BEGIN_NESTED_COMMIT") {
                    self.messages[id] = merge.message + "\n\n" + MessageOverrides.nested(in: request.body)
                }
                continue
            }
            self.messages[id] = text
            covered[id] =
                merge.parents.count > 1
                ? MessageOverrides.brought(by: merge, byID)
                : MessageOverrides.rebased(onto: merge, try await messages(request), byID)
        }
    }

    /// The words of one more pull request, which is not merged yet, as if a commit stood for it.
    ///
    /// - Parameters:
    ///   - message: What the commit says.
    ///   - covered: The others that it brings; their messages do not count.
    mutating func add(_ message: String, for commit: CommitID, covering covered: Set<CommitID>) {
        messages[commit] = message
        self.covered[commit] = covered.subtracting([commit])
    }

    /// What a merge commit brought: reachable from its second parent and not from its first.
    static func brought(by merge: ObservedCommit, _ commits: [CommitID: ObservedCommit]) -> Set<CommitID> {
        func reached(from start: CommitID) -> Set<CommitID> {
            var found: Set<CommitID> = []
            var open = [start]
            while let id = open.popLast() {
                guard let commit = commits[id], found.insert(id).inserted else { continue }
                open += commit.parents
            }
            return found
        }
        guard let own = merge.parents.first, let other = merge.parents.dropFirst().first else { return [] }
        return reached(from: other).subtracting(reached(from: own))
    }

    /// The commits before this one whose messages are those of a pull request, from its last one back.
    private static func rebased(
        onto last: ObservedCommit, _ messages: [String], _ commits: [CommitID: ObservedCommit]
    ) -> Set<CommitID> {
        var chain = [last]
        while let parent = chain.last?.parents.first, let commit = commits[parent] { chain.append(commit) }
        let texts = chain.map(\.message.trimmedLineEnds)
        let wanted = messages.reversed().map(\.trimmedLineEnds)
        if wanted.count >= listed, wanted.first != texts.first {
            // Only the oldest commits are listed: what lies on them up to the last one belongs to them.
            let offset = texts.indices.first { texts[$0...].starts(with: wanted) }
            return Set(chain.prefix(offset.map { $0 + wanted.count } ?? 0).dropFirst().map(\.id))
        }
        guard wanted.count > 1, wanted.first == texts.first else { return [] }
        let count = zip(texts, wanted).prefix { $0 == $1 }.count
        return Set(chain.prefix(count).dropFirst().map(\.id))
    }

    /// How many commits of a pull request GitHub lists at most.
    private static let listed = 250

    static func nested(in body: String) -> String {
        body.components(separatedBy: "BEGIN_NESTED_COMMIT").dropFirst().map { part in
            "BEGIN_NESTED_COMMIT" + (part.components(separatedBy: "END_NESTED_COMMIT").first ?? "")
                + "END_NESTED_COMMIT"
        }.joined(separator: "\n\n")
    }

    /// These commits with the messages that count.
    ///
    /// The one that stands for a pull request changes what all of its commits changed, so that every component it
    /// touched hears of it.
    package func applied(to commits: [ObservedCommit]) -> [ObservedCommit] {
        let byID = Dictionary(commits.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let replaced = covered.values.reduce(into: Set<CommitID>()) { $0.formUnion($1) }
        return commits.compactMap { commit in
            guard !replaced.contains(commit.id) else { return nil }
            var commit = commit
            if let paths = paths[commit.id] { commit.paths = paths }
            guard let message = messages[commit.id] else { return commit }
            commit.message = message
            guard let covered = covered[commit.id], !covered.isEmpty else { return commit }
            let paths = covered.compactMap { byID[$0]?.paths }.flatMap { $0 }
            commit.paths = Set(commit.paths + paths).sorted()
            // A merge is read for what it brought, which is replaced; this is a commit of its own.
            commit.parents = Array(commit.parents.prefix(1))
            return commit
        }
    }
}

extension String {
    fileprivate var trimmedLineEnds: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
