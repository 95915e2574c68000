package import ReleaseModel

extension VersionsTomlEcosystem {
    /// R26: modules are versioned apart from the set, and the range of set versions that each works with is checked
    /// against the set's newest component.
    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard isManifest(path: path), !liesInSampleFolder(path: path) else { return [] }
            let manifest = VersionsManifest(file: path, bytes: bytes)
            guard let newest = manifest.entries.compactMap({ Version($0.version.text) }).max() else { return [] }
            return manifest.modules.compactMap { module in
                guard let range = module.minimumVersion, accepts(requirement: range.text, version: newest) == false
                else {
                    return nil
                }
                return Diagnostic(
                    .warning, code: "versions-toml.module-range", place: range.place,
                    message:
                        "The module '\(module.name)' works with '\(range.text)', and the set's newest version is \(newest).",
                    suggestion: "Widen its min_version, or leave the module out of this set.")
            }
        }
    }
}
