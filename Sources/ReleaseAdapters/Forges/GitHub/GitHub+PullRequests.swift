package import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func openPullRequests(
        from branch: String?, into base: String?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest] {
        var request = GitHubRequest(
            "GET", repository.path("/pulls"), purpose: "list the open pull requests of \(repository)", in: repository)
        request.query = [("state", "open")]
        if let base { request.query.append(("base", base)) }
        if let branch { request.query.append(("head", "\(repository.owner):\(branch)")) }
        let found: [GitHubPullRequest] = try await client.list(request)
        // The filter is by owner, so a fork of the same owner passes it too.
        return found.map(\.value).filter { branch == nil || ($0.branch == branch && $0.source == repository) }
    }

    package func closedPullRequests(
        into base: String, since: Date?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest] {
        var request = GitHubRequest(
            "GET", repository.path("/pulls"), purpose: "list the merged pull requests of \(repository)", in: repository)
        request.query = [("state", "closed"), ("base", base), ("sort", "updated"), ("direction", "desc")]
        let found: [GitHubPullRequest] = try await client.list(request) { (page: [GitHubPullRequest]) in
            guard let since, let last = page.last else { return false }
            return last.updatedAt < since
        }
        return found.map(\.value)
    }

    package func pullRequest(
        _ number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        let found: GitHubPullRequest = try await client.value(
            GitHubRequest(
                "GET", repository.path("/pulls/\(number)"), purpose: "read pull request \(repository)#\(number)",
                in: repository))
        return found.value
    }

    package func messages(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        struct Item: Decodable {
            struct Commit: Decodable { var message: String }
            var commit: Commit
        }
        let found: [Item] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/pulls/\(number)/commits"),
                purpose: "list the commits of pull request \(repository)#\(number)", in: repository))
        return found.map(\.commit.message)
    }

    /// A commit that GitHub makes is committed by `web-flow` and signed with GitHub's key; its author is whoever asked for
    /// it.
    package func authors(
        of number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeCommitAuthor] {
        struct Item: Decodable {
            struct Account: Decodable {
                /// nil: GitHub knows the address, and not whose it is.
                var login: String?
            }
            struct Commit: Decodable {
                struct Verification: Decodable { var verified: Bool }
                var verification: Verification?
            }
            var sha: String
            var commit: Commit
            var author: Account?
            var committer: Account?
        }
        let found: [Item] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/pulls/\(number)/commits"),
                purpose: "list the commits of pull request \(repository)#\(number)", in: repository))
        return found.map { one in
            ForgeCommitAuthor(
                commit: CommitID(one.sha), account: one.author?.login,
                isForgeMade: one.commit.verification?.verified == true && one.committer?.login == "web-flow")
        }
    }

    package func files(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        struct Item: Decodable { var filename: String }
        let found: [Item] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/pulls/\(number)/files"),
                purpose: "list the files of pull request \(repository)#\(number)", in: repository))
        return found.map(\.filename)
    }

    package func open(
        _ new: NewPullRequest, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        struct Body: Encodable {
            var title, body, head, base: String
            var draft: Bool
        }
        let request = try GitHubRequest(
            "POST", repository.path("/pulls"),
            Body(title: new.title, body: new.body, head: new.branch, base: new.base, draft: new.isDraft),
            purpose: "open a pull request in \(repository)", in: repository)
        let made: GitHubPullRequest = try await client.value(request)
        return made.value
    }

    package func change(
        _ number: Int, _ change: PullRequestChange, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        struct Body: Encodable { var title, body, state: String? }
        var request = try GitHubRequest(
            "PATCH", repository.path("/pulls/\(number)"),
            Body(title: change.title, body: change.body, state: change.isOpen.map { $0 ? "open" : "closed" }),
            purpose: "change pull request \(repository)#\(number)", in: repository)
        request.isRepeatable = true
        let changed: GitHubPullRequest = try await client.value(request)
        return changed.value
    }

    package func add(labels: [String], to number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        struct Body: Encodable { var labels: [String] }
        _ = try await client.send(
            try GitHubRequest(
                "POST", repository.path("/issues/\(number)/labels"), Body(labels: labels),
                purpose: "label pull request \(repository)#\(number)", in: repository))
    }

    package func remove(label: String, from number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        do throws(ForgeError) {
            _ = try await client.send(
                GitHubRequest(
                    "DELETE", repository.path("/issues/\(number)/labels/\(label.asPathPart)"),
                    purpose: "remove a label from pull request \(repository)#\(number)", in: repository))
        } catch {
            if case .missing = error { return }
            throw error
        }
    }

    package func comment(
        marked mark: String, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment? {
        let found: [GitHubComment] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/issues/\(number)/comments"),
                purpose: "read the comments of pull request \(repository)#\(number)", in: repository))
        return found.first { $0.body?.hasPrefix(mark) == true }?.value
    }

    package func write(
        _ text: String, replacing id: Int?, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment {
        struct Body: Encodable { var body: String }
        var request = try GitHubRequest(
            id == nil ? "POST" : "PATCH",
            repository.path(id.map { "/issues/comments/\($0)" } ?? "/issues/\(number)/comments"), Body(body: text),
            purpose: "comment on pull request \(repository)#\(number)", in: repository)
        request.isRepeatable = id != nil
        let written: GitHubComment = try await client.value(request)
        return written.value
    }

    package func requestReviews(
        of users: [String], teams: [String], on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) {
        struct Body: Encodable { var reviewers, teamReviewers: [String] }
        _ = try await client.send(
            try GitHubRequest(
                "POST", repository.path("/pulls/\(number)/requested_reviewers"),
                Body(reviewers: users, teamReviewers: teams),
                purpose: "request reviews of pull request \(repository)#\(number)", in: repository))
    }

    package func approvals(
        of number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> Set<String> {
        struct Review: Decodable {
            struct User: Decodable { var login: String }
            /// nil: the account is gone.
            var user: User?
            var state: String
        }
        let reviews: [Review] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/pulls/\(number)/reviews"),
                purpose: "read the reviews of pull request \(repository)#\(number)", in: repository))
        var last: [String: String] = [:]
        for one in reviews where one.state != "COMMENTED" && one.state != "PENDING" {
            if let login = one.user?.login { last[login] = one.state }
        }
        return Set(last.filter { $0.value == "APPROVED" }.keys)
    }

    package func mergeWhenReady(
        _ request: ForgePullRequest, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) {
        struct Variables: Encodable { var pullRequestId, mergeMethod: String }
        struct Answer: Decodable {
            struct Enabled: Decodable { var clientMutationId: String? }
            var enablePullRequestAutoMerge: Enabled?
        }
        let _: Answer = try await client.graphQL(
            """
            mutation($pullRequestId: ID!, $mergeMethod: PullRequestMergeMethod!) {
              enablePullRequestAutoMerge(input: {pullRequestId: $pullRequestId, mergeMethod: $mergeMethod}) {
                clientMutationId
              }
            }
            """, Variables(pullRequestId: request.node, mergeMethod: method.rawValue.uppercased()),
            purpose: "let pull request \(repository)#\(request.number) merge by itself", in: repository)
    }

    package func merge(
        _ number: Int, at head: CommitID, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID {
        struct Body: Encodable { var sha, mergeMethod: String }
        struct Answer: Decodable { var sha: String }
        let merged: Answer = try await client.value(
            try GitHubRequest(
                "PUT", repository.path("/pulls/\(number)/merge"),
                Body(sha: head.text, mergeMethod: method.rawValue),
                purpose: "merge pull request \(repository)#\(number)", in: repository))
        return CommitID(merged.sha)
    }
}

/// A pull request, from a list or by itself, in both versions of the interface.
private struct GitHubPullRequest: Decodable {
    struct Side: Decodable {
        struct Repository: Decodable { var fullName: String }
        var ref: String
        var sha: String
        var repo: Repository?
    }

    struct Label: Decodable { var name: String? }
    struct User: Decodable { var login: String }

    var number: Int
    var nodeId: String
    var state: String
    var title: String
    var body: String?
    var draft: Bool?
    var base: Side
    var head: Side
    /// Of an open one: a commit that GitHub merged for a trial.
    var mergeCommitSha: String?
    var labels: [Label]
    var user: User?
    var updatedAt: Date
    var mergedAt: Date?
    var htmlUrl: String

    var value: ForgePullRequest {
        ForgePullRequest(
            number: number, node: nodeId, state: mergedAt != nil ? .merged : state == "open" ? .open : .closed,
            title: title, body: body ?? "", isDraft: draft ?? false, base: base.ref, branch: head.ref,
            source: head.repo.flatMap { ForgeRepository($0.fullName) }, head: CommitID(head.sha),
            mergeCommit: mergedAt == nil ? nil : mergeCommitSha.map { CommitID($0) },
            labels: labels.compactMap(\.name), author: user?.login ?? "", updated: updatedAt, merged: mergedAt,
            address: htmlUrl)
    }
}

private struct GitHubComment: Decodable {
    var id: Int
    var body: String?
    var htmlUrl: String

    var value: ForgeComment { ForgeComment(id: id, text: body ?? "", address: htmlUrl) }
}
