import ReleaseModel

let approvalOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments",
        "actions/get-pending-deployments-for-run",
        needs: .may(.read, .actions)
    ) { call in
        let run = try call.run()
        guard let gate = run.gate, run.status == "waiting" else { return .ok([]) }
        var reviewers: [JSON] = []
        for login in gate.reviewers { reviewers.append(["type": "User", "reviewer": await call.account(login)]) }
        return .ok([
            [
                "environment": call.render(gate), "wait_timer": 0, "wait_timer_started_at": nil,
                "current_user_can_approve": .bool(gate.reviewers.contains(call.identity.login)),
                "reviewers": .array(reviewers),
            ]
        ])
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments",
        "actions/review-pending-deployments-for-run", needs: .may(.read, .actions)
    ) { call in
        let run = try call.run()
        guard let gate = run.gate, run.status == "waiting" else {
            throw Refusal(422, "There are no pending deployment requests to approve or reject")
        }
        guard gate.reviewers.contains(call.identity.login) else {
            throw Refusal(403, "\(call.identity.login) cannot approve or reject the pending deployment requests")
        }
        let isApproved = call.json["state"]?.text == "approved"
        if isApproved {
            await call.double.setRun(run.id, to: "in_progress", in: call.repository.id)
        } else {
            await call.double.endRun(run.id, "failure", in: call.repository.id)
        }
        let review = WorkflowRun.Review(
            by: call.identity.login, isApproved: isApproved, comment: call.json["comment"]?.text ?? "",
            environment: gate)
        try await call.update { $0.changeRun(run.id) { $0.reviews.append(review) } }
        return .ok([
            [
                "url": .string(call.place("/deployments/\(gate.id)")), "id": .number(gate.id),
                "node_id": .string(nodeID("Deployment", gate.id)), "sha": .string(run.commit),
                "ref": .string(run.branch ?? ""), "task": "deploy", "payload": [:], "environment": .string(gate.name),
                "description": nil, "creator": await call.account(run.actor), "created_at": JSON(call.now),
                "updated_at": JSON(call.now), "statuses_url": .string(call.place("/deployments/\(gate.id)/statuses")),
                "repository_url": .string(call.place("")),
            ]
        ])
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/approvals", "actions/get-reviews-for-run",
        needs: .may(.read, .actions)
    ) { call in
        var reviews: [JSON] = []
        for review in try call.run().reviews {
            reviews.append([
                "environments": [call.render(review.environment)], "state": review.isApproved ? "approved" : "rejected",
                "user": await call.account(review.by), "comment": .string(review.comment),
            ])
        }
        return .ok(.array(reviews))
    },
]

extension Call {
    fileprivate func render(_ gate: WorkflowRun.Gate) -> JSON {
        [
            "id": .number(gate.id), "node_id": .string(nodeID("Environment", gate.id)), "name": .string(gate.name),
            "url": .string(place("/environments/\(gate.name)")), "html_url": .string(page("/deployments/\(gate.name)")),
            "created_at": JSON(repository.createdAt), "updated_at": JSON(repository.createdAt),
        ]
    }
}
