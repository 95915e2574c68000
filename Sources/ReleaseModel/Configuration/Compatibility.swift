/// Whether faults of release-please that change a result are reproduced or fixed.
///
/// The texts and versions that both give are the same wherever none of those faults plays a part.
package enum Compatibility: String, Sendable, Codable, CaseIterable {
    /// Mended: nothing is dropped in silence, and what a commit says counts.
    case strict
    /// As release-please 17.11 does it, faults included, so that a repository can change over between two releases.
    case compat
}
