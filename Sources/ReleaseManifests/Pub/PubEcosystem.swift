package import ReleaseModel
package import ReleaseText

/// Dart and Flutter packages: [`pubspec.yaml`](https://dart.dev/tools/pub/pubspec).
package struct PubEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.pub

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (name == "pubspec.yaml" || name == "pubspec.lock") && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        var members: [String] = []
        for (path, bytes) in files where isManifest(path: path) && !path.hasSuffix(".lock") {
            var manifest = YAMLReader(file: path, bytes: bytes, area: "pub")
            if let root = manifest.root, root.entries != nil {
                members += manifest.items("workspace", in: root).compactMap { $0.scalar?.text }
                    .map { RepositoryPath.joined(manifest.folder, $0) }
                if let package = package(in: root, of: &manifest) { reading.packages.append(package) }
            }
            let isSample = liesInSampleFolder(path: path)
            reading.diagnostics += manifest.diagnostics.map { $0.softened(if: isSample) }
        }
        let isUnpublished = Set(reading.packages.filter(\.isSample).map(\.path))
        reading.finish { one in members.contains { RepositoryPath.matches(one.path, pattern: $0) } }
        for index in reading.packages.indices where isUnpublished.contains(reading.packages[index].path) {
            reading.packages[index].isSample = true
        }
        return reading
    }

    /// An application without a version that is never published is marked as material.
    private func package(in root: YAMLNode, of manifest: inout YAMLReader) -> FoundPackage? {
        guard let named = manifest.text("name", in: root) else { return nil }
        var sources: [VersionSource] = []
        if let version = manifest.text("version", in: root), let key = manifest.key(of: version.node) {
            if Version(semantic: version.text) == nil {
                manifest.note(
                    "invalid-version", at: version.node, "'\(version.text)' is not a semantic version, as pub requires."
                )
            }
            // `1.4.0+9`: a build number, of which a store takes each once.
            let hasNumber = Version(semantic: version.text).flatMap { Int($0.build) } != nil
            sources = [
                VersionSource(
                    ecosystem: name, place: version.node.resolved.place, key: key, value: version.text,
                    part: hasNumber ? .counted : nil)
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
        if manifest.text("resolution", in: root)?.text == "workspace" {
            for index in package.requirements.indices { package.requirements[index].isOfWorkspace = true }
        }
        return package
    }

    private func requirements(
        in table: String, of root: YAMLNode, kind: EdgeKind, _ manifest: inout YAMLReader
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

    package var versionForm: VersionForm? { .semantic }

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

    /// Entries of siblings by path; those from an index carry a hash that only a publication gives.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] {
        locked(in: files).compactMap { one in
            guard one.isLocal, let change = changes.first(where: { $0.package == one.package }),
                change.to.text != one.version
            else { return nil }
            return FileEdit(
                ecosystem: name, file: one.place.file,
                key: ValuePath(keys: "packages", one.package, "version").description, from: one.version,
                to: change.to.text)
        }
    }

    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] { locked(in: files) }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        unlockedPubRequirements(in: files, of: self)
    }

    /// Folders that a workspace lists and that have no `pubspec.yaml`; a pattern that finds none is allowed.
    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard RepositoryPath.name(of: path) == "pubspec.yaml", isManifest(path: path),
                !liesInSampleFolder(path: path), bytes.holds(Array("workspace".utf8))
            else { return [] }
            let manifest = YAMLReader(file: path, bytes: bytes, area: "pub")
            return (manifest.root?["workspace"]?.items ?? []).compactMap { member in
                guard let text = member.scalar?.text, !text.contains(where: { "*?[{".contains($0) }) else {
                    return nil
                }
                let file = RepositoryPath.joined(RepositoryPath.joined(manifest.folder, text), "pubspec.yaml")
                guard files[file] == nil, isManifest(path: file), !file.hasPrefix("..") else { return nil }
                return Diagnostic(
                    code: "pub.missing-member", place: member.resolved.place,
                    message: "The workspace member '\(text)' does not exist.",
                    suggestion: "Remove it from the list, or add \(file).")
            }
        }
    }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] { missingMembers(in: files) }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["pubspec.yaml"])
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == "pubspec.lock" ? "dart pub get" : nil
    }

    private func locked(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [LockedPackage] in
            guard RepositoryPath.name(of: path) == "pubspec.lock", isManifest(path: path) else { return [] }
            let root = YAMLReader(file: path, bytes: bytes, area: "pub").root
            return (root?["packages"]?.entries ?? []).compactMap { entry in
                guard let version = entry.value["version"], let text = version.scalar?.text else { return nil }
                return LockedPackage(
                    package: entry.key.text, version: text, place: version.resolved.place,
                    isLocal: entry.value["source"]?.scalar?.text == "path")
            }
        }
    }

    package func form(of file: String) -> ValueForm {
        .scanned { scannedYAML(file: file, bytes: $0) }
    }

    package func normalized(packageName: String) -> String { packageName }
}
