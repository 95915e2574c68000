import Foundation
import ReleaseModel

/// What the forge allows to happen to refs: protection, rulesets, immutable releases, rights on workflow files.
struct RefRules {
    let repository: Repository
    let identity: Identity
    let git: GitStore

    func violations(of change: RefChange) async throws -> [Violation] {
        if let violation = immutability(change) { return [violation] }
        if let violation = try await workflowFiles(change) { return [violation] }
        guard change.origin != .merge else { return try await linearity(change) }
        return try await protection(change) + rulesets(change)
    }

    // MARK: Immutable releases

    private func immutability(_ change: RefChange) -> Violation? {
        guard let tag = change.tag else { return nil }
        if repository.releases.contains(where: { $0.tag == tag && $0.isImmutable }) {
            let verb = change.new == nil ? "delete" : "update"
            if change.old != nil {
                return Violation(source: .immutableRelease, text: "Cannot \(verb) this protected ref.")
            }
        }
        guard repository.burnedTags.contains(tag), change.old == nil else { return nil }
        return Violation(source: .immutableRelease, text: "Cannot create ref due to creations being restricted.")
    }

    // MARK: Workflow files

    private func workflowFiles(_ change: RefChange) async throws -> Violation? {
        guard let new = change.new, !identity.may(.write, .workflows, in: repository),
            let file = try await changedWorkflow(change, new)
        else { return nil }
        let text =
            switch identity.kind {
            case .user:
                "refusing to allow a Personal Access Token to create or update workflow `\(file)` without `workflow` scope"
            default:
                "refusing to allow a GitHub App to create or update workflow `\(file)` without `workflows` permission"
            }
        return Violation(source: .token, text: text)
    }

    /// A workflow file that the change brings: with the commits that are new here, or with the tagged commit itself.
    private func changedWorkflow(_ change: RefChange, _ new: String) async throws -> String? {
        guard let commit = try await git.commit(new, in: repository.id) else { return nil }
        var commits = try await git.history([commit, "--not", "--branches", "--tags"], in: repository.id)
        if change.tag != nil, commits.isEmpty { commits = [commit] }
        for commit in commits {
            let object = try await git.commitObject(commit, in: repository.id)
            guard let parent = object.parents.first else { continue }
            let files = try await git.changes(from: parent, to: commit, in: repository.id)
            if let file = files.first(where: { $0.path.hasPrefix(".github/workflows/") }) { return file.path }
        }
        return nil
    }

    // MARK: Branch protection

    private func protection(_ change: RefChange) async throws -> [Violation] {
        guard let branch = change.branch, change.old != nil, let protection = repository.protection(of: branch) else {
            return []
        }
        func violation(_ text: String) -> Violation { Violation(source: .protection, text: text) }
        guard let new = change.new else {
            return protection.allowsDeletions ? [] : [violation("Cannot delete this protected branch")]
        }
        if change.isForced, !protection.allowsForcePushes {
            return [violation("Cannot force-push to this protected branch")]
        }
        if repository.role(of: identity.login) == .admin, !protection.includesAdministrators { return [] }
        var found: [Violation] = []
        if let pushers = protection.pushers, !pushers.contains(identity.login) {
            found.append(
                violation("You're not authorized to push to this branch. Visit the documentation for more information.")
            )
        }
        if protection.reviews != nil { found.append(violation("Changes must be made through a pull request.")) }
        for check in protection.checks ?? [] where !repository.hasPassed(check, for: new) {
            found.append(violation("Required status check \"\(check)\" is expected."))
        }
        if protection.requiresLinearHistory, try await hasMerges(change, new) {
            found.append(violation("This branch must not contain merge commits."))
        }
        if protection.requiresSignatures, try await hasUnsigned(change, new) {
            found.append(violation("Commits must have verified signatures."))
        }
        return found
    }

    // MARK: Rulesets

    private func rulesets(_ change: RefChange) async throws -> [Violation] {
        var found: [Violation] = []
        for ruleset in repository.rulesets(for: change.ref) where ruleset.binds(identity.login) {
            for rule in ruleset.rules {
                for text in try await texts(rule, change) {
                    found.append(Violation(source: .ruleset(ruleset.id), text: text))
                }
            }
        }
        return found
    }

    private func texts(_ rule: Ruleset.Rule, _ change: RefChange) async throws -> [String] {
        guard let new = change.new else {
            return rule.type == "deletion" ? ["Cannot delete this protected ref."] : []
        }
        let isNew = change.old == nil
        switch rule.type {
        case "creation": return isNew ? ["Cannot create ref due to creations being restricted."] : []
        case "update": return isNew ? [] : ["Cannot update this protected ref."]
        case "non_fast_forward": return change.isForced ? ["Cannot force-push to this branch"] : []
        case "pull_request": return isNew ? [] : ["Changes must be made through a pull request."]
        case "required_linear_history":
            return try await hasMerges(change, new) ? ["This branch must not contain merge commits."] : []
        case "required_signatures":
            return try await hasUnsigned(change, new) ? ["Commits must have verified signatures."] : []
        case "required_status_checks":
            return isNew
                ? []
                : rule.requiredChecks.filter { !repository.hasPassed($0, for: new) }
                    .map { "Required status check \"\($0)\" is expected." }
        case "tag_name_pattern", "branch_name_pattern":
            let name = change.tag ?? change.branch ?? change.ref
            return isNew && !rule.allows(name)
                ? ["\(change.tag == nil ? "Branch" : "Tag") name must \(rule.demand): \(name)"] : []
        case "commit_message_pattern":
            let commits = try await newCommits(change, new)
            return commits.filter { !rule.allows($0.shownMessage) }.map {
                "Commit message must \(rule.demand): \($0.id)"
            }
        default: return []
        }
    }

    // MARK: Commits

    private func newCommits(_ change: RefChange, _ new: String) async throws -> [CommitObject] {
        guard let commit = try await git.commit(new, in: repository.id) else { return [] }
        let range = change.old.map { ["^" + $0] } ?? ["--not", "--branches", "--tags"]
        return try await git.commitObjects(
            try await git.history([commit] + range, in: repository.id), in: repository.id)
    }

    private func hasMerges(_ change: RefChange, _ new: String) async throws -> Bool {
        try await newCommits(change, new).contains { $0.parents.count > 1 }
    }

    private func hasUnsigned(_ change: RefChange, _ new: String) async throws -> Bool {
        try await newCommits(change, new).contains { $0.signature == nil && repository.signedObjects[$0.id] == nil }
    }

    private func linearity(_ change: RefChange) async throws -> [Violation] {
        guard let branch = change.branch, let new = change.new else { return [] }
        let isRequired =
            repository.protection(of: branch)?.requiresLinearHistory == true
            || repository.rulesets(for: change.ref).contains { ruleset in
                ruleset.binds(identity.login) && ruleset.rules.contains { $0.type == "required_linear_history" }
            }
        guard isRequired, try await hasMerges(change, new) else { return [] }
        return [Violation(source: .protection, text: "This branch must not contain merge commits.")]
    }
}

extension Ruleset.Rule {
    /// Names of the checks that a `required_status_checks` rule lists.
    var requiredChecks: [String] {
        (parameters?["required_status_checks"]?.items ?? []).compactMap { $0["context"]?.text }
    }

    /// Whether a text fits the pattern of a `…_pattern` rule.
    func allows(_ text: String) -> Bool {
        let pattern = parameters?["pattern"]?.text ?? ""
        let fits =
            switch parameters?["operator"]?.text {
            case "starts_with": text.hasPrefix(pattern)
            case "ends_with": text.hasSuffix(pattern)
            case "contains": text.contains(pattern)
            default: text.range(of: pattern, options: .regularExpression) != nil
            }
        return fits != (parameters?["negate"]?.flag ?? false)
    }

    var demand: String {
        let verb = (parameters?["operator"]?.text ?? "regex").replacing("_", with: " ")
        let negation = parameters?["negate"]?.flag == true ? "not " : ""
        return "\(negation)\(verb == "regex" ? "match" : verb) \(parameters?["pattern"]?.text ?? "")"
    }
}
