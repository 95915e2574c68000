/// How a forge merges a pull request.
package enum MergeMethod: String, Sendable, Codable, CaseIterable {
    /// With a merge commit.
    case merge
    /// As one new commit.
    case squash
    /// As a new commit for each of its commits.
    case rebase
}
