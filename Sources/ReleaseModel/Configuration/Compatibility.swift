/// Whether release-please's bugs that change a result are reproduced or fixed.
///
/// Both give the same texts and versions wherever none of those bugs matters.
package enum Compatibility: String, Sendable, Codable, CaseIterable {
    /// Fixed: nothing is silently dropped, and every commit's message counts.
    case strict
    /// As in release-please 17.11, including bugs, so that a repository can migrate between two releases.
    case compat
}
