import ReleaseModel

let ruleOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/rules/branches/{branch+}", "repos/get-branch-rules", needs: .may(.read, .metadata)
    ) { call in
        // Of every level that binds the branch, whether it exists or not.
        let rulesets = call.repository.rulesets(for: "refs/heads/\(call.text("branch"))")
        let rules = rulesets.flatMap { ruleset in ruleset.rules.map { (ruleset, $0) } }
        return await call.list(rules) { ruleset, rule in
            var json: [String: JSON] = [
                "type": .string(rule.type), "ruleset_id": .number(ruleset.id),
                "ruleset_source_type": .string(ruleset.sourceType), "ruleset_source": .string(call.source(of: ruleset)),
            ]
            if let parameters = rule.parameters { json["parameters"] = parameters }
            return .object(json)
        }
    },
    Operation("GET", "/repos/{owner}/{repo}/rulesets", "repos/get-repo-rulesets", needs: .may(.read, .metadata)) {
        call in
        await call.list(call.repository.settings.rulesets) { call.render($0) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/rulesets/{ruleset_id}", "repos/get-repo-ruleset", needs: .may(.read, .metadata)
    ) { call in
        let id = try call.number("ruleset_id")
        guard let ruleset = call.repository.settings.rulesets.first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        return .ok(
            call.render(ruleset).adding([
                "current_user_can_bypass": ruleset.binds(call.identity.login) ? "never" : "always",
                "conditions": [
                    "ref_name": [
                        "include": .array(ruleset.include.map { .string($0) }),
                        "exclude": .array(ruleset.exclude.map { .string($0) }),
                    ]
                ],
                "rules": .array(
                    ruleset.rules.map { rule in
                        var json: [String: JSON] = ["type": .string(rule.type)]
                        if let parameters = rule.parameters { json["parameters"] = parameters }
                        return .object(json)
                    }),
            ]))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/immutable-releases", "repos/check-immutable-releases",
        needs: .may(.read, .administration)
    ) { call in
        guard call.repository.settings.releasesAreImmutable else { throw Refusal.notFound }
        return .ok(["enabled": true, "enforced_by_owner": false])
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/permissions/workflow",
        "actions/get-github-actions-default-workflow-permissions-repository", needs: .may(.read, .administration)
    ) { call in
        .ok([
            "default_workflow_permissions": .string(call.repository.settings.workflowPermissions.rawValue),
            "can_approve_pull_request_reviews": .bool(call.repository.settings.workflowsMayApprovePullRequests),
        ])
    },
]

extension Call {
    fileprivate func source(of ruleset: Ruleset) -> String {
        ruleset.sourceType == "Organization" ? repository.owner : repository.fullName
    }

    fileprivate func render(_ ruleset: Ruleset) -> JSON {
        [
            "id": .number(ruleset.id), "name": .string(ruleset.name), "target": .string(ruleset.target.rawValue),
            "source_type": .string(ruleset.sourceType), "source": .string(source(of: ruleset)),
            "enforcement": ruleset.isActive ? "active" : "disabled", "node_id": .string(nodeID("Ruleset", ruleset.id)),
            "_links": [
                "self": ["href": .string(place("/rulesets/\(ruleset.id)"))],
                "html": ["href": .string(page("/rules/\(ruleset.id)"))],
            ], "created_at": JSON(repository.createdAt), "updated_at": JSON(repository.createdAt),
        ]
    }
}
