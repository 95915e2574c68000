import Foundation
import ReleaseModel

extension Call {
    /// A pull request in lists.
    func renderSimple(_ issue: Issue) async throws -> JSON {
        guard let pull = issue.pull else { throw Refusal.notFound }
        let place = place("/pulls/\(issue.number)")
        let html = page("/pull/\(issue.number)")
        let issuePlace = self.place("/issues/\(issue.number)")
        let current = try await current()
        var reviewers: [JSON] = []
        for login in pull.reviewers { reviewers.append(await account(login)) }
        var json: [String: JSON] = [
            "url": .string(place), "id": .number(issue.id), "node_id": .string(nodeID("PullRequest", issue.id)),
            "html_url": .string(html), "diff_url": "\(html).diff", "patch_url": "\(html).patch",
            "issue_url": .string(issuePlace), "commits_url": "\(place)/commits",
            "review_comments_url": "\(place)/comments",
            "review_comment_url": .string(self.place("/pulls/comments{/number}")),
            "comments_url": "\(issuePlace)/comments",
            "statuses_url": .string(self.place("/statuses/\(pull.headCommit)")),
            "number": .number(issue.number), "state": issue.isOpen ? "open" : "closed", "locked": false,
            "title": .string(issue.title), "user": await account(issue.author), "body": JSON(issue.body),
            "labels": .array(current.labels(of: issue).map { render($0) }), "milestone": nil, "active_lock_reason": nil,
            "created_at": JSON(issue.createdAt), "updated_at": JSON(issue.updatedAt), "closed_at": JSON(issue.closedAt),
            "merged_at": JSON(pull.mergedAt), "assignees": [], "requested_reviewers": .array(reviewers),
            "requested_teams": [], "draft": .bool(pull.isDraft),
            "head": await end(pull.headBranch, pull.headCommit, in: pull.headRepository),
            "base": await end(pull.baseBranch, pull.baseCommit, in: repository.id), "author_association": "MEMBER",
            "auto_merge": await autoMerge(pull),
            "_links": [
                "self": ["href": .string(place)], "html": ["href": .string(html)],
                "issue": ["href": .string(issuePlace)], "comments": ["href": "\(issuePlace)/comments"],
                "review_comments": ["href": "\(place)/comments"],
                "review_comment": ["href": .string(self.place("/pulls/comments{/number}"))],
                "commits": ["href": "\(place)/commits"],
                "statuses": ["href": .string(self.place("/statuses/\(pull.headCommit)"))],
            ],
        ]
        // The newer version of the API has neither.
        if version == .of2022 {
            json["assignee"] = nil as JSON
            json["merge_commit_sha"] = JSON(pull.mergeCommit)
        }
        return .object(json)
    }

    /// A pull request that was asked for itself.
    func render(_ issue: Issue) async throws -> JSON {
        guard let pull = issue.pull else { throw Refusal.notFound }
        let state = try await mergeability(of: issue, counting: operation.method == "GET")
        let files = try await changedFiles(pull)
        let current = try await current()
        return try await renderSimple(issue).adding([
            "merged": .bool(pull.mergedAt != nil), "mergeable": state.isMergeable.map(JSON.bool) ?? .null,
            "rebaseable": state.isMergeable.map(JSON.bool) ?? .null, "mergeable_state": .string(state.name),
            "merged_by": await account(pull.mergedBy),
            "comments": .number(current.comments.count { $0.issue == issue.number }), "review_comments": 0,
            "maintainer_can_modify": false, "commits": .number(try await commits(of: pull).count),
            "additions": .number(files.map(\.additions).reduce(0, +)),
            "deletions": .number(files.map(\.deletions).reduce(0, +)), "changed_files": .number(files.count),
        ])
    }

    /// One side of a pull request; its repository is null where that is gone.
    private func end(_ branch: String, _ commit: String, in id: Int) async -> JSON {
        let home = id == repository.id ? repository : await forge.repository(id)
        guard let home else {
            return ["label": .string(branch), "ref": .string(branch), "sha": .string(commit), "user": nil, "repo": nil]
        }
        return [
            "label": "\(home.owner):\(branch)", "ref": .string(branch), "sha": .string(commit),
            "user": await account(home.owner), "repo": await render(home),
        ]
    }

    private func autoMerge(_ pull: PullRequest) async -> JSON {
        guard let auto = pull.autoMerge else { return .null }
        return [
            "enabled_by": await account(auto.by.login), "merge_method": .string(auto.method),
            "commit_title": JSON(auto.title),
            "commit_message": JSON(auto.message),
        ]
    }

    /// Its own commits, oldest first.
    func commits(of pull: PullRequest) async throws -> [String] {
        try await git.history(
            [pull.headCommit, "^\(pull.baseCommit)"], options: ["--topo-order", "--reverse"], in: repository.id)
    }

    func changedFiles(_ pull: PullRequest) async throws -> [ChangedFile] {
        guard let base = try await git.mergeBase(pull.baseCommit, pull.headCommit, in: repository.id) else { return [] }
        return try await git.changes(from: base, to: pull.headCommit, in: repository.id)
    }
}
