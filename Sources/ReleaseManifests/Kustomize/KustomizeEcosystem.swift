package import ReleaseModel
package import ReleaseText

/// Kustomize overlays: the [`images`](https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/) of
/// a `kustomization.yaml`, which say the tags that are deployed.
///
/// An overlay has no version; it belongs to the component around it.
package struct KustomizeEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.kustomize

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization")
            && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where isManifest(path: path) {
            var manifest = YAMLReader(file: path, bytes: bytes, area: "kustomize")
            if let root = manifest.root, root.entries != nil {
                let requirements = images(of: root, in: &manifest)
                if !requirements.isEmpty {
                    reading.packages.append(
                        FoundPackage(
                            ecosystem: name, name: "", path: manifest.folder, manifest: root.place,
                            versionSources: [], requirements: requirements))
                }
            }
            let isSample = liesInSampleFolder(path: path)
            reading.diagnostics += manifest.diagnostics.map { $0.softened(if: isSample) }
        }
        markSamples(&reading.packages) { _ in false }
        return reading
    }

    private func images(of root: YAMLNode, in manifest: inout YAMLReader) -> [FoundRequirement] {
        var found: [FoundRequirement] = []
        for item in manifest.items("images", in: root) {
            guard item.entries != nil,
                let named = manifest.text("newName", in: item) ?? manifest.text("name", in: item),
                let image = ImageReference(named.text)
            else { continue }
            let tag = manifest.text("newTag", in: item).flatMap { ImageTag($0.text) == nil ? nil : $0 }
            var requirement = FoundRequirement(
                package: image.repository, in: .docker, kind: .normal, requirement: tag?.text,
                place: (tag?.node ?? named.node).resolved.place, key: tag.flatMap { manifest.key(of: $0.node) })
            if tag != nil, let digest = manifest.text("digest", in: item) {
                requirement.pin = DigestPin(
                    place: digest.node.resolved.place, key: manifest.key(of: digest.node), value: digest.text)
            }
            found.append(requirement)
        }
        return found
    }

    package func accepts(requirement: String, version: Version) -> Bool? { ImageTag(requirement)?.accepts(version) }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        ImageTag(requirement)?.following(version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func form(of file: String) -> ValueForm {
        .scanned { scannedYAML(file: file, bytes: $0) }
    }

    package func normalized(packageName: String) -> String { packageName }
}
