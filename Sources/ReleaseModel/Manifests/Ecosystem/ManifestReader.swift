/// How many files may lie between a manifest and a companion, each naming the next.
package let maximumCompanionRounds = 4

/// Reads the manifests of one ecosystem.
package protocol ManifestReader: Sendable {
    var name: EcosystemName { get }

    /// Whether a file can say something about a package, so that an observer fetches only those. Path relative to the
    /// repository, with `/`.
    func isManifest(path: String) -> Bool

    /// Further files that manifests refer to and that can't be recognised by their path alone: the Python file that holds
    /// `__version__`, the `version.rb` of a gemspec.
    ///
    /// - Parameter manifests: The bytes of those files for which ``isManifest(path:)`` holds, by path, or of companions, which
    ///   may refer to more.
    /// - Parameter paths: Every path of the repository.
    /// - Returns: Some of `paths`; they are given to ``read(_:)`` too.
    func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String]

    /// Whether a symbolic link is read like the manifest that it leads to. A manifest that declares a package is not, which would
    /// be there twice.
    func readsThroughLink(path: String) -> Bool

    /// Reads every manifest of one repository; what can't be parsed is in the diagnostics, all of it at once.
    ///
    /// - Parameter files: The bytes of those files for which ``isManifest(path:)`` holds, and of their companions.
    func read(_ files: [String: [UInt8]]) -> ManifestReading

    /// Whether two package names are the same in this ecosystem (`Foo_bar` and `foo-bar` in Python).
    func normalized(packageName: String) -> String

    /// The programs that the package in a folder builds, sorted; nil if the files don't show it.
    ///
    /// - Parameter paths: Every path of the repository.
    func binaries(of folder: String, files: [String: [UInt8]], paths: [String]) -> [String]?

    /// A changelog, as far as planning needs it; nil for an ecosystem without changelogs.
    func readChangelog(_ bytes: [UInt8], file: String) -> ChangelogReading?
}

extension ManifestReader {
    /// The manifests among the files of a repository, with the companions that are there.
    ///
    /// - Parameter aliases: Further paths of the files, by symbolic links.
    package func own(among files: [String: [UInt8]], aliases: [String: String] = [:]) -> [String: [UInt8]] {
        var own = files.filter { isManifest(path: $0.key) }
        var all = files
        for (alias, target) in aliases where all[alias] == nil {
            all[alias] = files[target]
            if isManifest(path: alias), readsThroughLink(path: alias) { own[alias] = files[target] }
        }
        var new = own
        let paths = Array(all.keys)
        for _ in 0..<maximumCompanionRounds where !new.isEmpty {
            let more = Set(companions(of: new, among: paths)).filter { own[$0] == nil }
            new = all.filter { more.contains($0.key) }
            own.merge(new) { first, _ in first }
        }
        return own
    }

    package func readsThroughLink(path: String) -> Bool { false }

    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] { [] }

    package func binaries(of folder: String, files: [String: [UInt8]], paths: [String]) -> [String]? { nil }

    package func readChangelog(_ bytes: [UInt8], file: String) -> ChangelogReading? { nil }
}
