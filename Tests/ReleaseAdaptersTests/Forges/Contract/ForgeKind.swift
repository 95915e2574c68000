import Foundation
import ReleaseModel
import ReleasePorts
import Testing

/// The forges that the contract holds for.
enum ForgeKind: String, Sendable, CaseIterable, CustomTestStringConvertible {
    /// The fake of other tests.
    case memory
    /// GitHub's adapter, over HTTP to the double of GitHub.
    case github
    /// GitHub's adapter, to a scratch repository of a real GitHub.
    case live

    /// The real one alone where it is named, as `make live-github` does; else those that need nothing.
    static let available: [ForgeKind] = LiveGitHub.settings == nil ? [.memory, .github] : [.live]

    /// Whether there is a workflow that can be started.
    static let hasWorkflow =
        LiveGitHub.settings == nil || ProcessInfo.processInfo.environment["SLIPWAY_LIVE_WORKFLOW"] != nil
    /// Whether rules and switches of administrators can be set: those of a scratch repository are left as they are.
    static let hasSettings = LiveGitHub.settings == nil
    static let noSettings: Comment = "a scratch repository's settings are not changed"

    var testDescription: String { rawValue }
}

/// The scratch repository that `make live-github` names.
struct LiveGitHub: Sendable {
    var repository: ForgeRepository
    /// Of the REST interface; nil: github.com's.
    var api: String?
    var token: Secret

    /// nil where none is named, or no token is there.
    static let settings: LiveGitHub? = {
        let environment = ProcessInfo.processInfo.environment
        guard let repository = environment["SLIPWAY_LIVE_REPOSITORY"].flatMap(ForgeRepository.init),
            let token = environment["SLIPWAY_LIVE_TOKEN"], !token.isEmpty
        else { return nil }
        return LiveGitHub(repository: repository, api: environment["SLIPWAY_LIVE_API"], token: Secret(token))
    }()
}
