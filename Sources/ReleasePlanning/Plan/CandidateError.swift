package import ReleaseModel

/// Why no stable version is made from a candidate.
package enum CandidateError: UserFacingError, Equatable {
    /// Commits since the candidate call for a higher version than the one that it announces.
    case outgrown(ComponentID, Version, next: Version, commits: [ObservedCommit])
    /// A stable release would require a candidate that stays one.
    ///
    /// - Parameters:
    ///   - by: What the requiring component becomes.
    ///   - stable: The last stable release of the required component; nil: it has none.
    ///   - isReleased: Whether the candidate is one that was released, so that it can be graduated.
    ///   - isFromCandidate: Whether the requiring component is a released candidate, too.
    case required(
        Edge, requirement: String, by: Version, Version, stable: Version?, isReleased: Bool, isFromCandidate: Bool)

    package var code: String {
        switch self {
        case .outgrown: "plan.candidate-outgrown"
        case .required: "plan.candidate-required"
        }
    }

    package var summary: String {
        switch self {
        case .outgrown(let component, let candidate, let next, let commits):
            "\(component) can't become \(candidate.spelledCore): \(commits.count == 1 ? "a commit" : "\(commits.count) commits") since \(candidate) \(commits.count == 1 ? "calls" : "call") for \(next)."
        case .required(let edge, let requirement, let version, let candidate, _, _, _):
            "\(edge.from) would be released as \(version) and require \(edge.to) '\(requirement)', and \(edge.to) stays at \(candidate)."
        }
    }

    package var reasons: [String] {
        switch self {
        case .outgrown(_, _, _, let commits):
            commits.prefix(5).map { "\($0.id.short) \($0.subject)" }
                + (commits.count > 5 ? ["And \(commits.count - 5) more."] : [])
        case .required(let edge, _, _, _, let stable, _, _):
            [
                edge.place,
                "Whoever installs a stable version gets no prerelease with it; "
                    + (stable.map { "the last stable \(edge.to) \($0) is refused." }
                        ?? "\(edge.to) has no stable version yet."),
            ]
        }
    }

    package var suggestions: [String] {
        switch self {
        case .outgrown(let component, let candidate, let next, _):
            [
                "Release another candidate first: slipway release --prerelease \(Prerelease(candidate)?.label ?? "rc") --component \(component)",
                "Or choose the version: slipway release --set-version \(component)=\(next)",
            ]
        case .required(let edge, _, _, _, let stable, let isReleased, let isFromCandidate):
            [
                isReleased
                    ? isFromCandidate
                        ? "Make both stable: slipway release --graduate --component \(edge.to) \(edge.from)"
                        : "Make \(edge.to) stable first: slipway release --graduate --component \(edge.to)"
                    : "Release both: slipway release --component \(edge.to) \(edge.from)",
                stable.map { "Or let the requirement accept \(edge.to) \($0), and commit that: \(edge.place)" },
                "Or leave it as it is: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]",
            ].compactMap(\.self)
        }
    }

    package var exitCode: ExitCode { .failed }
}
