import Foundation
import ReleaseModel

let pullOperations = [
    Operation("GET", "/repos/{owner}/{repo}/pulls", "pulls/list", needs: .may(.read, .pullRequests)) { call in
        let state = call.query["state"] ?? "open"
        var found = call.repository.issues.values.filter { issue in
            guard let pull = issue.pull else { return false }
            return (state == "all" || issue.isOpen == (state == "open"))
                && call.query["base"].map { $0 == pull.baseBranch } ?? true
                && call.query["head"].map { $0 == "\(pull.headOwner):\(pull.headBranch)" } ?? true
        }
        found.sort { $0.number > $1.number }
        switch call.query["sort"] {
        case "updated": found.sort { ($0.updatedAt, $0.number) > ($1.updatedAt, $1.number) }
        default: break
        }
        if call.query["direction"] == "asc" { found.reverse() }
        return try await call.list(found) { try await call.renderSimple($0) }
    },
    Operation("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", "pulls/get", needs: .may(.read, .pullRequests)) {
        call in .ok(try await call.render(try call.pull()))
    },
    Operation("POST", "/repos/{owner}/{repo}/pulls", "pulls/create", needs: .takesPart([.pullRequests])) { call in
        try await call.createPull()
    },
    Operation("PATCH", "/repos/{owner}/{repo}/pulls/{pull_number}", "pulls/update", needs: .may(.write, .pullRequests))
    {
        call in try await call.updatePull()
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/pulls/{pull_number}/commits", "pulls/list-commits",
        needs: .may(.read, .pullRequests)
    ) { call in
        guard let pull = try call.pull().pull else { throw Refusal.notFound }
        // 250 at most, however one pages.
        let ids = Array(try await call.commits(of: pull).prefix(250))
        let commits = try await call.git.commitObjects(ids, in: call.repository.id)
        return await call.list(commits) { await call.render($0) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/pulls/{pull_number}/files", "pulls/list-files", needs: .may(.read, .pullRequests)
    ) { call in
        guard let pull = try call.pull().pull else { throw Refusal.notFound }
        let files = Array(try await call.changedFiles(pull).prefix(3000))
        return await call.list(files) { call.render($0, at: pull.headCommit) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", "pulls/list-requested-reviewers",
        needs: .may(.read, .pullRequests)
    ) { call in
        var users: [JSON] = []
        for login in try call.pull().pull?.reviewers ?? [] { users.append(await call.account(login)) }
        return .ok(["users": .array(users), "teams": []])
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", "pulls/request-reviewers",
        needs: .may(.write, .pullRequests)
    ) { call in
        let issue = try call.pull()
        let logins = (call.json["reviewers"]?.items ?? []).compactMap(\.text)
        for login in logins {
            guard login != issue.author else {
                throw Refusal(422, "Review cannot be requested from pull request author.")
            }
            guard call.repository.role(of: login) != nil else {
                throw Refusal(
                    422,
                    "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the \(call.repository.fullName) repository."
                )
            }
        }
        try await call.change(issue) { issue in
            let known = issue.pull?.reviewers ?? []
            issue.pull?.reviewers += logins.filter { !known.contains($0) }
        }
        return .created(try await call.renderSimple(try await call.currentIssue(issue.number)))
    },
    Operation(
        "DELETE", "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", "pulls/remove-requested-reviewers",
        needs: .may(.write, .pullRequests)
    ) { call in
        let issue = try call.pull()
        let logins = (call.json["reviewers"]?.items ?? []).compactMap(\.text)
        try await call.change(issue) { $0.pull?.reviewers.removeAll(where: logins.contains) }
        return .ok(try await call.renderSimple(try await call.currentIssue(issue.number)))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews", "pulls/list-reviews",
        needs: .may(.read, .pullRequests)
    ) { call in
        let issue = try call.pull()
        return await call.list(issue.pull?.reviews ?? []) { await call.render($0, of: issue.number) }
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews", "pulls/create-review",
        needs: .may(.write, .pullRequests)
    ) { call in try await call.createReview() },
]

extension Call {
    /// The pull request in the path.
    func pull() throws -> Issue {
        guard let issue = repository.issues[try number("pull_number")], issue.pull != nil else {
            throw Refusal.notFound
        }
        return issue
    }

    func currentIssue(_ number: Int) async throws -> Issue {
        guard let issue = try await current().issues[number] else { throw Refusal.notFound }
        return issue
    }

    func change(_ issue: Issue, _ change: @Sendable (inout Issue) -> Void) async throws {
        try await update { repository in
            guard var found = repository.issues[issue.number] else { return }
            change(&found)
            found.updatedAt = now
            repository.issues[issue.number] = found
        }
    }

    /// GitHub counts characters, and takes no longer texts.
    func checkLength(_ resource: String, title: String?, body: String?) throws {
        for (field, text, most) in [("title", title, 256), ("body", body, 65_536)] {
            guard let text, text.unicodeScalars.count > most else { continue }
            throw Refusal.invalid(
                resource, field: field, code: "custom", message: "\(field) is too long (maximum is \(most) characters)")
        }
    }

    fileprivate func createPull() async throws -> Answer {
        let current = try await current()
        let title = try required("title", of: "PullRequest")
        let head = try required("head", of: "PullRequest")
        let base = try required("base", of: "PullRequest")
        let body = json["body"]?.text
        if identity.isWorkflow, !current.settings.workflowsMayApprovePullRequests {
            throw Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.")
        }
        guard !identity.isAnonymous else { throw Refusal(401, "Requires authentication") }
        try checkLength("PullRequest", title: title, body: body)
        // `owner:branch` can name a fork at GitHub; the double has none.
        let branch = head.split(separator: ":", maxSplits: 1).last.map(String.init) ?? head
        guard let headRef = try await git.ref("refs/heads/\(branch)", in: repository.id) else {
            throw Refusal.invalid("PullRequest", field: "head")
        }
        guard let baseRef = try await git.ref("refs/heads/\(base)", in: repository.id) else {
            throw Refusal.invalid("PullRequest", field: "base")
        }
        let existing = current.issues.values.contains {
            $0.isOpen && $0.pull?.headBranch == branch && $0.pull?.baseBranch == base
        }
        if existing {
            throw Refusal.invalid(
                "PullRequest", code: "custom", message: "A pull request already exists for \(current.owner):\(branch).")
        }
        let commits = try await git.history([headRef.object, "^\(baseRef.object)"], in: repository.id)
        if commits.isEmpty {
            throw Refusal.invalid("PullRequest", code: "custom", message: "No commits between \(base) and \(branch)")
        }
        let id = await forge.makeID()
        // Issues and pull requests are numbered together.
        let number = (current.issues.keys.max() ?? 0) + 1
        try await update { repository in
            repository.issues[number] = Issue(
                id: id, number: number, title: title, body: body, author: identity.login, createdAt: now,
                updatedAt: now,
                pull: PullRequest(
                    headOwner: repository.owner, headRepository: repository.id, headBranch: branch, baseBranch: base,
                    headCommit: headRef.object, baseCommit: baseRef.object, openedOn: baseRef.object,
                    isDraft: json["draft"]?.flag ?? false))
        }
        try await double.startWorkflows(
            forPullRequest: number, action: "opened", in: repository.id, by: identity, at: now)
        return .created(try await render(try await currentIssue(number)))
    }

    fileprivate func updatePull() async throws -> Answer {
        let issue = try pull()
        try checkLength("PullRequest", title: json["title"]?.text, body: json["body"]?.text)
        if let title = json["title"]?.text, title.isEmpty { throw Refusal.missing("PullRequest", field: "title") }
        let state = json["state"]?.text
        if let state, !["open", "closed"].contains(state) { throw Refusal.invalid("PullRequest", field: "state") }
        if state == "open", !issue.isOpen {
            guard issue.pull?.mergedAt == nil,
                try await git.ref("refs/heads/\(issue.pull?.headBranch ?? "")", in: repository.id) != nil
            else {
                throw Refusal.invalid(
                    "PullRequest", field: "state", code: "invalid",
                    message: "state cannot be changed. The \(issue.pull?.headBranch ?? "") branch has been deleted.")
            }
        }
        let base = json["base"]?.text
        let baseCommit = try await git.ref("refs/heads/\(base ?? "")", in: repository.id)?.object
        if base != nil, baseCommit == nil { throw Refusal.invalid("PullRequest", field: "base") }
        try await change(issue) { issue in
            if let title = json["title"]?.text { issue.title = title }
            if let body = json["body"] { issue.body = body.text }
            if let state {
                issue.isOpen = state == "open"
                issue.closedAt = issue.isOpen ? nil : now
            }
            if let base, let baseCommit {
                issue.pull?.baseBranch = base
                issue.pull?.baseCommit = baseCommit
            }
        }
        return .ok(try await render(try await currentIssue(issue.number)))
    }

    fileprivate func createReview() async throws -> Answer {
        let issue = try pull()
        guard issue.author != identity.login else {
            throw Refusal(422, "Unprocessable Entity", errors: ["Can not approve your own pull request"])
        }
        if identity.isWorkflow, !repository.settings.workflowsMayApprovePullRequests {
            throw Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.")
        }
        let event = json["event"]?.text ?? "PENDING"
        let names = ["APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"]
        let review = PullRequest.Review(
            id: await forge.makeID(), author: identity.login, body: json["body"]?.text ?? "",
            state: names[event] ?? "PENDING", commit: issue.pull?.headCommit ?? "", submittedAt: now)
        try await change(issue) { issue in
            issue.pull?.reviews.append(review)
            if event == "APPROVE" { issue.pull?.approvals.insert(identity.login) }
            if event == "REQUEST_CHANGES" { issue.pull?.approvals.remove(identity.login) }
            issue.pull?.reviewers.removeAll { $0 == identity.login }
        }
        try await mergeReadyPullRequests()
        return .ok(await render(review, of: issue.number))
    }

    fileprivate func render(_ review: PullRequest.Review, of number: Int) async -> JSON {
        let html = page("/pull/\(number)#pullrequestreview-\(review.id)")
        let place = place("/pulls/\(number)")
        return [
            "id": .number(review.id), "node_id": .string(nodeID("PullRequestReview", review.id)),
            "user": await account(review.author), "body": .string(review.body), "state": .string(review.state),
            "html_url": .string(html), "pull_request_url": .string(place), "author_association": "MEMBER",
            "_links": ["html": ["href": .string(html)], "pull_request": ["href": .string(place)]],
            "submitted_at": JSON(review.submittedAt), "commit_id": .string(review.commit),
        ]
    }
}
