/// Reads the manifests of one ecosystem.
package protocol ManifestReader: Sendable {
    var name: EcosystemName { get }

    /// Whether a file can say something about a package, so that an observer fetches only those. Path relative to the
    /// repository, with `/`.
    func isManifest(path: String) -> Bool

    /// Further files that manifests refer to and that can't be recognised by their path alone: the Python file that holds
    /// `__version__`, the `version.rb` of a gemspec.
    ///
    /// - Parameter manifests: The bytes of those files for which ``isManifest(path:)`` holds, by path.
    /// - Parameter paths: Every path of the repository.
    /// - Returns: Some of `paths`; they are given to ``read(_:)`` too.
    func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String]

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
    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] { [] }

    package func binaries(of folder: String, files: [String: [UInt8]], paths: [String]) -> [String]? { nil }

    package func readChangelog(_ bytes: [UInt8], file: String) -> ChangelogReading? { nil }
}
