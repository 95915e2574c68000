import ReleaseModel

let branchOperations = [
    Operation("GET", "/repos/{owner}/{repo}/branches", "repos/list-branches", needs: .may(.read, .contents)) { call in
        let branches = try await call.git.refs(["refs/heads"], in: call.repository.id)
        return await call.list(branches) { ref in
            let name = ref.branch ?? ref.name
            return [
                "name": .string(name),
                "commit": ["sha": .string(ref.object), "url": .string(call.place("/commits/\(ref.object)"))],
                "protected": .bool(call.isProtected(name)),
            ]
        }
    },
    Operation("GET", "/repos/{owner}/{repo}/branches/{branch+}", "repos/get-branch", needs: .may(.read, .contents)) {
        call in
        let name = call.text("branch")
        guard let ref = try await call.git.ref("refs/heads/\(name)", in: call.repository.id) else {
            throw Refusal(404, "Branch not found")
        }
        let protection = call.repository.protection(of: name)
        let place = call.place("/branches/\(name)")
        let checks = (protection?.checks ?? []).map { JSON.string($0) }
        return .ok([
            "name": .string(name), "commit": try await call.renderCommit(ref.object),
            "_links": ["self": .string(place), "html": .string(call.page("/tree/\(name)"))],
            "protected": .bool(call.isProtected(name)),
            "protection": [
                "enabled": .bool(protection != nil),
                "required_status_checks": [
                    "enforcement_level": protection?.checks == nil ? "off" : "non_admins", "contexts": .array(checks),
                    "checks": .array(checks.map { ["context": $0, "app_id": nil] }),
                ],
            ],
            "protection_url": "\(place)/protection",
        ])
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/branches/{branch+}/protection", "repos/get-branch-protection",
        needs: .may(.read, .administration)
    ) { call in
        let name = call.text("branch")
        guard let protection = call.repository.protection(of: name) else {
            throw Refusal(404, "Branch not protected")
        }
        return .ok(call.render(protection, of: name))
    },
]

extension Call {
    fileprivate func isProtected(_ branch: String) -> Bool {
        repository.protection(of: branch) != nil
            || repository.rulesets(for: "refs/heads/\(branch)").contains { $0.rules.contains { $0.type != "creation" } }
    }

    fileprivate func render(_ protection: Protection, of branch: String) -> JSON {
        let place = place("/branches/\(branch)/protection")
        func switched(_ isOn: Bool) -> JSON { ["enabled": .bool(isOn)] }
        var json: [String: JSON] = [
            "url": .string(place),
            "enforce_admins": ["url": "\(place)/enforce_admins", "enabled": .bool(protection.includesAdministrators)],
            "required_linear_history": switched(protection.requiresLinearHistory),
            "allow_force_pushes": switched(protection.allowsForcePushes),
            "allow_deletions": switched(protection.allowsDeletions), "block_creations": switched(false),
            "required_conversation_resolution": switched(false), "lock_branch": switched(false),
            "allow_fork_syncing": switched(false),
            "required_signatures": [
                "url": "\(place)/required_signatures", "enabled": .bool(protection.requiresSignatures),
            ],
        ]
        if let checks = protection.checks {
            json["required_status_checks"] = [
                "url": "\(place)/required_status_checks", "strict": .bool(protection.isStrict),
                "contexts": .array(checks.map { .string($0) }),
                "contexts_url": "\(place)/required_status_checks/contexts",
                "checks": .array(checks.map { ["context": .string($0), "app_id": nil] }),
            ]
        }
        if let reviews = protection.reviews {
            json["required_pull_request_reviews"] = [
                "url": "\(place)/required_pull_request_reviews",
                "dismiss_stale_reviews": .bool(protection.dismissesStaleReviews), "require_code_owner_reviews": false,
                "required_approving_review_count": .number(reviews), "require_last_push_approval": false,
            ]
        }
        return .object(json)
    }
}
