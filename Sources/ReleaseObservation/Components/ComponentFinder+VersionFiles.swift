import ReleaseManifests
import ReleaseModel

/// Version files that disagree with the manifest beside them.
extension ComponentFinder {
    /// Whether such a file says the component's version all the same: tags have it, or it is a whole version and there is
    /// no tag to tell. A format's number (`7`) in a file of that name is something else.
    func isVersion(
        _ file: FoundPackage, ofComponentNamed name: String, at path: String, in reading: RepositoryReading
    ) -> Bool {
        guard let source = file.versionSources.first, let version = source.version else { return false }
        let tagged = taggedVersions(of: name, at: path, in: reading)
        if tagged.isEmpty { return source.value.split(separator: ".").count >= 3 }
        return tagged.contains { $0.isSame(as: version) }
    }

    /// Whether the manifests only hold a version because one is expected: no tag has it, and nothing is published as it.
    func sayNoVersion(
        _ members: [FoundPackage], _ settings: ComponentConfiguration, at path: String, in reading: RepositoryReading
    ) -> Bool {
        let versions = members.flatMap(\.versionSources).compactMap(\.version)
        let tagged = members.flatMap { taggedVersions(of: $0.name, at: path, in: reading) }
        guard !tagged.isEmpty, !tagged.contains(where: { one in versions.contains { $0.isSame(as: one) } }) else {
            return false
        }
        return members.allSatisfy { $0.unpublishedBy != nil }
            || (settings.publish.isEmpty && versions.allSatisfy { $0.isSame(as: Version(0, 0, 0)) })
    }

    /// The versions that tags give to a component: with its name or, at the repository's root, without any.
    private func taggedVersions(of name: String, at path: String, in reading: RepositoryReading) -> [Version] {
        reading.repository.tags.filter(\.isReachable).compactMap { tag in
            let text = tag.name.text
            if path == ".", let version = SpelledVersion(text)?.version { return version }
            for prefix in [name, path, String(RepositoryPath.name(of: path))]
            where !prefix.isEmpty && text.hasPrefix(prefix) {
                let rest = text.dropFirst(prefix.count)
                guard let separator = rest.first, "@-_/".contains(separator) else { continue }
                if let version = SpelledVersion(String(rest.dropFirst()))?.version { return version }
            }
            return nil
        }
    }
}
