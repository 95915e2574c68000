package import ReleaseModel
package import ReleaseText

/// `versions.toml`, the declared versions of a set of components in many repositories.
///
/// It declares no packages of its own: each package found here is a component that lives elsewhere. What has no place
/// in a ``FoundPackage`` is in ``VersionsManifest``.
package struct VersionsTomlEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.versionsToml

    package init() {}

    package func isManifest(path: String) -> Bool {
        RepositoryPath.name(of: path) == "versions.toml" && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        for (path, bytes) in files where isManifest(path: path) {
            let manifest = VersionsManifest(file: path, bytes: bytes)
            let isSample = liesInSampleFolder(path: manifest.file)
            reading.diagnostics += manifest.diagnostics.map { $0.softened(if: isSample) }
            reading.packages += manifest.entries.map { found($0, in: manifest) }
        }
        reading.finish()
        return reading
    }

    private func found(_ entry: VersionsManifest.Entry, in manifest: VersionsManifest) -> FoundPackage {
        FoundPackage(
            ecosystem: name, name: entry.name, path: RepositoryPath.folder(of: manifest.file), manifest: entry.place,
            versionSources: [
                VersionSource(
                    ecosystem: name, place: entry.version.place, key: entry.version.key, value: entry.version.text)
            ],
            requirements: entry.requires.map { one in
                FoundRequirement(
                    package: one.name, kind: .declared, requirement: one.requirement?.text, place: one.place,
                    key: one.requirement?.key)
            },
            binaries: entry.binaries)
    }

    /// A bare version means exactly that one; everything else is read as Cargo reads it.
    package func accepts(requirement: String, version: Version) -> Bool? {
        if let exact = SpelledVersion(requirement) { return exact.version == version }
        return CargoRequirement(requirement)?.accepts(version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        guard let exact = SpelledVersion(requirement) else {
            return CargoRequirement(requirement)?.rewritten(toFollow: version)
        }
        return exact.version == version ? requirement : exact.text(of: version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func form(of file: String) -> ValueForm {
        .toml { key, document throws(EditError) in
            guard let path = ValuePath(key), let text = document.value(at: path)?.string,
                let (found, range) = VersionsTomlEcosystem.editable(text, at: path)
            else { return try document.target(at: key) }
            return TOMLTarget(path: path, within: range, text: found)
        }
    }

    /// The part of a version or requirement that an edit replaces; nil for texts that are replaced whole.
    private static func editable(_ text: String, at path: ValuePath) -> (String, Range<Int>)? {
        guard path.steps.first == .key("versions") else { return nil }
        switch path.steps.last {
        case .index where path.steps.count == 4 && path.steps[2] == .key("requires"):
            return DeclaredRequirementText(text).map { ($0.requirement, $0.range) }
        case .key where path.steps.count == 2, .key("version") where path.steps.count == 3:
            let declared = DeclaredVersion(text)
            return (declared.text, declared.range)
        default: return nil
        }
    }

    package func normalized(packageName: String) -> String { packageName }
}
