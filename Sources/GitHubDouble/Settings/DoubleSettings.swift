/// What holds for every repository of the double; the defaults are GitHub's.
package struct DoubleSettings: Sendable, Codable, Hashable {
    package var seed: UInt64 = 0
    /// Requests within an hour, for each identity.
    package var hourlyLimit = 5000
    /// Requests that make content within a minute before the secondary limit; 0: none.
    package var contentLimit = 0
    /// How often a pull request's mergeability is answered `null` after its commits changed.
    package var mergeabilityLag = 1
    /// What `/meta` says is installed, as Enterprise Server does; empty: github.com.
    package var installedVersion = ""
    /// How many seconds after its start a run is seen.
    package var runDelay = 0
    /// Of one commit and context.
    package var mostStatuses = 1000
    package var mostAssets = 1000
    package var largestAsset = 2 << 30
    /// Entries of a recursive tree before it is truncated.
    package var mostTreeEntries = 100_000
    package var faults = FaultSettings()

    package init() {}
}
