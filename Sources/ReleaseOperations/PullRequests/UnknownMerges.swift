import ReleaseEngine
package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Merged release pull requests of components whose version only tags say, where neither the changelog nor a commit's
/// title says which version was merged.
struct UnknownMerges: Sendable {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// Refuses to call everything released while such a pull request waits for its release.
    ///
    /// Asks the forge only where a component has no version in a file.
    ///
    /// - Parameter merged: The components whose merged versions are known.
    /// - Throws: ``UnknownMerge``; an error of the forge: without its answer it is unknown whether one waits.
    func refuse(beside merged: [ComponentID], in world: ObservedWorkspace) async throws {
        let labels = Set(workspace.configuration.pullRequest.labels)
        for repository in world.repositories {
            let unknown = world.components.filter {
                $0.repository == repository.id && $0.version == nil && !$0.isOnlyRecorded && !merged.contains($0.id)
            }
            guard !unknown.isEmpty, let base = repository.branch, let place = world.configuration.atForge(repository),
                !world.configuration.forge(of: repository.id).isAssumed
            else { continue }
            let forge = try workspace.outside.forge(place, .pullRequests)
            let requests = try await forge.mergedReleaseRequests(into: base, in: place.name, until: workspace.now())
            // Those that were tagged are in no range since the last releases.
            let open = Set(repository.history.map(\.id))
            for (commit, request) in requests.sorted(by: { $0.value.number < $1.value.number })
            where open.contains(commit) && !labels.isDisjoint(with: request.labels) {
                let body = PullRequestBody(reading: request.body)
                for component in unknown where isAbout(request, body, component.id, alone: world.components.count == 1)
                {
                    let version = body?.entries.first { $0.component == component.id.text || $0.component.isEmpty }?
                        .version
                    throw UnknownMerge(component: component.id, request: request, version: version)
                }
            }
        }
    }

    /// By its branch, or by what its body lists.
    private func isAbout(
        _ request: ForgePullRequest, _ body: PullRequestBody?, _ id: ComponentID, alone: Bool
    ) -> Bool {
        if alone { return true }
        if case .component(let name)? = ReleaseBranchName(request.branch)?.scope { return name == id.text }
        return body?.entries.contains { $0.component == id.text } == true
    }
}

/// A release pull request was merged, and nothing in the repository says which version it releases.
package struct UnknownMerge: UserFacingError {
    let component: ComponentID
    let number: Int
    let title: String
    let address: String
    /// What its body says.
    let version: String?

    init(component: ComponentID, request: ForgePullRequest, version: String?) {
        self.component = component
        number = request.number
        title = request.title
        address = request.address
        self.version = version
    }

    package let code = "release.merged-version-unknown"
    package let exitCode = ExitCode.failed

    package var summary: String {
        "The release pull request #\(number) of \(component) is merged, and its version is unknown."
    }

    package var reasons: [String] {
        [
            "No manifest says the version of \(component). Neither its changelog nor the title of the merged commit does: both "
                + "may have been edited.",
            "\(title): \(address)",
        ]
    }

    package var suggestions: [String] {
        [
            (version.map { "Its description says \($0); if that is right" } ?? "Choose the version")
                + ": slipway release --set-version \(component)=\(version ?? "1.0.0")"
        ]
    }
}
