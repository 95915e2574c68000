package import ReleaseModel

/// Why git did not fulfil a request.
package enum SourceControlError: UserFacingError, Equatable {
    case missingProgram(String)
    /// The program is older than ``oldestGit``.
    case tooOld(Version)
    /// git failed; its output, without credentials in addresses.
    case failed(operation: String, folder: String, message: String)
    /// A hook or a rule of the remote refused a push, or the credentials lack the right.
    case rejected(operation: String, folder: String, message: String)
    /// A clone could not be copied to a folder of Slipway's.
    case notCloned(folder: String, target: String, message: String)
    /// Someone moved the branch first.
    case branchMoved(String, expected: CommitID, found: CommitID?, folder: String)
    case tagExists(TagName, expected: CommitID, found: CommitID, folder: String)
    /// A person moved the branch back from a commit that an earlier attempt had pushed.
    case takenBack(String, CommitID, found: CommitID?, folder: String, remote: String)
    /// The push address differs from the fetch address; shown without credentials.
    case otherPushAddress(remote: String, folder: String, fetch: String, push: [String])
    /// git is configured to sign (`commit.gpgSign`, `tag.gpgSign`: the settings), and can't; its output.
    case cannotSign([String], folder: String, message: String)
    /// Waiting may help: the network, a lock. Whether a request was carried out is not known.
    case unreachable(operation: String, folder: String, message: String)
    /// The remote answered that it did nothing this time, for a reason that passes: another process held a lock.
    case refusedForNow(operation: String, folder: String, message: String)

    /// The code of a temporary failure after which the remote is known to be as before.
    package static let refusedForNow = "git.refused-for-now"

    package var code: String {
        switch self {
        case .missingProgram: "git.missing"
        case .tooOld: "git.too-old"
        case .failed, .notCloned: "git.failed"
        case .rejected: "git.rejected"
        case .branchMoved: "git.branch-moved"
        case .tagExists: "git.tag-exists"
        case .takenBack: "git.taken-back"
        case .otherPushAddress: "git.other-push-address"
        case .cannotSign: "git.cannot-sign"
        case .unreachable: "git.unreachable"
        case .refusedForNow: SourceControlError.refusedForNow
        }
    }

    package var summary: String {
        switch self {
        case .missingProgram(let program): "The program '\(program)' is not installed, or not in PATH."
        case .tooOld(let version): "git is \(version), and Slipway needs \(oldestGit) or newer."
        case .failed(let operation, let folder, _), .rejected(let operation, let folder, _):
            "git could not \(operation) in \(folder)."
        case .notCloned(let folder, let target, _): "git could not clone \(folder) to \(target)."
        case .branchMoved(let branch, _, nil, _):
            "The remote has no branch \(branch) any more: it was renamed or deleted."
        case .branchMoved(let branch, let expected, let found, _):
            "The branch \(branch) is at \(found?.short ?? "no commit") instead of \(expected.short): someone pushed."
        case .tagExists(let tag, let expected, let found, _):
            "The tag \(tag) points to \(found.short), not to \(expected.short); tags are never moved."
        case .takenBack(let branch, let commit, _, _, _):
            "The branch \(branch) was moved back from the release commit \(commit.short); it is not pushed again automatically."
        case .otherPushAddress(let remote, let folder, _, _):
            "Pushes to the remote '\(remote)' of \(folder) go elsewhere than where its branches and tags are read."
        case .cannotSign(let settings, let folder, _):
            "git can't sign in \(folder), and \(settings.joined(separator: " and ")) "
                + "\(settings.count == 1 ? "asks" : "ask") for it."
        case .unreachable(let operation, let folder, _): "git could not reach the remote of \(folder) to \(operation)."
        case .refusedForNow(let operation, let folder, _):
            "git could not \(operation) in \(folder): the remote refused it for now, and nothing was changed there."
        }
    }

    package var reasons: [String] {
        switch self {
        case .failed(_, _, let message), .rejected(_, _, let message), .notCloned(_, _, let message),
            .cannotSign(_, _, let message), .unreachable(_, _, let message), .refusedForNow(_, _, let message):
            message.split(whereSeparator: \.isNewline).suffix(8).map(String.init)
        case .otherPushAddress(_, _, let fetch, let push):
            ["It is read from \(fetch).", "It is pushed to \(push.joined(separator: " and "))."]
        case .takenBack(let branch, let commit, let found, _, _):
            [
                "An earlier attempt pushed \(commit.short): the remote has it, and what became of the attempt was not recorded.",
                "\(branch) is at \(found?.short ?? "no commit") now.",
            ]
        case .missingProgram, .tooOld, .branchMoved, .tagExists: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .missingProgram(let program): ["Install \(program) \(oldestGit) or newer."]
        case .tooOld: ["Install a newer git, or put one first in PATH."]
        case .branchMoved(let branch, let expected, nil, let folder):
            [
                "See which branches it has: \(gitCommand("ls-remote --heads", in: folder))",
                "If it was renamed, give this release up: slipway run cancel; then follow it in the clone, and plan again: \(gitCommand("branch --move \(branch) NEW", in: folder))",
                "If it was deleted by mistake, push it again: \(gitCommand("push REMOTE \(expected):refs/heads/\(branch)", in: folder)); then: slipway run retry",
            ]
        case .branchMoved(_, _, _, let folder):
            [
                "Bring the clone up to date: \(gitCommand("pull --ff-only", in: folder))",
                "Then continue: slipway run retry",
            ]
        case .takenBack(let branch, let commit, _, let folder, let remote):
            [
                "If the release is to continue, put it back: \(gitCommand("push \(remote) \(commit):refs/heads/\(branch)", in: folder)); then: slipway run retry",
                "If not, give the release up: slipway run cancel",
            ]
        case .tagExists(_, _, _, let folder):
            [
                "If the tag is wrong, delete it at the remote, then: slipway run retry",
                "If it is right, give this release up: slipway run cancel",
                "Then release another version: \(gitCommand("fetch --tags", in: folder)) && slipway release",
            ]
        case .otherPushAddress(let remote, let folder, _, let push):
            [
                "Let it push to where it reads: \(gitCommand("config --unset-all remote.\(remote).pushurl", in: folder))",
                "Or add a remote with one address: \(gitCommand("remote add release \(push.first ?? "ADDRESS")", in: folder)); "
                    + "and name it as the repository's remote in slipway.yaml",
            ]
        case .cannotSign(let settings, let folder, _):
            [
                "Look at the key and its program: "
                    + gitCommand("config --show-origin --get-regexp '^(user\\.signingkey|gpg\\.)'", in: folder),
                "Try it: \(gitCommand("commit-tree -S -m trial 'HEAD^{tree}'", in: folder))",
                "Or release without these signatures: "
                    + settings.map { gitCommand("config \($0) false", in: folder) }.joined(separator: " && "),
            ]
        case .unreachable, .refusedForNow: ["Try again; if a run has begun: slipway run retry"]
        case .rejected(_, _, let message):
            ["The remote refused it: get the right to push, or change its rule; then: slipway run retry"]
                // GitHub says the same of a name that is used up as of a rule.
                + (message.contains("creations being restricted")
                    ? [
                        "If no rule restricts the tag, an immutable release had its name before, which can't be used "
                            + "again: slipway run cancel; then: slipway release --bump minor"
                    ] : [])
        case .notCloned: ["Check that the target folder can be written."]
        case .failed(_, let folder, _):
            ["See the clone's state: \(gitCommand("status", in: folder)); \(gitCommand("remote -v", in: folder))"]
        }
    }

    package var exitCode: ExitCode { retry == .later ? .tryLater : .failed }

    /// Whether a retry without a change may help.
    package var retry: RetryAdvice {
        switch self {
        case .unreachable, .refusedForNow: .later
        case .missingProgram, .tooOld, .failed, .rejected, .notCloned, .branchMoved, .tagExists, .takenBack,
            .otherPushAddress, .cannotSign:
            .never
        }
    }
}
