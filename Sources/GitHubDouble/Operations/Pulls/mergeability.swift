import ReleaseModel

/// Whether a pull request can be merged, as the forge shows it.
struct Mergeability: Sendable {
    /// nil: not known yet.
    var isMergeable: Bool?
    var name: String
    /// Why merging is refused; empty where it is not.
    var reasons: [String] = []
}

extension Call {
    /// - Parameter counting: Whether this is a question that makes the forge compute it.
    func mergeability(of issue: Issue, counting: Bool = false) async throws -> Mergeability {
        guard let pull = issue.pull, issue.isOpen else { return Mergeability(isMergeable: nil, name: "unknown") }
        let key = "\(pull.headCommit) \(pull.baseCommit)"
        let asked = pull.mergeabilityAsked[key] ?? 0
        if counting {
            try await update { $0.issues[issue.number]?.pull?.mergeabilityAsked[key] = asked + 1 }
            if asked < double.settings.mergeabilityLag { return Mergeability(isMergeable: nil, name: "unknown") }
        }
        guard try await git.mergedTree(pull.baseCommit, pull.headCommit, in: repository.id) != nil else {
            return Mergeability(isMergeable: false, name: "dirty", reasons: ["Pull Request is not mergeable"])
        }
        if pull.isDraft {
            return Mergeability(isMergeable: true, name: "draft", reasons: ["Pull Request is still a draft"])
        }
        let current = try await current()
        let reasons = try await missing(pull, current)
        if !reasons.isEmpty { return Mergeability(isMergeable: true, name: "blocked", reasons: reasons) }
        if isStrict(pull.baseBranch, current),
            try await !git.isAncestor(pull.baseCommit, of: pull.headCommit, in: repository.id)
        {
            return Mergeability(
                isMergeable: true, name: "behind", reasons: ["Head branch is out of date. Update the branch first."])
        }
        let isUnstable =
            current.statuses.contains { $0.commit == pull.headCommit && $0.state != "success" }
            || current.checkRuns.contains { $0.commit == pull.headCommit && $0.conclusion != "success" }
        return Mergeability(isMergeable: true, name: isUnstable ? "unstable" : "clean")
    }

    /// What protection and rulesets of the base still ask for.
    private func missing(_ pull: PullRequest, _ repository: Repository) async throws -> [String] {
        var reasons: [String] = []
        for check in repository.requiredChecks(for: pull.baseBranch, login: identity.login)
        where !repository.hasPassed(check, for: pull.headCommit) {
            reasons.append("Required status check \"\(check)\" is expected.")
        }
        let reviews = repository.requiredReviews(for: pull.baseBranch, login: identity.login)
        if pull.approvals.count < reviews {
            let noun = reviews == 1 ? "review is" : "reviews are"
            reasons.append("At least \(reviews) approving \(noun) required by reviewers with write access.")
        }
        if repository.requiresSignatures(on: pull.baseBranch, login: identity.login) {
            for commit in try await git.commitObjects(try await commits(of: pull), in: repository.id)
            where commit.signature == nil && repository.signedObjects[commit.id] == nil {
                reasons.append("Commits must have verified signatures.")
                break
            }
        }
        return reasons
    }

    private func isStrict(_ branch: String, _ repository: Repository) -> Bool {
        repository.protection(of: branch)?.isStrict == true
            || repository.rulesets(for: "refs/heads/\(branch)").flatMap(\.rules).contains {
                $0.parameters?["strict_required_status_checks_policy"]?.flag == true
            }
    }
}

extension Repository {
    private func bindingRules(_ branch: String, _ login: String) -> [Ruleset.Rule] {
        rulesets(for: "refs/heads/\(branch)").filter { $0.binds(login) }.flatMap(\.rules)
    }

    func requiredChecks(for branch: String, login: String) -> [String] {
        (protection(of: branch)?.checks ?? []) + bindingRules(branch, login).flatMap(\.requiredChecks)
    }

    func requiredReviews(for branch: String, login: String) -> Int {
        let rules = bindingRules(branch, login).compactMap { $0.parameters?["required_approving_review_count"]?.number }
        return max(protection(of: branch)?.reviews ?? 0, rules.max() ?? 0)
    }

    func requiresSignatures(on branch: String, login: String) -> Bool {
        protection(of: branch)?.requiresSignatures == true
            || bindingRules(branch, login).contains { $0.type == "required_signatures" }
    }

    /// Ways of merging that the repository and its rules allow.
    func mergeMethods(for branch: String, login: String) -> Set<String> {
        var methods: Set<String> = []
        if settings.allowsMergeCommits { methods.insert("merge") }
        if settings.allowsSquashing { methods.insert("squash") }
        if settings.allowsRebasing { methods.insert("rebase") }
        for rule in bindingRules(branch, login) {
            guard let allowed = rule.parameters?["allowed_merge_methods"]?.items else { continue }
            methods.formIntersection(allowed.compactMap(\.text))
        }
        let rules = bindingRules(branch, login)
        let isLinear =
            protection(of: branch)?.requiresLinearHistory == true
            || rules.contains { $0.type == "required_linear_history" }
        if isLinear { methods.remove("merge") }
        return methods
    }
}
