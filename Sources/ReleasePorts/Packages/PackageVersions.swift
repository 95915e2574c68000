package import ReleaseModel

/// A registry whose versions others resolve.
package enum PackageRegistry: String, Sendable, Hashable, CaseIterable {
    /// A sparse index of crates.
    case crates
    /// A simple index of Python packages.
    case python
    /// A registry of npm packages.
    case npm
}

/// Whether a registry offers exactly one version of a package right now: to resolvers, not to who published it.
package protocol PackageVersions: Sendable {
    /// - Parameters:
    ///   - package: As its manifest writes it.
    ///   - version: As its manifest writes it; compared as the registry compares versions.
    ///   - address: Of the registry's index, without credentials.
    /// - Returns: Whether it can be required. A package that the registry does not know has no versions; what it withdrew
    ///   counts as not there.
    /// - Throws: An unreachable registry or an incomplete answer is an error and never an answer.
    func has(
        _ package: String, _ version: Version, in registry: PackageRegistry, at address: String
    ) async throws(PackageIndexError) -> Bool
}
