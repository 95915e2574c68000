import Foundation
import ReleaseModel
import ReleasePlanning

/// What release pull requests are made from beside the base's commits and the words of merged pull requests.
struct PullRequestInputs {
    /// 16 digits for each repository: equal inputs have the same.
    let digests: [RepositoryID: String]

    init(
        _ request: ReleaseRequest, isCompatible: Bool, _ requests: [ReleasePullRequest], in world: ObservedWorkspace
    ) throws {
        var digests: [RepositoryID: String] = [:]
        for (id, own) in Dictionary(grouping: requests, by: \.repository) {
            guard let repository = world.repository(id) else { continue }
            let inputs = Inputs(
                request: request, isCompatible: isCompatible,
                tags: Dictionary(
                    repository.tags.map { ($0.name.text, $0.commit.text) }, uniquingKeysWith: { first, _ in first }),
                branches: own.map(\.branch), labels: own.map(\.labels))
            digests[id] = contentDigest(String(decoding: try encodeJSON(inputs, isPretty: false), as: UTF8.self))
        }
        self.digests = digests
    }

    private struct Inputs: Encodable {
        var request: ReleaseRequest
        var isCompatible: Bool
        /// By name.
        var tags: [String: String]
        /// Which pull requests there are, and how they are set up.
        var branches: [String]
        var labels: [[String]]
    }
}
