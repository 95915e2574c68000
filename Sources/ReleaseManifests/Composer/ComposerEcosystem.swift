package import ReleaseModel
package import ReleaseText

/// PHP packages: [`composer.json`](https://getcomposer.org/doc/04-schema.md).
///
/// Versions mostly come from tags; `version` is a source where it is written.
package struct ComposerEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.composer

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (name == "composer.json" || name == "composer.lock") && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        let manifests = files.filter { isManifest(path: $0.key) && !$0.key.hasSuffix(".lock") }
            .map { ComposerManifest(file: $0.key, bytes: $0.value) }
        let folders = Dictionary(
            manifests.compactMap { one in one.package.map { (normalized(packageName: $0.name), one.folder) } },
            uniquingKeysWith: { min($0, $1) })
        var reading = ManifestReading(packages: manifests.compactMap { $0.package(withPathsOf: folders) })
        reading.diagnostics = manifests.flatMap(\.diagnostics).map {
            $0.softened(if: liesInSampleFolder(path: $0.place.file))
        }
        reading.finish()
        for whole in manifests where !whole.parts.isEmpty {
            for index in reading.packages.indices {
                let one = reading.packages[index]
                // Its commits and versions are those of the package around it.
                guard whole.parts.contains(normalized(packageName: one.name)), one.versionSources.isEmpty,
                    one.path != whole.folder, RepositoryPath.isInside(one.path, folder: whole.folder)
                else { continue }
                reading.packages[index].isSample = true
            }
        }
        return reading
    }

    package func precedes(_ version: Version, _ other: Version) -> Bool? {
        guard let one = ComposerVersion(version), let other = ComposerVersion(other) else { return nil }
        return one < other
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        ComposerRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        ComposerRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        ComposerRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// A `composer.lock` has no entry for the package that it lies beside, and a hash over that package's manifest.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] { try ComposerLock.edits(files: files, changes: changes, planned: planned) }

    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        locks(in: files).flatMap(\.lockedPackages)
    }

    private func locks(in files: [String: [UInt8]]) -> [ComposerLock] {
        files.filter { $0.key.hasSuffix(".lock") && isManifest(path: $0.key) }.sorted { $0.key < $1.key }
            .map { ComposerLock(file: $0.key, bytes: $0.value) }
    }

    /// Folders of path repositories; a pattern that finds none is allowed.
    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [MissingTarget] in
            guard RepositoryPath.name(of: path) == "composer.json", isManifest(path: path),
                !liesInSampleFolder(path: path), bytes.holds(Array("path".utf8))
            else { return [] }
            return ComposerManifest(file: path, bytes: bytes).offeredFolders.filter { one in
                files[RepositoryPath.joined(one.folder, "composer.json")] == nil && !one.folder.contains("*")
                    && !one.folder.contains("{") && !liesInSkippedFolder(path: one.folder + "/x")
            }.map { missingTarget($0.folder, of: "A path repository", at: $0.place, in: name) }
        }
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == "composer.lock" ? "composer update --lock" : nil
    }

    package var renewsHashes: Bool { true }

    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] {
        locks(in: files).filter { lock in
            guard let manifest = files[lock.manifest], edits.contains(where: { $0.file == lock.manifest }) else {
                return false
            }
            return lock.contentHash != nil && lock.contentHash != composerContentHash(manifest)
        }.map(\.file)
    }

    package func form(of file: String) -> ValueForm {
        .scanned { JSONDocument(file: file, bytes: $0).scanned }
    }

    /// Packagist does not tell capital letters apart.
    package func normalized(packageName: String) -> String { packageName.lowercased() }
}
