import ReleasePlanning
import ReleaseModel

/// The last release of a package: the tag of the version that the manifest names.
struct FoundRelease: Sendable, Hashable {
    var version: LooseVersion
    /// As it was found; as it would be written today where there is no such tag.
    var tag: String
    /// nil where there is no such tag.
    var commit: CommitID?
}

/// The last release of each package, by path; none for a package that was never released.
///
/// A package that makes no releases of its own may have the root package's of the same version.
func lastReleases(of identities: [PackageIdentity], tags: [ObservedTag]) -> [String: FoundRelease] {
    let parsed = tags.compactMap { tag in TagParts(tag.name).map { (tag: tag, parts: $0) } }
    let byComponent = Dictionary(grouping: parsed) { $0.parts.component }
    func find(_ component: String, _ version: LooseVersion, spelled: String) -> FoundRelease? {
        let found = (byComponent[component] ?? []).filter {
            LooseVersion($0.parts.version)?.plainText == version.plainText
        }
        let tag = (found.first { $0.tag.name.text == spelled } ?? found.first)?.tag
        return tag.map { FoundRelease(version: version, tag: $0.name.text, commit: $0.commit) }
    }
    let root = identities.first { $0.path == "." }
    var releases: [String: FoundRelease] = [:]
    for identity in identities {
        guard let version = identity.current else { continue }
        var found = find(identity.component, version, spelled: identity.tag(version))
        if found == nil, identity.package.isReleaseSkipped, let root {
            found = find(root.component, version, spelled: root.tag(version))
        }
        releases[identity.path] =
            found ?? FoundRelease(version: version, tag: identity.missingTag(version), commit: nil)
    }
    return releases
}
