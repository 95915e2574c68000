package import ReleaseModel
package import ReleaseOperations
import ReleasePlanning
package import ReleasePorts

/// A repository in `slipway release-pr --all --json`.
struct RepositoryPullRequestsReport: Encodable {
    var repository: RepositoryID
    /// At the forge; left out where nothing was looked up.
    var name: ForgeRepository?
    /// `nothing` where none of it is released.
    var state: String
    var pullRequests: [WrittenPullRequest]
    var warnings: [String]
    /// Why it failed.
    var error: ErrorReport?

    init(_ result: RepositoryPullRequests) {
        repository = result.repository
        name = result.name
        state = result.state
        pullRequests = result.pullRequests
        warnings = result.warnings
        error = result.failure.map { ErrorReport($0) }
    }
}

extension RepositoryPullRequests {
    /// In a word.
    var state: String {
        if failure != nil { return "failed" }
        let order: [WrittenPullRequest.State] = [.created, .updated, .planned, .unchanged]
        return order.first { state in pullRequests.contains { $0.state == state } }?.rawValue ?? "nothing"
    }
}

/// The release pull requests of many repositories: a line each, what failed with its reason, and a count.
package func allPullRequestsText(_ results: [RepositoryPullRequests], style: TextStyle = .plain) -> String {
    var lines: [String] = []
    for result in results {
        let name = result.name?.description ?? result.repository.text
        for one in result.pullRequests {
            let number = one.number.map { " #\($0)" } ?? ""
            lines.append("\(one.state.rawValue): \(name)\(number)  \(one.request.title)")
            if one.state == .created, let address = one.address { lines.append("  \(address)") }
            lines += (one.kept.map { "commits of others are kept: \($0)" } + one.notices.map { "warning: \($0)" })
                .map { "  \($0)" }
        }
        lines += result.warnings.map { "  warning: \($0)" }
        if let failure = result.failure {
            lines.append("\(style.styled("failed", .red)): \(name)  \(failure.summary) [\(failure.code)]")
            lines += failure.reasons.map { "  \($0.replacing("\n", with: "\n  "))" }
            lines += failure.suggestions.map { "  next: \($0)" }
        } else if result.pullRequests.isEmpty {
            lines.append("nothing: \(name)")
        }
    }
    let counts = Dictionary(grouping: results, by: \.state).mapValues(\.count)
    let shown = ["created", "updated", "planned", "unchanged", "nothing", "failed"].compactMap { state in
        counts[state].map { "\($0) \(state == "nothing" ? "with nothing to release" : state)" }
    }
    lines.append(
        "\(results.count) \(results.count == 1 ? "repository" : "repositories"): \(shown.joined(separator: ", "))")
    return lines.joined(separator: "\n")
}
