/// Whether planning reproduces release-please where that has known bugs, or mends them.
package enum Compatibility: String, Sendable, Codable, CaseIterable {
    /// The same versions and texts as release-please, its bugs included where they change results.
    case compat
    /// What a person would expect: no commit is lost, reverts cancel, types have no case, history has no depth.
    case strict
}
