package import ReleaseModel

/// Why no workflows can be written that would work.
package enum WorkflowsError: UserFacingError, Equatable {
    case severalRepositories([RepositoryID])
    case notAtRoot(RepositoryID, folder: String)
    case unknownBranch(String?)
    case badBranch(String)
    case noBuilds([ComponentID])
    case untrustable(ComponentID, reason: String, remedy: String)
    case followUpElsewhere([ForgeRepository])
    case edited([String])

    package var code: String {
        switch self {
        case .severalRepositories: "workflows.several-repositories"
        case .notAtRoot: "workflows.not-at-root"
        case .unknownBranch, .badBranch: "workflows.branch"
        case .noBuilds, .untrustable: "workflows.trusted-publishing"
        case .followUpElsewhere: "workflows.follow-up-elsewhere"
        case .edited: "workflows.edited"
        }
    }

    package var summary: String {
        switch self {
        case .severalRepositories(let all):
            "The workspace has \(all.count) repositories, and the token of a workflow may write to only one."
        case .notAtRoot(let id, _): "The workspace's folder is not the root of \(id), where workflows belong."
        case .unknownBranch(let branch):
            "\(branch.map { "'\($0)'" } ?? "No branch") is checked out, so the branch that releases is unknown."
        case .badBranch(let name): "'\(name)' is not a valid branch name."
        case .noBuilds(let all): "No job can publish \(all.map(\.text).joined(separator: ", "))."
        case .untrustable(let id, _, _): "No job can publish \(id) to PyPI."
        case .followUpElsewhere(let all):
            "A job's own token can't send follow-ups to \(Set(all.map(\.description)).sorted().joined(separator: ", "))."
        case .edited(let files): "Not written by Slipway, or edited since: \(files.joined(separator: ", "))."
        }
    }

    package var reasons: [String] {
        switch self {
        case .severalRepositories(let all): ["They are \(all.map(\.text).joined(separator: ", "))."]
        case .notAtRoot(_, let folder): ["Its root is \(folder)."]
        case .noBuilds: ["release-please's files say nothing of builds."]
        case .untrustable(_, let reason, _): [reason]
        case .followUpElsewhere: ["It reaches only the repository of the workflow."]
        case .edited: ["Nothing was written."]
        case .unknownBranch, .badBranch: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .severalRepositories:
            ["Write a workflow by hand that gets a token for all of them, such as an app's, and clones them."]
        case .notAtRoot(_, let folder):
            ["Run it there: slipway generate workflows --action OWNER/NAME@COMMIT -C \(folder)"]
        case .unknownBranch, .badBranch:
            ["Name it: slipway generate workflows --action OWNER/NAME@COMMIT --branch main"]
        case .noBuilds: ["Convert them: slipway init --from release-please"]
        case .untrustable(_, _, let remedy): [remedy]
        case .followUpElsewhere:
            [
                "Name a secret with a token that reaches them: forge: { kind: github, token-from: RELEASE_TOKEN }",
                "Or use an app: forge: { kind: github, app: { id: \"12345\", key-from: APP_KEY } }",
            ]
        case .edited:
            [
                "See what would be written: slipway generate workflows --action OWNER/NAME@COMMIT --dry-run",
                "Replace them: slipway generate workflows --action OWNER/NAME@COMMIT --force",
            ]
        }
    }

    package var exitCode: ExitCode { .failed }
}
