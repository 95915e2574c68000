package import ReleaseModel
package import ReleaseText

/// Swift packages: [`Package.swift`](https://docs.swift.org/swiftpm/documentation/packagedescription/package) and its
/// variants for single compilers, `Package@swift-5.9.swift`.
///
/// Versions come from tags alone.
package struct SwiftEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.swift

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return
            (name == "Package.swift" || name == SwiftLock.name
            || (name.hasPrefix("Package@swift-") && name.hasSuffix(".swift")))
            && !liesInSkippedFolder(path: path)
    }

    private func isLock(_ path: String) -> Bool { RepositoryPath.name(of: path) == SwiftLock.name }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        let manifests = files.filter { isManifest(path: $0.key) && !isLock($0.key) }.map {
            SwiftManifest(file: $0.key, bytes: $0.value)
        }
        for (folder, variants) in Dictionary(grouping: manifests, by: \.folder) {
            // `Package.swift` sorts before its variants.
            let variants = variants.sorted { SwiftEcosystem.precedes($0.file, $1.file) }
            guard let first = variants.first(where: { $0.name != nil }), let name = first.name else { continue }
            reading.packages.append(
                FoundPackage(
                    ecosystem: .swift, name: name.text, path: folder, manifest: name.place, versionSources: [],
                    requirements: variants.flatMap(\.requirements), binaries: first.binaries))
        }
        let locks = files.filter { isLock($0.key) }.map { SwiftLock(file: $0.key, bytes: $0.value) }
        reading.diagnostics = (manifests.flatMap(\.diagnostics) + locks.flatMap(\.diagnostics)).map {
            $0.softened(if: liesInSampleFolder(path: $0.place.file))
        }
        reading.finish()
        return reading
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        (left.utf8.count, left) < (right.utf8.count, right)
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        SwiftRequirement(requirement)?.accepts(version)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        SwiftRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        SwiftRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: a pin names the commit of a version, which exists only after the release.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes in
            isLock(path) ? SwiftLock(file: path, bytes: bytes).links : []
        }
    }

    package func lockCommand(for file: String) -> String? { isLock(file) ? "swift package resolve" : nil }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["Package.swift"])
    }

    package func form(of file: String) -> ValueForm {
        .scanned { SwiftManifest(file: file, bytes: $0).scanned }
    }

    /// Identities do not tell capital letters apart.
    package func normalized(packageName: String) -> String { packageName.lowercased() }
}
