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
                // Aliases stand for a text that another place has.
                let key = entry.value.resolved.place == entry.value.place ? values.key(of: entry.value) : nil
                addImage(image.repository, as: imageParts(of: entry.value, key: key), of: values)
            }
            addImages(in: entry.value, of: values, depth: depth + 1)
        }
    }

    /// The places of an image's version and digest, as far as they can be edited.
    private struct ImageParts {
        var tag: (text: String, place: Place, key: String?)?
        var digest: DigestPin?
        /// Whether `appVersion` is the tag.
        var isApplication = false
    }

    /// A text with tag and digest in it, whose parts are values of their own (``HelmImages``).
    private func imageParts(of node: YAMLNode, key: String?) -> ImageParts {
        guard let text = node.scalar?.text, let parts = HelmImages.parts(of: text) else { return ImageParts() }
        let place = node.resolved.place
        let isSplit = key != nil && node.resolved.textRange.count == text.utf8.count
        return ImageParts(
            tag: (parts.tag, place, isSplit ? key.map { $0 + ".tag" } : nil),
            digest: parts.digest.map {
                DigestPin(place: place, key: isSplit ? key.map { $0 + ".digest" } : nil, value: $0)
            })
    }

    private mutating func addImage(_ name: String, tag: YAMLNode?, at node: YAMLNode, of values: YAMLReader) {
        var parts = ImageParts()
        if let tag, let text = tag.scalar?.text, let key = values.key(of: tag) {
            if ImageTag(text) != nil {
                parts.tag = (text, tag.resolved.place, key)
            } else if let split = HelmImages.parts(of: text), ImageTag(split.tag) != nil {
                parts = imageParts(of: tag, key: key)
            }
        }
        if parts.tag == nil, tag?.scalar?.text.isEmpty ?? true, let version = applicationVersion,
            ImageTag(version.text) != nil
        {
            parts.tag = (version.text, version.node.resolved.place, manifest.key(of: version.node))
            parts.isApplication = true
        }
        let digest = ["digest", "sha"].lazy.compactMap { node[$0] }.first { $0.scalar?.text.isEmpty == false }
        if parts.tag?.key != nil, let digest, let text = digest.scalar?.text {
            parts.digest = DigestPin(place: digest.resolved.place, key: values.key(of: digest), value: text)
        }
        addImage(name, as: parts, of: values, at: node.place)
    }

    private mutating func addImage(
        _ name: String, as parts: ImageParts, of values: YAMLReader, at place: Place? = nil
    ) {
        var requirement = FoundRequirement(
            package: name, in: .docker, kind: .normal, requirement: parts.tag?.text,
            place: parts.tag?.place ?? place ?? Place(file: values.file, line: 1, column: 1), key: parts.tag?.key)
        if parts.tag?.key != nil { requirement.pin = parts.digest }
        // A chart whose image is its application keeps their versions equal, each with or without its `v`.
        if let version = applicationVersion, let tag = parts.tag, tag.key != nil,
            version.text.withoutVersionLetter == tag.text.withoutVersionLetter,
            !namesApplication, !parts.isApplication
        {
            namesApplication = true
            package?.requirements.append(
                FoundRequirement(
                    package: name, in: .docker, kind: .normal, requirement: version.text,
                    place: version.node.resolved.place, key: manifest.key(of: version.node)))
        }
        package?.requirements.append(requirement)
    }
}

extension String {
    /// `1.2.0` of `v1.2.0`.
    fileprivate var withoutVersionLetter: Substring {
        hasPrefix("v") && dropFirst().first?.isNumber == true ? dropFirst() : self[...]
    }
}
