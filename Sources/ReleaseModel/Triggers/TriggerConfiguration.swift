/// What starts something in a served workspace, and what it starts.
package struct TriggerConfiguration: Sendable, Hashable, Codable {
    package enum Event: Sendable, Hashable, Codable {
        /// A component's tag was pushed.
        case tag
        /// A branch was pushed; nil: each repository's release branch.
        case push(branches: [String]?)
        /// A release pull request was merged.
        case mergedReleasePullRequest
        /// An ordinary pull request was opened or changed.
        case pullRequest
        /// A release was published at the forge.
        case release
        /// A workflow ended with success; nil branches: the release branch.
        case workflow(name: String, branches: [String]?)
        /// An event of another system (`repository_dispatch`). `{component}` in a type is the name of a component, or
        /// `all`.
        case dispatch(types: [String])
        case schedule(CronSchedule, overlap: Overlap)

        /// What the configuration calls it.
        package var name: String {
            switch self {
            case .tag: "tag"
            case .push: "push"
            case .mergedReleasePullRequest: "merged-release-pull-request"
            case .pullRequest: "pull-request"
            case .release: "release"
            case .workflow: "workflow"
            case .dispatch: "dispatch"
            case .schedule: "schedule"
            }
        }

        /// Every name, in the order of the documentation.
        package static let names = [
            "tag", "push", "merged-release-pull-request", "pull-request", "release", "workflow", "dispatch", "schedule",
        ]
    }

    /// What a schedule does when its last start is still at work.
    package enum Overlap: String, Sendable, Codable, CaseIterable {
        /// Nothing; the next tick tries again.
        case skip
        /// It starts when the last one has ended.
        case queue
    }

    package enum Start: String, Sendable, Codable, CaseIterable {
        /// A release of what the commits call for, or of the component that the event names.
        case release
        /// The release pull requests are opened or updated.
        case releasePullRequests = "release-pr"
        /// A release of everything downstream of the component that the event names.
        case downstream
        /// Builds and gates, and nothing public.
        case gates
        /// A build of a channel.
        case channel
    }

    package var event: Event
    package var start: Start
    /// The channel that is built; nil where it starts something else.
    package var channel: String?
    /// In which repositories it happens; nil: in each of the workspace.
    package var repositories: [RepositoryID]?
    /// Whose releases it starts, where the event names none; empty: whatever the commits call for.
    package var components: [ComponentID]

    /// Tells what it starts from what other triggers start: `release`, `channel:nightly`.
    package var startName: String { channel.map { "\(start.rawValue):\($0)" } ?? start.rawValue }

    package init(
        on event: Event, start: Start, repositories: [RepositoryID]? = nil, components: [ComponentID] = []
    ) {
        self.event = event
        self.start = start
        self.repositories = repositories
        self.components = components
    }
}
