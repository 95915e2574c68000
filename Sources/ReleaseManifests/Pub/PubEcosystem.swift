package import ReleaseModel

/// Dart and Flutter packages: [`pubspec.yaml`](https://dart.dev/tools/pub/pubspec).
package struct PubEcosystem: Ecosystem {
    package let name = EcosystemName.pub

    package init() {}

    package func isManifest(path: String) -> Bool {
        RepositoryPath.name(of: path) == "pubspec.yaml" && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        var members: [String] = []
        for (path, bytes) in files where isManifest(path: path) {
            var manifest = YAMLManifest(file: path, bytes: bytes, area: "pub")
            if let root = manifest.root, root.entries != nil {
                members += manifest.items("workspace", in: root).compactMap { $0.scalar?.text }
                    .map { RepositoryPath.joined(manifest.folder, $0) }
                if let package = package(in: root, of: &manifest) { reading.packages.append(package) }
            }
            let isSample = liesInSampleFolder(path: path)
            reading.diagnostics += manifest.diagnostics.map { $0.softened(if: isSample) }
        }
        let isUnpublished = Set(reading.packages.filter(\.isSample).map(\.path))
        markSamples(&reading.packages) { one in members.contains { RepositoryPath.matches(one.path, pattern: $0) } }
        for index in reading.packages.indices where isUnpublished.contains(reading.packages[index].path) {
            reading.packages[index].isSample = true
        }
        reading.packages.sort { ($0.path, $0.name) < ($1.path, $1.name) }
        reading.diagnostics.sort { $0.place < $1.place }
        return reading
    }

    /// An application without a version that is never published is marked as material.
    private func package(in root: YAMLNode, of manifest: inout YAMLManifest) -> FoundPackage? {
        guard let named = manifest.text("name", in: root) else { return nil }
        var sources: [VersionSource] = []
        if let version = manifest.text("version", in: root), let key = manifest.key(of: version.node) {
            if Version(semantic: version.text) == nil {
                manifest.note(
                    "invalid-version", at: version.node, "'\(version.text)' is no semantic version, which pub asks for."
                )
            }
            sources = [
                VersionSource(ecosystem: name, place: version.node.resolved.place, key: key, value: version.text)
            ]
        }
        var package = FoundPackage(
            ecosystem: name, name: named.text, path: manifest.folder, manifest: named.node.place,
            versionSources: sources)
        let isKept = manifest.text("publish_to", in: root)?.text == "none"
        package.isSample = sources.isEmpty && isKept
        package.unpublishedBy = isKept ? "publish_to: none" : nil
        for (table, kind) in [
            ("dependencies", EdgeKind.normal), ("dev_dependencies", .dev), ("dependency_overrides", .patch),
        ] {
            package.requirements += requirements(in: table, of: root, kind: kind, &manifest)
        }
        return package
    }

    private func requirements(
        in table: String, of root: YAMLNode, kind: EdgeKind, _ manifest: inout YAMLManifest
    ) -> [FoundRequirement] {
        guard let node = root[table], node.value != .null else { return [] }
        guard let entries = node.effectiveEntries else {
            manifest.note("wrong-type", at: node, "'\(table)' must be a mapping.")
            return []
        }
        return entries.map { entry in
            var found = FoundRequirement(
                package: entry.key.text, kind: kind, requirement: nil, place: entry.key.place, key: nil)
            let version = entry.value.entries == nil ? entry.value : entry.value["version"]
            if let version, let text = version.scalar?.text, !text.isEmpty {
                (found.requirement, found.place, found.key) = (text, version.resolved.place, manifest.key(of: version))
            }
            found.path = entry.value["path"]?.scalar.map { RepositoryPath.joined(manifest.folder, $0.text) }
            return found
        }
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        PubRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        guard Version(semantic: version.text) != nil else { return nil }
        return switch policy {
        case .exact: version.text
        case .caret: "^" + version.text
        case .tilde: ">=\(version.text) <\(version.major).\(version.minor + 1).0"
        }
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        PubRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: `pubspec.lock` lists no versions of path dependencies that pub would check.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        try edited(edits, of: file, bytes: bytes) { scannedYAML(file: file, bytes: $0) }
    }

    package func normalized(packageName: String) -> String { packageName }
}
