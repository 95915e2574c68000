import Foundation
import ReleaseModel
import ReleasePlanning

/// What release pull requests are made from beside the base's commits and the words of merged pull requests.
struct PullRequestInputs {
    private let request: ReleaseRequest
    private let isCompatible: Bool
    private let requests: [ReleasePullRequest]

    init(_ request: ReleaseRequest, _ workspace: Workspace, _ requests: [ReleasePullRequest]) {
        self.request = request
        isCompatible = workspace.releasePlease?.compatibility == .compat
        self.requests = requests
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

    /// 16 digits: equal inputs of a repository have the same.
    func digest(of repository: ObservedRepository) -> String {
        let own = requests.filter { $0.repository == repository.id }
        let inputs = Inputs(
            request: request, isCompatible: isCompatible,
            tags: Dictionary(
                repository.tags.map { ($0.name.text, $0.commit.text) }, uniquingKeysWith: { first, _ in first }),
            branches: own.map(\.branch), labels: own.map(\.labels))
        let text = (try? encodeJSON(inputs, isPretty: false)) ?? Data()
        return textDigest(String(decoding: text, as: UTF8.self))
    }
}
