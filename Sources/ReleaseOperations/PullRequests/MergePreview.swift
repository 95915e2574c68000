import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// What the commits of a pull request will say after each way of merging it.
struct MergePreview {
    let workspace: Workspace
    let repository: ObservedRepository
    let pullRequest: ForgePullRequest
    let forge: any Forge
    let place: ForgeRepository
    let facts: RepositoryFacts

    struct Overrides {
        /// Where its commits are kept: by a merge or a rebase; nil: neither is allowed.
        var kept: MessageOverrides?
        /// Where they are squashed into one; nil: that is not allowed.
        var squashed: MessageOverrides?
        /// What the commit of a squash says below its title, as far as people wrote it.
        var squashedText = ""
        /// Whether the pull request's text says what counts instead.
        var isOverridden = false
        /// Those that it brings, and the one that merges it.
        var commits: Set<CommitID>
    }

    /// - Returns: nil where the checked-out commit is neither the merge of the pull request nor its last one.
    func overrides() async throws -> Overrides? {
        guard let head = repository.head, let brought = try await brought(to: head) else { return nil }
        var merged = MessageOverrides.none
        // What merged pull requests say of the commits below.
        if let oldest = repository.history.map(\.time).min() {
            let closed = try await forge.closedPullRequests(
                into: pullRequest.base, since: Date(timeIntervalSince1970: Double(oldest)), in: place)
            merged = try await MessageOverrides(
                of: closed, among: repository.history, hasPaths: repository.historyHasPaths
            ) {
                try await forge.messages(of: $0.number, in: place)
            } files: {
                try await forge.files(of: $0.number, in: place)
            }
        }
        var found = Overrides(commits: brought.union([head]))
        let said = commitOverride(in: pullRequest.body)
        found.isOverridden = said != nil
        if !facts.mergeMethods.isDisjoint(with: [.merge, .rebase]) {
            var kept = merged
            if let said { kept.add(said, for: head, covering: brought) }
            found.kept = kept
        }
        if facts.mergeMethods.contains(.squash) {
            let messages = try await forge.messages(of: pullRequest.number, in: place)
            found.squashedText = text(of: messages)
            let nested = MessageOverrides.nested(in: pullRequest.body)
            var squashed = merged
            squashed.add(
                said ?? (message(of: messages) + (nested.isEmpty ? "" : "\n\n" + nested)), for: head, covering: brought)
            found.squashed = squashed
        }
        return found
    }

    /// The commits that the pull request brings to its base, the checked-out one among them where it is its last.
    private func brought(to head: CommitID) async throws -> Set<CommitID>? {
        let byID = Dictionary(repository.history.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        if let merge = byID[head], merge.parents.count == 2, merge.parents[1] == pullRequest.head {
            return MessageOverrides.brought(by: merge, byID)
        }
        guard head == pullRequest.head, let remote = repository.remote,
            let base = try await workspace.sourceControl.resolve(
                "refs/remotes/\(remote)/\(pullRequest.base)", in: repository.folder)
        else { return nil }
        let query = HistoryQuery(head: head, excluding: [base], paths: .none)
        return Set(try await workspace.sourceControl.commits(query, in: repository.folder).map(\.id))
    }

    /// The message of the commit that a squash makes.
    private func message(of messages: [String]) -> String {
        let isSingle = messages.count == 1
        let takesCommit = isSingle && facts.squash.map { $0.title == .commitOrPullRequestTitle } ?? true
        if takesCommit, let only = messages.first, facts.squash?.body ?? .commitMessages == .commitMessages {
            return only
        }
        let title = takesCommit ? messages.first.map(\.firstLine) ?? pullRequest.title : pullRequest.title
        let listed = messages.map { "* " + $0 }.joined(separator: "\n\n")
        let below =
            switch facts.squash?.body ?? .commitMessages {
            case .pullRequestBody: pullRequest.body
            case .commitMessages: isSingle ? messages[0].belowFirstLine : listed
            case .empty, .other: ""
            }
        return "\(title) (#\(pullRequest.number))" + (below.isEmpty ? "" : "\n\n" + below)
    }

    /// The text below the title, in which lines that look like entries may stand.
    private func text(of messages: [String]) -> String {
        switch facts.squash?.body ?? .commitMessages {
        case .pullRequestBody: pullRequest.body
        case .empty, .other: ""
        // A single commit becomes the message as it is.
        case .commitMessages: messages.count < 2 ? "" : messages.joined(separator: "\n\n")
        }
    }
}

extension String {
    fileprivate var firstLine: String { String(prefix { !$0.isNewline }) }

    fileprivate var belowFirstLine: String {
        String(drop { !$0.isNewline }).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension Optional {
    /// The transformed value, where there is one.
    func asyncMap<Answer>(_ transform: (Wrapped) async throws -> Answer) async rethrows -> Answer? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
