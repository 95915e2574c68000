import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func facts(of repository: ForgeRepository) async throws(ForgeError) -> RepositoryFacts {
        let found: GitHubRepository = try await client.value(
            GitHubRequest("GET", repository.path(), purpose: "read \(repository)", in: repository))
        guard let name = ForgeRepository(found.fullName) else {
            throw .unreadable(
                ForgeRequest(host: client.place.shown, purpose: "read \(repository)"),
                reason: "'\(found.fullName)' is not the name of a repository")
        }
        return RepositoryFacts(
            id: found.id, repository: name, defaultBranch: found.defaultBranch, isArchived: found.archived,
            isPrivate: found.private, canPush: client.isInstallation ? nil : found.permissions?.push,
            mergeMethods: found.mergeMethods,
            squash: found.squash, address: found.htmlUrl)
    }

    package func rules(
        forBranch branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ReferenceRules {
        let request = GitHubRequest(
            "GET", repository.path("/rules/branches/\(branch.asPath)"),
            purpose: "read the rules for the branch \(branch) of \(repository)", in: repository)
        return referenceRules(try await client.list(request), in: repository)
    }

    /// Rules for tags are only listed by ruleset, so each active one that targets tags is read.
    package func rules(
        forTag tag: TagName, in repository: ForgeRepository
    ) async throws(ForgeError) -> ReferenceRules {
        let purpose = "read the rules for the tag \(tag) of \(repository)"
        var request = GitHubRequest("GET", repository.path("/rulesets"), purpose: purpose, in: repository)
        request.query = [("includes_parents", "true"), ("targets", "tag")]
        let sets: [GitHubRuleset] = try await client.list(request)
        var rules: [GitHubRule] = []
        for set in sets where set.target == "tag" && set.enforcement == "active" {
            let whole: GitHubRuleset = try await client.value(
                GitHubRequest("GET", repository.path("/rulesets/\(set.id)"), purpose: purpose, in: repository))
            guard whole.covers("refs/tags/" + tag.text) else { continue }
            rules += (whole.rules ?? []).map { rule in
                var rule = rule
                rule.rulesetSourceType = rule.rulesetSourceType ?? whole.sourceType
                rule.rulesetSource = rule.rulesetSource ?? whole.source
                return rule
            }
        }
        return referenceRules(rules, in: repository)
    }

    private func referenceRules(_ rules: [GitHubRule], in repository: ForgeRepository) -> ReferenceRules {
        var found = ReferenceRules()
        for rule in rules {
            let level =
                switch rule.rulesetSourceType {
                case "Organization": "the organization \(rule.rulesetSource ?? repository.owner)"
                case "Enterprise": "the enterprise \(rule.rulesetSource ?? "")"
                default: "the repository \(rule.rulesetSource ?? repository.description)"
                }
            switch rule.type {
            case "creation": found.restrictions.append(.init(kind: .creation, level: level))
            case "update": found.restrictions.append(.init(kind: .update, level: level))
            case "deletion": found.restrictions.append(.init(kind: .deletion, level: level))
            case "non_fast_forward": found.restrictions.append(.init(kind: .forcePush, level: level))
            case "required_signatures": found.requiresSignatures = true
            case "required_linear_history": found.requiresLinearHistory = true
            case "pull_request": found.requiresPullRequest = true
            case "required_status_checks":
                found.requiredChecks += (rule.parameters?.requiredStatusChecks ?? []).map(\.context)
            default: break
            }
        }
        return found
    }
}

private struct GitHubRepository: Decodable {
    struct Permissions: Decodable { var push: Bool? }

    var id: Int
    var fullName: String
    var defaultBranch: String
    var archived: Bool
    var `private`: Bool
    var htmlUrl: String
    var permissions: Permissions?
    // Only shown to those who may push.
    var allowMergeCommit: Bool?
    var allowSquashMerge: Bool?
    var allowRebaseMerge: Bool?
    var squashMergeCommitTitle: String?
    var squashMergeCommitMessage: String?

    var mergeMethods: Set<MergeMethod> {
        let allowed: [(MergeMethod, Bool?)] = [
            (.merge, allowMergeCommit), (.squash, allowSquashMerge), (.rebase, allowRebaseMerge),
        ]
        return Set(allowed.filter { $0.1 != false }.map(\.0))
    }

    var squash: SquashMessage? {
        guard let squashMergeCommitTitle, let squashMergeCommitMessage else { return nil }
        let title: SquashMessage.Title =
            switch squashMergeCommitTitle {
            case "PR_TITLE": .pullRequestTitle
            case "COMMIT_OR_PR_TITLE": .commitOrPullRequestTitle
            default: .other(squashMergeCommitTitle)
            }
        let body: SquashMessage.Body =
            switch squashMergeCommitMessage {
            case "PR_BODY": .pullRequestBody
            case "COMMIT_MESSAGES": .commitMessages
            case "BLANK": .empty
            default: .other(squashMergeCommitMessage)
            }
        return SquashMessage(title: title, body: body)
    }
}

private struct GitHubRule: Decodable {
    struct Parameters: Decodable {
        struct Check: Decodable { var context: String }
        var requiredStatusChecks: [Check]?
    }

    var type: String
    var parameters: Parameters?
    var rulesetSourceType: String?
    var rulesetSource: String?
}

private struct GitHubRuleset: Decodable {
    struct Conditions: Decodable {
        struct Names: Decodable {
            var include: [String]
            var exclude: [String]
        }
        var refName: Names?
    }

    var id: Int
    var target: String?
    var enforcement: String?
    var sourceType: String?
    var source: String?
    var conditions: Conditions?
    var rules: [GitHubRule]?

    func covers(_ reference: String) -> Bool {
        guard let names = conditions?.refName else { return true }
        func holds(_ pattern: String) -> Bool { pattern == "~ALL" || matches(reference, pattern: pattern) }
        return names.include.contains(where: holds) && !names.exclude.contains(where: holds)
    }
}

/// Whether a name is as a pattern says; `*` and `?` stop at slashes, `**` does not, as GitHub's file name patterns have it.
func matches(_ name: String, pattern: String) -> Bool {
    fnmatch(pattern, name, pattern.contains("**") ? 0 : FNM_PATHNAME) == 0
}
