package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts

/// What a forge says of a repository that a plan is going to write, read before anything is written.
package struct ForgeAnswers: Sendable {
    package var facts: RepositoryFacts
    /// By name.
    package var branches: [String: ReferenceRules] = [:]
    package var tags: [TagName: ReferenceRules] = [:]
    /// nil: unknown, or nothing is published there.
    package var locksReleases: Bool?

    package init(facts: RepositoryFacts) { self.facts = facts }
}

/// Whatever a forge would refuse of a plan, or may refuse.
///
/// Pure. An error is certain as far as the credentials go that Slipway asks with; where git pushes with a key of its own
/// (`isPushedByKey`), what they may not is only a warning.
package func forgeFindings(_ needs: RepositoryNeeds, _ answers: ForgeAnswers, isPushedByKey: Bool) -> [Finding] {
    let check = ForgeCheck(needs: needs, answers: answers, isPushedByKey: isPushedByKey)
    return check.rights() + check.merging() + check.branches() + check.tags() + check.records()
        + check.unread() + check.immutability()
}

private struct ForgeCheck {
    let needs: RepositoryNeeds
    let answers: ForgeAnswers
    let isPushedByKey: Bool

    private var name: String { answers.facts.repository.description }

    private func finding(_ kind: FindingKind, _ message: String, reason: String? = nil, remedy: String? = nil)
        -> Finding
    {
        Finding(kind, repository: needs.at.id, message: message, reason: reason, remedy: remedy)
    }

    // MARK: Rights

    func rights() -> [Finding] {
        guard !answers.facts.isArchived else {
            return [
                finding(
                    .forgeRefuses, "\(name) is archived: it is read-only.",
                    remedy: "Unarchive it, or leave the repository out of slipway.yaml.")
            ]
        }
        return needs.rights.compactMap { right in
            // What only git does, it may do with a key that the forge's interface does not know.
            let isByGit = isPushedByKey && needs.releases.isEmpty && needs.pullRequests.isEmpty
            let isMissing =
                answers.facts.rights.map { !$0.allow(right.level, right.area) }
                ?? (right.area != .workflows && answers.facts.canPush == false)
            guard isMissing else { return nil }
            return finding(
                isByGit || right.isOptional || ForgeRights.optional.contains(right.area)
                    ? .forgeMayRefuse : .forgeRefuses,
                "The credentials lack \(right.text) in \(name), which is needed to \(shown(right.purposes)).",
                remedy: right.isOptional
                    ? "Give the token or the app this right; else the pull requests keep their labels."
                    : remedy(for: right.area))
        }
    }

    private func remedy(for area: ForgeRights.Area) -> String {
        switch area {
        case .workflows: "Give the token the scope 'workflow', or the app the permission 'workflows: write'."
        case .issues:
            "Give the token or the app this right, or make the labels once by hand; else pull requests have none."
        case .contents, .pullRequests, .checks, .statuses, .actions: "Give the token or the app this right."
        }
    }

    private func shown(_ texts: [String]) -> String {
        texts.prefix(3).joined(separator: ", ") + (texts.count > 3 ? " and \(texts.count - 3) more" : "")
    }

    /// Whether the configured way of merging is one that the repository allows.
    func merging() -> [Finding] {
        guard let method = needs.merging, !answers.facts.mergeMethods.contains(method),
            let allowed = MergeMethod.allCases.first(where: answers.facts.mergeMethods.contains)
        else { return [] }
        return [
            finding(
                .forgeRefuses, "\(name) does not allow pull requests to be merged by '\(method.rawValue)'.",
                remedy:
                    "Let slipway.yaml say '\(allowed.rawValue)' for `merge`, or allow it in the repository's settings.")
        ]
    }

    // MARK: Rules

    func branches() -> [Finding] {
        let hasRequests = !needs.pullRequests.isEmpty
        return needs.branches.flatMap { branch in
            (answers.branches[branch.name]?.rules ?? []).compactMap { rule in
                obstacle(rule, branch).flatMap {
                    finding(
                        rule, "the branch \(branch.name)", $0, isByKey: branch.isPushed && isPushedByKey,
                        bypassing: branch.isNew != nil
                            ? nil
                            : hasRequests
                                ? "since the record in versions.toml is pushed there, also where release commits come by pull request"
                                : "or bring release commits by pull request, in slipway.yaml: commits: { via: pull-request }"
                    )
                }
            }
        }
    }

    /// What is pushed beside release commits that come by pull request.
    func records() -> [Finding] {
        guard !needs.pullRequests.isEmpty else { return [] }
        return needs.branches.filter { $0.isNew == nil && $0.isPushed && needs.released.contains($0.name) }.map {
            finding(
                .forgeRecords,
                "The record in versions.toml is pushed to \($0.name) of \(name), although release commits come by pull request."
            )
        }
    }

    func tags() -> [Finding] {
        (needs.tags + needs.releases.filter { !needs.tags.contains($0) }).flatMap { tag in
            (answers.tags[tag]?.rules ?? []).compactMap { rule in
                obstacle(rule, tag).flatMap {
                    finding(rule, "the tag \(tag)", $0, isByKey: needs.tags.contains(tag) && isPushedByKey)
                }
            }
        }
    }

    /// What a rule says against writing a branch; nil: nothing. Release commits have one parent, so a linear history is
    /// kept.
    private func obstacle(_ rule: ReferenceRules.Rule, _ branch: RepositoryNeeds.Branch) -> Obstacle? {
        let grows = branch.isNew == nil
        switch rule.kind {
        case .creation: return branch.isNew == true ? .certain("it can't be created") : nil
        case .update: return branch.isNew == true ? nil : .certain("it can't be changed")
        case .forcePush: return branch.isNew == false ? .certain("it can't be written over") : nil
        case .pullRequest: return branch.isNew == true ? nil : .certain("changes must come by pull request")
        case .signatures:
            return branch.isPushed
                ? .possible("commits must be signed: by git's commit.gpgSign, or by commits: { signed-by: forge }")
                : nil
        case .checks(let names):
            guard branch.isNew != true, !names.isEmpty else { return nil }
            return .certain("commits must have passed \(names.joined(separator: ", "))")
        case .message(let pattern):
            return branch.messages.lazy.compactMap { message in
                Obstacle(pattern, message, "the message '\(message.split(separator: "\n").first ?? "")'")
            }.first
        case .name(let pattern): return branch.isNew == true ? Obstacle(pattern, branch.name, "its name") : nil
        case .pushers: return grows ? .possible("only some may push") : nil
        case .other(let type): return .possible("there is a rule '\(type)'")
        case .deletion, .linearHistory: return nil
        }
    }

    private func obstacle(_ rule: ReferenceRules.Rule, _ tag: TagName) -> Obstacle? {
        switch rule.kind {
        case .creation: .certain("it can't be created")
        case .signatures: .possible("commits must be signed")
        case .checks(let names) where !names.isEmpty:
            .possible("commits must have passed \(names.joined(separator: ", "))")
        case .name(let pattern): Obstacle(pattern, tag.text, "its name")
        case .other(let type): .possible("there is a rule '\(type)'")
        case .update, .deletion, .forcePush, .pullRequest, .linearHistory, .checks, .message, .pushers: nil
        }
    }

    private func finding(
        _ rule: ReferenceRules.Rule, _ what: String, _ obstacle: Obstacle, isByKey: Bool, bypassing other: String? = nil
    ) -> Finding? {
        let binds: Bool? =
            switch rule.bypass {
            case .allowed: false
            // What is written here is written without one.
            case .byPullRequest, .refused: true
            case .unknown: nil
            }
        guard binds != false else { return nil }
        let isCertain = binds == true && obstacle.isCertain && !isByKey
        return finding(
            isCertain ? .forgeRefuses : .forgeMayRefuse,
            "A rule of \(rule.level) restricts \(what) of \(name): \(obstacle.text).",
            remedy: [bypassing, other].compactMap(\.self).joined(separator: ", ") + ".")
    }

    /// GitHub offers apps for a rule's list, and not the one whose token a workflow gets.
    private var bypassing: String {
        guard answers.facts.mayBeWorkflow else { return "Let this identity bypass the rule" }
        return "A workflow's own token can't be let past a rule: use an app's and let the app bypass it "
            + "(forge: { kind: github, app: { id: ID, key-from: VARIABLE } }), or a person's token"
    }

    func unread() -> [Finding] {
        answers.branches.sorted { $0.key < $1.key }.compactMap(\.value.unread).map { finding(.forgeUnread, $0) }
    }

    // MARK: Releases

    func immutability() -> [Finding] {
        guard answers.locksReleases == true, !needs.releases.isEmpty else { return [] }
        return [finding(.forgeImmutable, "Releases of \(name) can't be changed once they are published.")]
    }
}

/// Why something may not be written, after a colon.
private struct Obstacle {
    var text: String
    /// Whether the forge refuses it from everyone whom the rule binds.
    var isCertain: Bool

    static func certain(_ text: String) -> Obstacle { Obstacle(text: text, isCertain: true) }
    static func possible(_ text: String) -> Obstacle { Obstacle(text: text, isCertain: false) }

    init(text: String, isCertain: Bool) {
        self.text = text
        self.isCertain = isCertain
    }

    /// nil where the pattern allows the text.
    init?(_ pattern: TextPattern, _ text: String, _ name: String) {
        let isAllowed = pattern.allows(text)
        guard isAllowed != true else { return nil }
        self.init(text: "\(name) must \(pattern)", isCertain: isAllowed == false)
    }
}
