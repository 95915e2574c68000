import ReleaseModel

let issueOperations = [
    Operation("GET", "/repos/{owner}/{repo}/issues/{issue_number}", "issues/get", needs: .may(.read, .issues)) { call in
        .ok(try await call.renderIssue(try call.issue()))
    },
    Operation("POST", "/repos/{owner}/{repo}/issues", "issues/create", needs: .takesPart([.issues])) { call in
        guard !call.identity.isAnonymous else { throw Refusal(401, "Requires authentication") }
        let title = try call.required("title", of: "Issue")
        let body = call.json["body"]?.text
        try call.checkLength("Issue", title: title, body: body)
        let number = (call.repository.issues.keys.max() ?? 0) + 1
        let id = await call.forge.makeID()
        try await call.update {
            $0.issues[number] = Issue(
                id: id, number: number, title: title, body: body, author: call.identity.login, createdAt: call.now,
                updatedAt: call.now)
        }
        return .created(try await call.renderIssue(try await call.currentIssue(number)))
    },
    Operation(
        "PATCH", "/repos/{owner}/{repo}/issues/{issue_number}", "issues/update",
        needs: .mayAny(.write, [.issues, .pullRequests])
    ) {
        call in
        let issue = try call.issue()
        try call.checkLength("Issue", title: call.json["title"]?.text, body: call.json["body"]?.text)
        try await call.change(issue) { issue in
            if let title = call.json["title"]?.text { issue.title = title }
            if let body = call.json["body"] { issue.body = body.text }
            if let state = call.json["state"]?.text {
                issue.isOpen = state == "open"
                issue.closedAt = issue.isOpen ? nil : call.now
            }
        }
        return .ok(try await call.renderIssue(try await call.currentIssue(issue.number)))
    },
]

extension Call {
    /// The issue, or pull request, in the path.
    func issue() throws -> Issue {
        guard let issue = repository.issues[try number("issue_number")] else { throw Refusal.notFound }
        return issue
    }

    func renderIssue(_ issue: Issue) async throws -> JSON {
        let place = place("/issues/\(issue.number)")
        let current = try await current()
        let html = page("/\(issue.pull == nil ? "issues" : "pull")/\(issue.number)")
        var json: [String: JSON] = [
            "id": .number(issue.id), "node_id": .string(nodeID("Issue", issue.id)), "url": .string(place),
            "repository_url": .string(self.place("")), "labels_url": "\(place)/labels{/name}",
            "comments_url": "\(place)/comments", "events_url": "\(place)/events", "html_url": .string(html),
            "number": .number(issue.number), "state": issue.isOpen ? "open" : "closed", "title": .string(issue.title),
            "user": await account(issue.author), "labels": .array(current.labels(of: issue).map { render($0) }),
            "milestone": nil, "locked": false, "assignees": [],
            "comments": .number(current.comments.count { $0.issue == issue.number }), "closed_at": JSON(issue.closedAt),
            "created_at": JSON(issue.createdAt), "updated_at": JSON(issue.updatedAt), "body": JSON(issue.body),
            "author_association": "MEMBER", "state_reason": nil, "active_lock_reason": nil,
        ]
        if version == .of2022 { json["assignee"] = JSON.null }
        if let pull = issue.pull {
            json["draft"] = .bool(pull.isDraft)
            json["pull_request"] = [
                "url": .string(self.place("/pulls/\(issue.number)")), "html_url": .string(html),
                "diff_url": "\(html).diff", "patch_url": "\(html).patch", "merged_at": JSON(pull.mergedAt),
            ]
        }
        return .object(json)
    }
}
