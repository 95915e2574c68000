import ReleaseModel
import ReleaseText

/// One chart: `Chart.yaml` with what lies beside it.
struct HelmChart {
    private var manifest: YAMLReader
    private(set) var package: FoundPackage?
    /// Of the files beside it.
    private var others: [Diagnostic] = []
    private var applicationVersion: (text: String, node: YAMLNode)?

    var folder: String { manifest.folder }
    var diagnostics: [Diagnostic] { manifest.diagnostics + others }

    init(file: String, bytes: [UInt8]) {
        manifest = YAMLReader(file: file, bytes: bytes, area: "helm")
        guard let root = manifest.root else { return }
        guard root.entries != nil else {
            if root.value != .null { manifest.note("wrong-type", at: root, "A chart is a mapping.") }
            return
        }
        guard let named = manifest.text("name", in: root) else {
            manifest.note("missing-name", at: root, "The chart has no name.", severity: .warning)
            return
        }
        var sources: [VersionSource] = []
        if let version = manifest.text("version", in: root), let key = manifest.key(of: version.node) {
            if Version(semantic: version.text) == nil {
                manifest.note(
                    "invalid-version", at: version.node,
                    "'\(version.text)' is not a semantic version, as Helm requires.")
            }
            sources = [
                VersionSource(ecosystem: .helm, place: version.node.resolved.place, key: key, value: version.text)
            ]
        }
        applicationVersion = manifest.text("appVersion", in: root)
        var package = FoundPackage(
            ecosystem: .helm, name: named.text, path: folder, manifest: named.node.place, versionSources: sources)
        package.requirements = HelmChart.dependencies(in: &manifest)
        self.package = package
    }

    /// Whether an image is required by `appVersion` already.
    private var namesApplication = false

    /// Reads `requirements.yaml` of older charts, or `values.yaml`.
    mutating func add(file: String, bytes: [UInt8]) {
        var other = YAMLReader(file: file, bytes: bytes, area: "helm")
        if RepositoryPath.name(of: file) == "values.yaml" {
            // Values may be anything, also what this reader can't read: they name no image then.
            if other.diagnostics.isEmpty, let root = other.root { addImages(in: root, of: other, depth: 0) }
        } else {
            package?.requirements += HelmChart.dependencies(in: &other)
            others += other.diagnostics
        }
    }

    private static func dependencies(in manifest: inout YAMLReader) -> [FoundRequirement] {
        guard let root = manifest.root, root.entries != nil else { return [] }
        var found: [FoundRequirement] = []
        for item in manifest.items("dependencies", in: root) {
            guard item.entries != nil, let named = manifest.text("name", in: item) else {
                manifest.note("wrong-type", at: item, "A dependency is a mapping with a name.")
                continue
            }
            let version = manifest.text("version", in: item)
            let repository = manifest.text("repository", in: item)?.text ?? ""
            let path: String? =
                repository.hasPrefix("file://")
                ? RepositoryPath.joined(manifest.folder, String(repository.dropFirst(7)))
                : repository.isEmpty ? RepositoryPath.joined(manifest.folder, "charts/" + named.text) : nil
            let key = version.flatMap { manifest.key(of: $0.node) }
            found.append(
                FoundRequirement(
                    package: named.text, kind: item["condition"] == nil ? .normal : .optional,
                    requirement: version?.text, path: path, place: (version?.node ?? named.node).resolved.place,
                    key: key))
        }
        return found
    }

    /// Mappings with `repository` and `tag`, as charts write their images, and texts that are whole references.
    private mutating func addImages(in node: YAMLNode, of values: YAMLReader, depth: Int) {
        guard depth < YAMLLimits.depth else { return }
        if case .alias = node.content { return }
        for item in node.items ?? [] { addImages(in: item, of: values, depth: depth + 1) }
        guard let entries = node.entries else { return }
        if let repository = node["repository"]?.scalar?.text, let image = ImageReference(repository), node["tag"] != nil
        {
            addImage(image.repository, tag: node["tag"], at: node, of: values)
        }
        for entry in entries {
            if entry.key.text.lowercased().hasSuffix("image"), let scalar = entry.value.scalar,
                let image = ImageReference(scalar.text), let tag = image.tag, ImageTag(tag) != nil
            {
                // The tag is part of a longer text, which is not edited here.
                package?.requirements.append(
                    FoundRequirement(
                        package: image.repository, in: .docker, kind: .normal, requirement: nil,
                        place: entry.value.place,
                        key: nil))
            }
            addImages(in: entry.value, of: values, depth: depth + 1)
        }
    }

    private mutating func addImage(_ name: String, tag: YAMLNode?, at node: YAMLNode, of values: YAMLReader) {
        var requirement = FoundRequirement(
            package: name, in: .docker, kind: .normal, requirement: nil, place: node.place, key: nil)
        if let tag, let text = tag.scalar?.text, ImageTag(text) != nil, let key = values.key(of: tag) {
            (requirement.requirement, requirement.place, requirement.key) = (text, tag.resolved.place, key)
            // A chart whose version equals that of its application keeps them equal.
            if let version = applicationVersion, version.text == text, !namesApplication {
                namesApplication = true
                package?.requirements.append(
                    FoundRequirement(
                        package: name, in: .docker, kind: .normal, requirement: text,
                        place: version.node.resolved.place, key: manifest.key(of: version.node)))
            }
        } else if tag?.scalar?.text.isEmpty ?? true, let version = applicationVersion, ImageTag(version.text) != nil {
            requirement.requirement = version.text
            requirement.place = version.node.resolved.place
            requirement.key = manifest.key(of: version.node)
        }
        let digest = ["digest", "sha"].lazy.compactMap { node[$0] }.first { $0.scalar?.text.isEmpty == false }
        if requirement.key != nil, let digest, let text = digest.scalar?.text {
            requirement.pin = DigestPin(place: digest.resolved.place, key: values.key(of: digest), value: text)
        }
        package?.requirements.append(requirement)
    }
}
