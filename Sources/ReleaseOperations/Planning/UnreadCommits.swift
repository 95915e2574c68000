package import ReleaseModel

/// Commits that can't be parsed, with `--strict-commits`.
package struct UnreadCommits: UserFacingError, Equatable {
    package var commits: [PlannedCommit]

    package var code: String { "plan.commits-not-understood" }

    package var summary: String {
        "\(commits.count) \(commits.count == 1 ? "commit is" : "commits are") not understood, or only in part."
    }

    package var reasons: [String] {
        let shown = commits.prefix(10).map {
            "\($0.repository) \($0.id.short) '\($0.subject)': \($0.faults.joined(separator: "; "))"
        }
        return shown + (commits.count > 10 ? ["and \(commits.count - 10) more"] : [])
    }

    package var suggestions: [String] {
        [
            "Word the next ones as type(scope): subject; see https://www.conventionalcommits.org/en/v1.0.0/",
            "Plan without --strict-commits: they are listed, and count as far as they are understood.",
        ]
    }

    package var exitCode: ExitCode { .failed }
}
