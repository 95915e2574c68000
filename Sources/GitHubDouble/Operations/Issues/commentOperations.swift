import ReleaseModel

let commentOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "issues/list-comments",
        needs: .mayAny(.read, [.issues, .pullRequests])
    ) { call in
        let number = try call.issue().number
        return await call.list(call.repository.comments.filter { $0.issue == number }) { await call.render($0) }
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "issues/create-comment",
        needs: .takesPart([.issues, .pullRequests])
    ) { call in
        guard !call.identity.isAnonymous else { throw Refusal(401, "Requires authentication") }
        let issue = try call.issue()
        let mayComment =
            call.identity.may(.write, issue.pull == nil ? .issues : .pullRequests, in: call.repository)
            || call.identity.may(.write, .issues, in: call.repository) || !call.identity.isApp
        guard mayComment else { throw Refusal(403, "Resource not accessible by integration") }
        let body = try call.required("body", of: "IssueComment")
        try call.checkLength("IssueComment", title: nil, body: body)
        let comment = Comment(
            id: await call.forge.makeID(), issue: issue.number, author: call.identity.login, body: body,
            createdAt: call.now, updatedAt: call.now)
        try await call.update { $0.comments.append(comment) }
        return .created(await call.render(comment))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues/get-comment",
        needs: .mayAny(.read, [.issues, .pullRequests])
    ) { call in .ok(await call.render(try call.comment())) },
    Operation(
        "PATCH", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues/update-comment",
        needs: .mayAny(.write, [.issues, .pullRequests])
    ) { call in
        var comment = try call.comment()
        comment.body = try call.required("body", of: "IssueComment")
        comment.updatedAt = call.now
        try call.checkLength("IssueComment", title: nil, body: comment.body)
        let changed = comment
        try await call.update { repository in
            for index in repository.comments.indices where repository.comments[index].id == changed.id {
                repository.comments[index] = changed
            }
        }
        return .ok(await call.render(changed))
    },
    Operation(
        "DELETE", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues/delete-comment",
        needs: .mayAny(.write, [.issues, .pullRequests])
    ) { call in
        let comment = try call.comment()
        try await call.update { $0.comments.removeAll { $0.id == comment.id } }
        return .noContent
    },
]

extension Call {
    fileprivate func comment() throws -> Comment {
        let id = try number("comment_id")
        guard let comment = repository.comments.first(where: { $0.id == id }) else { throw Refusal.notFound }
        return comment
    }

    fileprivate func render(_ comment: Comment) async -> JSON {
        [
            "id": .number(comment.id), "node_id": .string(nodeID("IssueComment", comment.id)),
            "url": .string(place("/issues/comments/\(comment.id)")),
            "html_url": .string(page("/issues/\(comment.issue)#issuecomment-\(comment.id)")),
            "body": .string(comment.body), "user": await account(comment.author), "created_at": JSON(comment.createdAt),
            "updated_at": JSON(comment.updatedAt), "issue_url": .string(place("/issues/\(comment.issue)")),
            "author_association": "MEMBER",
        ]
    }
}
