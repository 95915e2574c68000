package import ReleaseModel
package import ReleaseOperations

/// How a release is rehearsed.
package struct RehearsalOptions: Sendable {
    /// Only versions that a merged release pull request put into the manifests.
    package var onlyMerged = false
    /// Opens the release pull requests, merges them as a person would, and releases what is merged; always so with
    /// release-please's files.
    package var byPullRequest = false
    /// Whether builds and gates are run.
    package var withCommands = true
    /// Of the requests to the double, from 0 to 1, how many it lets fail.
    package var faults = 0.0
    package var seed: UInt64 = 0
    package var keepsFolder = false
    /// Called with the folder once it exists; it is removed in the end, unless it is kept.
    package var madeFolder: @Sendable (String) -> Void = { _ in }
    package var perform: PerformOptions

    package init(_ perform: PerformOptions) { self.perform = perform }
}
