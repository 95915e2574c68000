import Foundation

/// A change of a ref that someone wants.
struct RefChange: Sendable, Hashable {
    enum Origin: Sendable, Hashable {
        case push
        case api
        /// By merging a pull request, whose own rules were checked before.
        case merge
        /// By publishing a release, or making one that is no draft.
        case release
    }

    var ref: String
    /// nil: it is made.
    var old: String?
    /// nil: it is deleted.
    var new: String?
    /// Whether the old commit is no ancestor of the new one.
    var isForced = false
    var origin: Origin

    var branch: String? { ref.hasPrefix("refs/heads/") ? String(ref.dropFirst(11)) : nil }
    var tag: String? { ref.hasPrefix("refs/tags/") ? String(ref.dropFirst(10)) : nil }
}

/// Why a ref may not change.
struct Violation: Sendable, Hashable {
    enum Source: Sendable, Hashable {
        /// Classic branch protection.
        case protection
        case ruleset(Int)
        /// The name belongs, or once belonged, to an immutable release.
        case immutableRelease
        /// The token may not touch workflow files.
        case token
    }

    var source: Source
    var text: String
}

/// Whether a name fits a pattern of GitHub's: `*` stops at a slash, `**` does not.
func fits(_ name: String, _ pattern: String) -> Bool {
    if pattern == name { return true }
    let flags = pattern.contains("**") ? 0 : FNM_PATHNAME
    return fnmatch(pattern.replacing("**/", with: "**"), name, flags) == 0
}

extension Ruleset {
    func applies(to ref: String, in repository: Repository) -> Bool {
        guard isActive, ref.hasPrefix(target == .branch ? "refs/heads/" : "refs/tags/") else { return false }
        func matches(_ pattern: String) -> Bool {
            switch pattern {
            case "~ALL": true
            case "~DEFAULT_BRANCH": ref == "refs/heads/\(repository.settings.defaultBranch)"
            default: fits(ref, pattern)
            }
        }
        return include.contains(where: matches) && !exclude.contains(where: matches)
    }

    func binds(_ login: String) -> Bool { !bypass.contains { $0.lowercased() == login.lowercased() } }
}

extension Repository {
    /// The protection of a branch, from the pattern that fits it best.
    func protection(of branch: String) -> Protection? {
        settings.protections[branch]
            ?? settings.protections.sorted { $0.key < $1.key }.first { fits(branch, $0.key) }?.value
    }

    func rulesets(for ref: String) -> [Ruleset] { settings.rulesets.filter { $0.applies(to: ref, in: self) } }

    /// Whether a required check has passed for a commit: by a status, or by the newest check run of the name. A skipped one
    /// counts as passed.
    func hasPassed(_ context: String, for commit: String) -> Bool {
        if let status = statuses.last(where: { $0.commit == commit && $0.context == context }) {
            return status.state == "success"
        }
        guard let run = checkRuns.last(where: { $0.commit == commit && $0.name == context }) else { return false }
        return ["success", "neutral", "skipped"].contains(run.conclusion ?? "")
    }
}
