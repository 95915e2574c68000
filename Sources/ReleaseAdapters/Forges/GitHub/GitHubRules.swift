import Foundation
import ReleaseModel
import ReleasePorts

/// A rule of a ruleset, as GitHub lists it.
struct GitHubRule: Decodable {
    struct Parameters: Decodable {
        struct Check: Decodable { var context: String }
        var requiredStatusChecks: [Check]?
        var `operator`: String?
        var pattern: String?
        var negate: Bool?
    }

    var type: String
    var parameters: Parameters?
    var rulesetId: Int?
    var rulesetSourceType: String?
    var rulesetSource: String?

    func rule(in repository: ForgeRepository, bypass: ReferenceRules.Rule.Bypass) -> ReferenceRules.Rule {
        let level =
            switch rulesetSourceType {
            case "Organization": "the organization \(rulesetSource ?? repository.owner)"
            case "Enterprise": "the enterprise \(rulesetSource ?? "")"
            default: "the repository \(rulesetSource ?? repository.description)"
            }
        return ReferenceRules.Rule(kind: kind, level: level, bypass: bypass)
    }

    private var kind: ReferenceRules.Rule.Kind {
        switch (type, pattern) {
        case ("creation", _): .creation
        case ("update", _): .update
        case ("deletion", _): .deletion
        case ("non_fast_forward", _): .forcePush
        case ("required_signatures", _): .signatures
        case ("required_linear_history", _): .linearHistory
        case ("pull_request", _), ("merge_queue", _): .pullRequest
        case ("required_status_checks", _): .checks((parameters?.requiredStatusChecks ?? []).map(\.context))
        case ("commit_message_pattern", let pattern?): .message(pattern)
        case ("branch_name_pattern", let pattern?), ("tag_name_pattern", let pattern?): .name(pattern)
        default: .other(type)
        }
    }

    private var pattern: TextPattern? {
        guard let text = parameters?.pattern,
            let comparison = parameters?.operator.flatMap(TextPattern.Comparison.init)
        else { return nil }
        return TextPattern(comparison, text, isNegated: parameters?.negate ?? false)
    }
}

struct GitHubRuleset: Decodable {
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
    /// Only where a ruleset is read by itself.
    var currentUserCanBypass: String?

    var bypass: ReferenceRules.Rule.Bypass {
        switch currentUserCanBypass {
        case "always", "exempt": .allowed
        case "pull_requests_only": .byPullRequest
        case "never": .refused
        default: .unknown
        }
    }

    func covers(_ reference: String) -> Bool {
        guard let names = conditions?.refName else { return true }
        func holds(_ pattern: String) -> Bool { pattern == "~ALL" || matches(reference, pattern: pattern) }
        return names.include.contains(where: holds) && !names.exclude.contains(where: holds)
    }
}

/// A branch, of which only the classic protection counts here.
struct GitHubBranch: Decodable {
    struct Protection: Decodable { var enabled: Bool? }
    var protection: Protection?
}

/// The classic protection of a branch, as its administrators see it.
struct GitHubProtection: Decodable {
    struct Switch: Decodable { var enabled: Bool? }
    struct Checks: Decodable { var contexts: [String]? }
    struct Reviews: Decodable {}
    struct Restrictions: Decodable {}

    var enforceAdmins: Switch?
    var requiredLinearHistory: Switch?
    var requiredSignatures: Switch?
    var allowForcePushes: Switch?
    var allowDeletions: Switch?
    var requiredStatusChecks: Checks?
    var requiredPullRequestReviews: Reviews?
    var restrictions: Restrictions?

    /// - Parameter isPerson: Whether a person asks, who must be an administrator to read this.
    func rules(in repository: ForgeRepository, isPerson: Bool) -> [ReferenceRules.Rule] {
        let level = "the protection in \(repository)"
        var kinds: [ReferenceRules.Rule.Kind] = []
        if requiredPullRequestReviews != nil { kinds.append(.pullRequest) }
        if let contexts = requiredStatusChecks?.contexts, !contexts.isEmpty { kinds.append(.checks(contexts)) }
        if requiredLinearHistory?.enabled == true { kinds.append(.linearHistory) }
        if requiredSignatures?.enabled == true { kinds.append(.signatures) }
        // Whom it allows, and who may bypass reviews, are people, teams and apps; it does not say who asks.
        if restrictions != nil { kinds.append(.pushers) }
        let isForAdministrators = enforceAdmins?.enabled == true
        let own = kinds.map { kind in
            ReferenceRules.Rule(
                kind: kind, level: level,
                bypass: isForAdministrators ? bound(by: kind) : isPerson ? .allowed : .unknown)
        }
        // These bind administrators in any case.
        let absolute: [(ReferenceRules.Rule.Kind, Switch?)] = [
            (.forcePush, allowForcePushes), (.deletion, allowDeletions),
        ]
        return own
            + absolute.filter { $0.1?.enabled != true }.map {
                ReferenceRules.Rule(kind: $0.0, level: level, bypass: .refused)
            }
    }

    private func bound(by kind: ReferenceRules.Rule.Kind) -> ReferenceRules.Rule.Bypass {
        switch kind {
        case .pullRequest, .pushers: .unknown
        default: .refused
        }
    }
}

/// Whether a name is as a pattern says; `*` and `?` stop at slashes, `**` does not, as GitHub's file name patterns have it.
func matches(_ name: String, pattern: String) -> Bool {
    fnmatch(pattern, name, pattern.contains("**") ? 0 : FNM_PATHNAME) == 0
}
