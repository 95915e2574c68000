/// Another system that releases this workspace, beside or instead of Slipway.
package struct SystemConfiguration: Sendable, Hashable, Codable {
    /// How many comparisons without a difference, in a row, a system needs before it may become primary.
    package var comparisons: Int
    /// The command that requests a release from it; exit status 0 means that it accepts. nil: it can't be requested.
    package var run: [String]?
    /// In seconds.
    package var timeout: Int

    package static let neededComparisons = 5

    package init(
        comparisons: Int = SystemConfiguration.neededComparisons, run: [String]? = nil, timeout: Int = 60
    ) {
        self.comparisons = comparisons
        self.run = run
        self.timeout = timeout
    }
}
