import Foundation
import ReleaseModel

let mergeOperations = [
    Operation(
        "PUT", "/repos/{owner}/{repo}/pulls/{pull_number}/merge", "pulls/merge", needs: .may(.write, .contents)
    ) { call in
        let issue = try call.pull()
        let commit = try await call.merge(
            issue, method: call.json["merge_method"]?.text ?? "merge", title: call.json["commit_title"]?.text,
            message: call.json["commit_message"]?.text, expected: call.json["sha"]?.text)
        return .ok(["sha": .string(commit), "merged": true, "message": "Pull Request successfully merged"])
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/pulls/{pull_number}/merge", "pulls/check-if-merged",
        needs: .may(.read, .pullRequests)
    ) { call in
        guard try call.pull().pull?.mergedAt != nil else { throw Refusal.notFound }
        return .noContent
    },
    Operation(
        "PUT", "/repos/{owner}/{repo}/pulls/{pull_number}/update-branch", "pulls/update-branch",
        needs: .may(.write, .pullRequests)
    ) { call in
        let issue = try call.pull()
        guard let pull = issue.pull else { throw Refusal.notFound }
        if let expected = call.json["expected_head_sha"]?.text, expected != pull.headCommit {
            throw Refusal(422, "expected head sha didn't match current head ref.")
        }
        guard let tree = try await call.git.mergedTree(pull.headCommit, pull.baseCommit, in: call.repository.id) else {
            throw Refusal(422, "merge conflict between base and head")
        }
        let own = await call.ownSignature()
        let commit = try await call.git.writeCommit(
            tree: tree, parents: [pull.headCommit, pull.baseCommit], author: own, committer: call.webFlow,
            message: "Merge branch '\(pull.baseBranch)' into \(pull.headBranch)", in: call.repository.id)
        try await call.update { $0.signedObjects[commit] = call.now }
        try await call.apply(
            RefChange(ref: "refs/heads/\(pull.headBranch)", old: pull.headCommit, new: commit, origin: .api))
        return .accepted([
            "message": "Updating pull request branch.", "url": .string(call.place("/pulls/\(issue.number)")),
        ])
    },
]

extension Call {
    /// The forge itself, as the committer of what it makes in the browser.
    var webFlow: Signature { Signature(name: "GitHub", email: "noreply@github.com", date: now) }

    /// Merges a pull request if everything allows it.
    ///
    /// - Returns: The commit that is the base's head then.
    func merge(
        _ issue: Issue, method: String, title: String?, message: String?, expected: String?
    ) async throws -> String {
        guard let pull = issue.pull, issue.isOpen else { throw Refusal(405, "Pull Request is not mergeable") }
        if let expected, expected != pull.headCommit {
            throw Refusal(409, "Head branch was modified. Review and try the merge again.")
        }
        let current = try await current()
        guard current.mergeMethods(for: pull.baseBranch, login: identity.login).contains(method) else {
            let name = ["merge": "Merge commits are", "squash": "Squash merges are", "rebase": "Rebase merges are"][
                method]
            throw Refusal(405, "\(name ?? "These merges are") not allowed on this repository.")
        }
        let state = try await mergeability(of: issue)
        guard state.reasons.isEmpty else { throw Refusal(405, state.reasons.joined(separator: " ")) }
        let texts = try await texts(of: issue, pull, method)
        let landed = try await land(pull, issue, method, title ?? texts.title, message ?? texts.body)
        guard let commit = landed.last else { throw Refusal(405, "Pull Request is not mergeable") }
        try await apply(
            RefChange(ref: "refs/heads/\(pull.baseBranch)", old: pull.baseCommit, new: commit, origin: .merge))
        try await change(issue) { issue in
            issue.isOpen = false
            issue.closedAt = now
            issue.pull?.mergedAt = now
            issue.pull?.mergedBy = identity.login
            issue.pull?.mergeCommit = commit
            issue.pull?.landed = landed
            // The push moved it; what the request changed is compared with the base before the merge.
            issue.pull?.baseCommit = pull.baseCommit
            issue.pull?.autoMerge = nil
        }
        try await double.startWorkflows(
            forPullRequest: issue.number, action: "closed", in: repository.id, by: identity, at: now)
        if current.settings.deletesMergedBranches, pull.headBranch != current.settings.defaultBranch {
            // A rule may keep the branch; the request is merged all the same.
            try? await apply(RefChange(ref: "refs/heads/\(pull.headBranch)", old: pull.headCommit, origin: .api))
        }
        return commit
    }

    /// The commits that end up on the base, oldest first.
    private func land(
        _ pull: PullRequest, _ issue: Issue, _ method: String, _ title: String, _ body: String
    ) async throws -> [String] {
        let message = body.isEmpty ? title : "\(title)\n\n\(body)"
        if method == "rebase" {
            let own = await ownSignature()
            let commits = try await commits(of: pull)
            guard let head = try await git.rebased(commits, onto: pull.baseCommit, committer: own, in: repository.id)
            else {
                throw Refusal(405, "This branch can't be rebased")
            }
            return try await git.history([head, "^\(pull.baseCommit)"], options: ["--reverse"], in: repository.id)
        }
        guard let tree = try await git.mergedTree(pull.baseCommit, pull.headCommit, in: repository.id) else {
            throw Refusal(405, "Pull Request is not mergeable")
        }
        let account = await forge.knownAccount(method == "squash" ? issue.author : identity.login)
        let author = Signature(name: account.name ?? account.login, email: account.commitEmail, date: now)
        let commit = try await git.writeCommit(
            tree: tree, parents: method == "squash" ? [pull.baseCommit] : [pull.baseCommit, pull.headCommit],
            author: author, committer: webFlow, message: message, in: repository.id)
        try await update { $0.signedObjects[commit] = now }
        return [commit]
    }

    /// Title and body of the commit that merging makes, by the repository's settings.
    private func texts(of issue: Issue, _ pull: PullRequest, _ method: String) async throws -> (
        title: String, body: String
    ) {
        let settings = try await current().settings
        let commits = try await git.commitObjects(try await commits(of: pull), in: repository.id)
        func body(_ setting: RepositorySettings.Text) -> String {
            switch setting {
            case .pullRequestBody: issue.body ?? ""
            case .pullRequestTitle: issue.title
            case .blank: ""
            case .commitMessages, .commitOrPullRequestTitle, .mergeMessage:
                commits.count == 1
                    ? commits[0].bodyText
                    : commits.map { "* \($0.shownMessage)" }.joined(separator: "\n\n")
            }
        }
        if method == "squash" {
            let isSingle = commits.count == 1 && settings.squashTitle == .commitOrPullRequestTitle
            let title = isSingle ? commits[0].title : issue.title
            return ("\(title) (#\(issue.number))", body(settings.squashMessage))
        }
        let title =
            settings.mergeTitle == .pullRequestTitle
            ? "\(issue.title) (#\(issue.number))"
            : "Merge pull request #\(issue.number) from \(pull.headOwner)/\(pull.headBranch)"
        return (title, body(settings.mergeMessage))
    }

    /// Merges the pull requests that wait for nothing else any more, in the name of whoever asked for it.
    func mergeReadyPullRequests() async throws {
        for issue in try await current().issues.values.sorted(by: { $0.number < $1.number }) where issue.isOpen {
            guard let auto = issue.pull?.autoMerge, try await mergeability(of: issue).reasons.isEmpty else { continue }
            var own = self
            own.found = try await current()
            own.identity = auto.by
            _ = try? await own.merge(
                issue, method: auto.method, title: auto.title, message: auto.message, expected: nil)
        }
    }
}
