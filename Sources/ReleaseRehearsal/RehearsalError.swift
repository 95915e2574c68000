package import ReleaseModel

/// Why a rehearsal could not be set up. Nothing was begun.
package enum RehearsalError: UserFacingError, Equatable {
    case noFolder(String, reason: String)
    case notCopied(RepositoryID, reason: String)
    /// Two remotes are called the same at their forges.
    case sameName(String, [RepositoryID])
    /// git would not reach the stand-in of a remote.
    case redirected(RepositoryID, to: String)
    case noPullRequests
    /// Only a workflow builds it.
    case onlyInWorkflow(ComponentID)

    package var code: String {
        switch self {
        case .noFolder: "rehearsal.no-folder"
        case .notCopied: "rehearsal.not-copied"
        case .sameName: "rehearsal.same-name"
        case .redirected: "rehearsal.redirected"
        case .noPullRequests: "rehearsal.no-pull-requests"
        case .onlyInWorkflow: "rehearsal.only-in-workflow"
        }
    }

    package var summary: String {
        switch self {
        case .noFolder(let path, _): "The folder \(path) for the rehearsal can't be made."
        case .notCopied(let id, _): "\(id) can't be copied for the rehearsal."
        case .sameName(let name, _): "Two repositories are called \(name) at different forges."
        case .redirected(let id, _): "git would push \(id) somewhere else than to the rehearsal."
        case .noPullRequests: "Release pull requests are rehearsed at a forge, and no repository is at one."
        case .onlyInWorkflow(let component):
            "\(component) can't be rehearsed: a rehearsal runs no workflows, and only a workflow builds it."
        }
    }

    package var reasons: [String] {
        switch self {
        case .noFolder(_, let reason), .notCopied(_, let reason): [reason]
        case .sameName(_, let ids): [ids.map(\.text).joined(separator: ", ")]
        case .redirected(_, let address): ["It would go to \(address), so nothing was begun."]
        case .noPullRequests, .onlyInWorkflow: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .noFolder: ["Choose another place for temporary folders: TMPDIR=FOLDER slipway rehearse"]
        case .notCopied: ["Check that the clone is complete: git fsck"]
        case .sameName: ["Rehearse them one by one: slipway rehearse --component NAME"]
        case .redirected: ["Look at insteadOf in git's configuration: git config --show-origin --get-regexp url"]
        case .noPullRequests:
            [
                "Rehearse the release itself: slipway rehearse",
                "With release-please's files, see what the pull request would say: slipway release-branch --dry-run",
            ]
        case .onlyInWorkflow(let component):
            [
                "Say how it is built here: components: { \(yamlText(component.text)): { build: { in: workflow, workflow: build.yml, run: [make] } } }"
            ]
        }
    }

    package var exitCode: ExitCode { .failed }
}
