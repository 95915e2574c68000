import ReleaseModel

let statusOperations = [
    Operation(
        "POST", "/repos/{owner}/{repo}/statuses/{sha}", "repos/create-commit-status", needs: .may(.write, .statuses)
    ) {
        call in
        let commit = call.text("sha")
        guard try await call.git.type(of: commit, in: call.repository.id) == "commit" else {
            throw Refusal(422, "No commit found for SHA: \(commit)")
        }
        let state = try call.required("state", of: "Status")
        guard ["error", "failure", "pending", "success"].contains(state) else {
            throw Refusal.invalid(
                "Status", field: "state", code: "custom", message: "state is not included in the list")
        }
        let context = call.json["context"]?.text ?? "default"
        let same = call.repository.statuses.count { $0.commit == commit && $0.context == context }
        guard same < call.double.settings.mostStatuses else {
            throw Refusal.invalid(
                "Status", code: "custom",
                message: "This SHA and context has reached the maximum number of statuses.")
        }
        let status = CommitStatus(
            id: await call.forge.makeID(), commit: commit, context: context, state: state,
            description: call.json["description"]?.text, targetURL: call.json["target_url"]?.text,
            creator: call.identity.login, createdAt: call.now)
        try await call.update { $0.statuses.append(status) }
        try await call.mergeReadyPullRequests()
        return .created(await call.render(status).adding(["creator": await call.account(status.creator)]))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/commits/{ref+}/statuses", "repos/list-commit-statuses-for-ref",
        needs: .may(.read, .statuses)
    ) { call in
        let commit = try await call.commit()
        let statuses = call.repository.statuses.filter { $0.commit == commit }.sorted { $0.id > $1.id }
        return await call.list(statuses) { status in
            await call.render(status).adding(["creator": await call.account(status.creator)])
        }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/commits/{ref+}/status", "repos/get-combined-status-for-ref",
        needs: .may(.read, .statuses)
    ) { call in
        let commit = try await call.commit()
        let all = call.repository.statuses.filter { $0.commit == commit }
        // The newest of each context. Check runs are another matter; without statuses the state is 'pending'.
        let newest = Dictionary(all.map { ($0.context, $0) }, uniquingKeysWith: { $1 }).values.sorted { $0.id < $1.id }
        let states = Set(newest.map(\.state))
        let state =
            if states.contains("failure") || states.contains("error") { "failure" } else if states == ["success"] {
                "success"
            } else { "pending" }
        let (shown, links) = call.page(of: newest)
        var statuses: [JSON] = []
        for status in shown { statuses.append(await call.render(status)) }
        let place = call.place("/commits/\(commit)")
        return Answer(
            status: 200, fields: links,
            content: .json([
                "state": .string(state), "statuses": .array(statuses), "sha": .string(commit),
                "total_count": .number(newest.count), "repository": await call.minimal(call.repository),
                "commit_url": .string(place), "url": "\(place)/status",
            ]))
    },
]

extension Call {
    fileprivate func commit() async throws -> String {
        guard let commit = try await git.commit(text("ref"), in: repository.id) else { throw Refusal.notFound }
        return commit
    }

    fileprivate func render(_ status: CommitStatus) async -> JSON {
        [
            "url": .string(place("/statuses/\(status.commit)")), "avatar_url": "\(places.web)/avatars/u/1",
            "id": .number(status.id), "node_id": .string(nodeID("Status", status.id)), "state": .string(status.state),
            "description": JSON(status.description), "target_url": JSON(status.targetURL),
            "context": .string(status.context), "created_at": JSON(status.createdAt),
            "updated_at": JSON(status.createdAt),
        ]
    }
}
