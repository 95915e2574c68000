package import Foundation
package import ReleaseModel
package import ReleasePorts
import Synchronization

extension MemoryForge {
    package func openPullRequests(
        from branch: String?, into base: String?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest] {
        try operation("openPullRequests", in: repository) { state in
            state.pullRequests.values.filter {
                $0.state == .open && (branch == nil || $0.branch == branch) && (base == nil || $0.base == base)
            }.sorted { $0.number > $1.number }
        }
    }

    package func closedPullRequests(
        into base: String, since: Date?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest] {
        try operation("closedPullRequests", in: repository) { state in
            state.pullRequests.values.filter {
                $0.state != .open && $0.base == base && $0.updated >= since ?? $0.updated
            }
            .sorted { ($0.updated, $0.number) > ($1.updated, $1.number) }
        }
    }

    package func pullRequest(
        _ number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try operation("pullRequest", in: repository) { state throws(ForgeError) in
            try pullRequest(number, state, repository)
        }
    }

    private func pullRequest(
        _ number: Int, _ state: State, _ repository: ForgeRepository
    ) throws(ForgeError) -> ForgePullRequest {
        guard let found = state.pullRequests[number] else {
            throw .missing(request("read pull request \(number)", repository))
        }
        return found
    }

    package func messages(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try operation("messages", in: repository) { state throws(ForgeError) in
            let found = try pullRequest(number, state, repository)
            return state.messages[number] ?? state.commits(of: found).map(\.commit.message)
        }
    }

    package func authors(
        of number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeCommitAuthor] {
        try operation("authors", in: repository) { state throws(ForgeError) in
            state.commits(of: try pullRequest(number, state, repository)).map { id, _ in
                ForgeCommitAuthor(commit: id, account: state.account, isForgeMade: true)
            }
        }
    }

    package func files(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try operation("files", in: repository) { state throws(ForgeError) in
            let found = try pullRequest(number, state, repository)
            return state.files[number]
                ?? Set(state.commits(of: found).flatMap { Array($0.commit.files.keys) + $0.commit.removed }).sorted()
        }
    }

    package func open(
        _ new: NewPullRequest, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try operation("open", in: repository, writes: true) { state throws(ForgeError) in
            let asked = request("open", repository)
            if state.pullRequests.values.contains(where: {
                $0.state == .open && $0.branch == new.branch && $0.base == new.base
            }) {
                throw .exists(asked, reason: "A pull request already exists for \(new.branch).")
            }
            guard new.body.unicodeScalars.count <= 65_536 else {
                throw .invalid(asked, status: 422, reason: "body is too long")
            }
            guard let head = state.branches[new.branch], let base = state.branches[new.base] else {
                throw .invalid(asked, status: 422, reason: "there is no such branch")
            }
            guard head != base else {
                throw .invalid(asked, status: 422, reason: "No commits between \(new.base) and \(new.branch)")
            }
            let number = state.next()
            let made = ForgePullRequest(
                number: number, node: "PR_\(number)", state: .open, title: new.title, body: new.body,
                isDraft: new.isDraft, base: new.base, branch: new.branch, source: repository,
                head: head, author: state.account ?? "slipway",
                updated: now(), address: "https://memory/\(repository)/pull/\(number)")
            state.pullRequests[number] = made
            return made
        }
    }

    package func change(
        _ number: Int, _ change: PullRequestChange, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try operation("change", in: repository, writes: true) { state throws(ForgeError) in
            guard var found = state.pullRequests[number] else { throw .missing(request("change", repository)) }
            found.title = change.title ?? found.title
            found.body = change.body ?? found.body
            if let isOpen = change.isOpen { found.state = isOpen ? .open : .closed }
            found.updated = now()
            state.pullRequests[number] = found
            return found
        }
    }

    package func add(labels: [String], to number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("addLabels", in: repository, writes: true) { state throws(ForgeError) in
            let known = try pullRequest(number, state, repository).labels
            state.pullRequests[number]?.labels = known + labels.filter { !known.contains($0) }
        }
    }

    package func remove(label: String, from number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeLabel", in: repository, writes: true) { state in
            state.pullRequests[number]?.labels.removeAll { $0 == label }
        }
    }

    package func comment(
        marked mark: String, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment? {
        try operation("comment", in: repository) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            return state.comments[number]?.first { $0.text.hasPrefix(mark) }
        }
    }

    package func write(
        _ text: String, replacing id: Int?, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment {
        try operation("writeComment", in: repository, writes: true) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            var comments = state.comments[number] ?? []
            let comment = ForgeComment(
                id: id ?? state.next(), text: text, address: "https://memory/\(repository)/pull/\(number)#comment")
            if let id {
                guard let index = comments.firstIndex(where: { $0.id == id }) else {
                    throw .missing(request("writeComment", repository))
                }
                comments[index] = comment
            } else {
                comments.append(comment)
            }
            state.comments[number] = comments
            return comment
        }
    }

    package func requestReviews(
        of users: [String], teams: [String], on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("requestReviews", in: repository, writes: true) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            if let there = state.reviewersThere, !there.isSuperset(of: users) {
                throw .invalid(
                    request("requestReviews", repository), status: 422,
                    reason: "Reviews may only be requested from collaborators.")
            }
            state.reviewers[number, default: []] += users + teams
        }
    }

    package func approvals(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> Set<String> {
        try operation("approvals", in: repository) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            return state.approvals[number] ?? []
        }
    }

    package func mergeWhenReady(
        _ request: ForgePullRequest, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("mergeWhenReady", in: repository, writes: true) { state throws(ForgeError) in
            guard state.allowsAutoMerge else {
                throw .invalid(
                    self.request("mergeWhenReady", repository), status: 200, reason: "Auto merge is not allowed")
            }
            state.autoMerged.insert(request.number)
        }
    }

    package func merge(
        _ number: Int, at head: CommitID, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID {
        try operation("merge", in: repository, writes: true) { state throws(ForgeError) in
            var found = try pullRequest(number, state, repository)
            guard found.state == .open else {
                throw .conflict(request("merge", repository), reason: "it is not open")
            }
            guard found.head == head else { throw .conflict(request("merge", repository), reason: "the head moved") }
            found.state = .merged
            found.mergeCommit = head
            found.merged = now()
            found.updated = now()
            state.pullRequests[number] = found
            state.branches[found.base] = head
            return head
        }
    }
}

extension MemoryForge.State {
    /// Commits that were made here, up to one of them, oldest first.
    func line(to head: CommitID?) -> [ForgeCommit] {
        var found: [ForgeCommit] = []
        var next = head
        while let id = next, let commit = commits[id] {
            found.insert(commit, at: 0)
            next = commit.parent
        }
        return found
    }

    /// Those that a pull request brings, oldest first.
    fileprivate func commits(of request: ForgePullRequest) -> [(id: CommitID, commit: ForgeCommit)] {
        var found: [(id: CommitID, commit: ForgeCommit)] = []
        var next: CommitID? = request.head
        while let id = next, let commit = commits[id], branches[request.base] != id {
            found.insert((id, commit), at: 0)
            next = commit.parent
        }
        return found
    }
}
