import ReleaseModel

let labelOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/labels", "issues/list-labels-for-repo",
        needs: .mayAny(.read, [.issues, .pullRequests])
    ) {
        call in
        await call.list(call.repository.labels) { call.render($0) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/labels/{name}", "issues/get-label",
        needs: .mayAny(.read, [.issues, .pullRequests])
    ) { call in
        guard let label = call.repository.label(named: call.text("name")) else { throw Refusal.notFound }
        return .ok(call.render(label))
    },
    Operation("POST", "/repos/{owner}/{repo}/labels", "issues/create-label", needs: .may(.write, .issues)) { call in
        let name = try call.required("name", of: "Label")
        guard call.repository.label(named: name) == nil else {
            throw Refusal.invalid("Label", field: "name", code: "already_exists")
        }
        guard name.count <= 50 else {
            throw Refusal.invalid(
                "Label", field: "name", code: "custom", message: "name is too long (maximum is 50 characters)")
        }
        let label = Label(
            id: await call.forge.makeID(), name: name, color: call.json["color"]?.text ?? "ededed",
            description: call.json["description"]?.text)
        try await call.update { $0.labels.append(label) }
        return .created(call.render(label))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/issues/{issue_number}/labels", "issues/list-labels-on-issue",
        needs: .mayAny(.read, [.issues, .pullRequests])
    ) { call in
        await call.list(call.repository.labels(of: try call.issue())) { call.render($0) }
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/issues/{issue_number}/labels", "issues/add-labels",
        needs: .mayAny(.write, [.issues, .pullRequests])
    ) { call in
        let wanted = call.labelNames
        return try await call.setLabels { own in own + wanted.filter { !own.contains($0) } }
    },
    Operation(
        "PUT", "/repos/{owner}/{repo}/issues/{issue_number}/labels", "issues/set-labels",
        needs: .mayAny(.write, [.issues, .pullRequests])
    ) { call in
        let wanted = call.labelNames
        return try await call.setLabels { _ in wanted }
    },
    Operation(
        "DELETE", "/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", "issues/remove-label",
        needs: .mayAny(.write, [.issues, .pullRequests])
    ) { call in
        let name = call.text("name").lowercased()
        guard try call.issue().labels.contains(where: { $0.lowercased() == name }) else {
            throw Refusal(404, "Label does not exist")
        }
        return try await call.setLabels { $0.filter { $0.lowercased() != name } }
    },
]

extension Call {
    /// Names in any of the forms that clients send: `{"labels": [...]}` or a bare list, as texts or objects.
    fileprivate var labelNames: [String] {
        (json["labels"]?.items ?? json.items ?? []).compactMap { $0.text ?? $0["name"]?.text }
    }

    /// Labels that do not exist are made, which takes the right on issues, whatever the description says
    /// ([actions/labeler#870](https://github.com/actions/labeler/issues/870)).
    fileprivate func setLabels(_ change: ([String]) -> [String]) async throws -> Answer {
        let issue = try issue()
        let names = change(issue.labels)
        let current = try await current()
        if names.contains(where: { current.label(named: $0) == nil }), identity.isApp,
            !identity.may(.write, .issues, in: current)
        {
            throw Refusal(
                403, "You do not have permission to create labels on this repository.",
                errors: [["resource": "Repository", "field": "label", "code": "unauthorized"]])
        }
        for name in names where try await self.current().label(named: name) == nil {
            let id = await forge.makeID()
            try await update { $0.labels.append(Label(id: id, name: name, color: "ededed")) }
        }
        try await self.change(issue) { $0.labels = names }
        let changed = try await self.current()
        return .ok(.array(changed.labels(of: try await currentIssue(issue.number)).map { render($0) }))
    }

    func render(_ label: Label) -> JSON {
        [
            "id": .number(label.id), "node_id": .string(nodeID("Label", label.id)),
            "url": .string(place("/labels/\(percentEncoded(label.name))")), "name": .string(label.name),
            "description": JSON(label.description), "color": .string(label.color), "default": false,
            "archived_at": nil, "archived_by": nil,
        ]
    }
}
