/// Another system that releases this workspace, beside or instead of Slipway.
package struct SystemConfiguration: Sendable, Hashable, Codable {
    /// How many comparisons without a difference, in a row, a system needs before it may become primary.
    package var comparisons: Int
    /// What asks it to do a release; exit status 0 means that it does. nil: it can't be asked.
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
