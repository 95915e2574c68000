import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func facts(of repository: ForgeRepository) async throws(ForgeError) -> RepositoryFacts {
        let request = GitHubRequest("GET", repository.path(), purpose: "read \(repository)", in: repository)
        let (found, answer) = try await client.answered(request, as: GitHubRepository.self)
        guard let name = ForgeRepository(found.fullName) else {
            throw .unreadable(
                client.shown(request), reason: "'\(found.fullName)' is not the name of a repository")
        }
        let canPush = client.isInstallation ? nil : found.permissions?.push
        var rights = try await client.rights(in: repository)
        if rights == nil, let scopes = answer["X-OAuth-Scopes"] {
            rights = found.rights(scopes: scopes, canPush: canPush == true)
        }
        var facts = RepositoryFacts(
            id: found.id, repository: name, defaultBranch: found.defaultBranch, isArchived: found.archived,
            isPrivate: found.private, canPush: canPush, rights: rights, mergeMethods: found.mergeMethods,
            squash: found.squash, address: found.htmlUrl)
        facts.mayBeWorkflow = client.mayBeWorkflow
        return facts
    }

    /// Rulesets, then the classic protection, which has an interface of its own.
    package func rules(
        forBranch branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ReferenceRules {
        let purpose = "read the rules for the branch \(branch) of \(repository)"
        let request = GitHubRequest(
            "GET", repository.path("/rules/branches/\(branch.asPath)"), purpose: purpose, in: repository)
        let found: [GitHubRule] = try await client.list(request)
        var bypasses: [Int: ReferenceRules.Rule.Bypass] = [:]
        for id in Set(found.compactMap(\.rulesetId)).sorted() {
            let whole: GitHubRuleset = try await client.value(
                GitHubRequest("GET", repository.path("/rulesets/\(id)"), purpose: purpose, in: repository))
            bypasses[id] = whole.bypass
        }
        var rules = found.map { rule in
            rule.rule(in: repository, bypass: rule.rulesetId.flatMap { bypasses[$0] } ?? .unknown)
        }
        let there: GitHubBranch? = try await client.optional(
            GitHubRequest(
                "GET", repository.path("/branches/\(branch.asPath)"), purpose: purpose, in: repository))
        guard there?.protection?.enabled == true else { return ReferenceRules(rules) }
        do throws(ForgeError) {
            let protection: GitHubProtection = try await client.value(
                GitHubRequest(
                    "GET", repository.path("/branches/\(branch.asPath)/protection"), purpose: purpose, in: repository))
            rules += protection.rules(in: repository, isPerson: !client.isInstallation)
            return ReferenceRules(rules)
        } catch {
            switch error {
            // Only administrators may read it.
            case .missing, .notAllowed:
                return ReferenceRules(
                    rules, unread: "\(branch) of \(repository) is protected, and only administrators may read how.")
            default: throw error
            }
        }
    }

    /// Rules for tags are only listed by ruleset, so each active one that targets tags is read.
    package func rules(
        forTag tag: TagName, in repository: ForgeRepository
    ) async throws(ForgeError) -> ReferenceRules {
        let purpose = "read the rules for the tag \(tag) of \(repository)"
        var request = GitHubRequest("GET", repository.path("/rulesets"), purpose: purpose, in: repository)
        request.query = [("includes_parents", "true"), ("targets", "tag")]
        let sets: [GitHubRuleset] = try await client.list(request)
        var rules: [ReferenceRules.Rule] = []
        for set in sets where set.target == "tag" && set.enforcement == "active" {
            let whole: GitHubRuleset = try await client.value(
                GitHubRequest("GET", repository.path("/rulesets/\(set.id)"), purpose: purpose, in: repository))
            guard whole.covers("refs/tags/" + tag.text) else { continue }
            rules += (whole.rules ?? []).map { rule in
                var rule = rule
                rule.rulesetSourceType = rule.rulesetSourceType ?? whole.sourceType
                rule.rulesetSource = rule.rulesetSource ?? whole.source
                return rule.rule(in: repository, bypass: whole.bypass)
            }
        }
        return ReferenceRules(rules)
    }

    /// GitHub answers 404 where they are off; only administrators may ask.
    package func locksReleases(in repository: ForgeRepository) async throws(ForgeError) -> Bool? {
        struct Setting: Decodable { var enabled: Bool }
        do throws(ForgeError) {
            let found: Setting? = try await client.optional(
                GitHubRequest(
                    "GET", repository.path("/immutable-releases"),
                    purpose: "read whether releases of \(repository) are immutable", in: repository))
            return found?.enabled ?? false
        } catch {
            if case .notAllowed = error { return nil }
            throw error
        }
    }

    /// By GraphQL: an installation's token may not ask REST who it is.
    package func account(in repository: ForgeRepository) async throws(ForgeError) -> String? {
        struct Variables: Encodable {}
        struct Answer: Decodable {
            struct Viewer: Decodable { var login: String }
            var viewer: Viewer
        }
        do throws(ForgeError) {
            let answer: Answer = try await client.graphQL(
                "query { viewer { login } }", Variables(), isQuery: true, purpose: "read whose the credentials are",
                in: repository)
            return answer.viewer.login
        } catch {
            if case .notAllowed = error { return nil }
            throw error
        }
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

    /// What a personal token of the classic kind may do, which says its scopes.
    func rights(scopes: String, canPush: Bool) -> ForgeRights {
        let scopes = Set(scopes.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        guard canPush, scopes.contains("repo") || (!self.private && scopes.contains("public_repo")) else {
            return .reading
        }
        let rights = ForgeRights([
            .contents: .write, .pullRequests: .write, .issues: .write, .actions: .write, .checks: .read,
            .statuses: .write,
        ])
        return scopes.contains("workflow") ? rights.union(ForgeRights([.workflows: .write])) : rights
    }

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
