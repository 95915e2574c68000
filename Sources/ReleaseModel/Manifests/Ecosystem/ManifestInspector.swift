/// Finds what the ecosystem's own tools and registries would refuse.
package protocol ManifestInspector: Sendable {
    /// Members of workspaces that are listed and have no manifest, without which the ecosystem builds nothing.
    func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic]

    /// Folders that manifests take packages from and that have none. Only those that the caller knows to be read count:
    /// submodules, links and ignored folders are not.
    func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget]

    /// What the ecosystem's tools and registries would refuse or warn of, as far as files alone can tell: rules for
    /// names and metadata, members that are listed and not there, version constants that say something else.
    ///
    /// - Parameter paths: Every path of the repository.
    /// - Returns: Codes are dotted and begin with the ecosystem's name: `cargo.too-many-keywords`.
    func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic]
}

extension ManifestInspector {
    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] { [] }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] { [] }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] { [] }
}
