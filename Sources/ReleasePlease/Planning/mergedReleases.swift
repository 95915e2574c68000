import ReleasePlanning
package import ReleaseModel

/// A version that the manifest of release-please names since a merge, and that has no tag yet.
package struct MergedRelease: Sendable, Hashable {
    package var component: String
    package var path: String
    package var version: Version
    package var tag: TagName
    /// The commit that changed the manifest.
    package var commit: CommitID
    /// The changelog, relative to the repository.
    package var changelogPath: String
    /// What its release at a forge is to be.
    package var isDraft = false
    package var isPrerelease = false
    /// Whether it is stable and above every other stable version that is tagged.
    package var isHighest = true
    /// Of the version before it; nil: there is none.
    package var previousTag: TagName?
    /// Whether the forge makes the tag when a person publishes the draft.
    package var isTaggedLater = false
}

/// What the manifest said after a commit and before it.
package struct ManifestChange: Sendable, Hashable {
    package var commit: CommitID
    package var subject: String
    /// By package path; nil where the file was not there or could not be read.
    package var before: [String: String]?
    package var after: [String: String]

    package init(commit: CommitID, subject: String, before: [String: String]?, after: [String: String]) {
        self.commit = commit
        self.subject = subject
        self.before = before
        self.after = after
    }
}

extension ReleasePleasePlanner {
    /// Tagged packages whose version in the manifest has no tag.
    ///
    /// - Parameter withDrafts: Those as well whose tag a forge makes when their draft is published.
    package func untaggedPaths(withDrafts: Bool = false) -> [String] { untagged(withDrafts: withDrafts).map(\.0.path) }

    private var identities: [PackageIdentity] {
        world.configuration.packages.compactMap { package in
            types[package.releaseType].map { PackageIdentity(package, type: $0, world: world) }
        }
    }

    private func untagged(withDrafts: Bool) -> [(PackageIdentity, LooseVersion)] {
        let tags = Set(world.repository.tags.map(\.name.text))
        let identities = identities
        let releases = lastReleases(of: identities, tags: world.repository.tags)
        return identities.compactMap { identity in
            guard let version = identity.current, !identity.package.isReleaseSkipped,
                withDrafts || !identity.package.isDraft || identity.package.forcesTagCreation,
                version.suffix?.contains("SNAPSHOT") != true, releases[identity.path]?.commit == nil,
                !tags.contains(identity.tag(version)), TagName(identity.tag(version)).isReference
            else { return nil }
            return (identity, version)
        }
    }

    /// What was merged and is not yet tagged, in the order of the configuration.
    ///
    /// A version counts as merged if a commit raised it in the manifest; one that came with the package counts only if
    /// the commit is titled like a release. A version written during set-up is not tagged.
    ///
    /// - Parameter changes: Of the manifest, oldest first.
    package func mergedReleases(_ changes: [ManifestChange], withDrafts: Bool = false) -> [MergedRelease] {
        untagged(withDrafts: withDrafts).compactMap { identity, written in
            let path = identity.path
            guard let version = Version(lenient: written.text),
                let change = changes.last(where: { $0.before?[path] != $0.after[path] }),
                change.after[path].flatMap({ LooseVersion($0) }) == written, let before = change.before
            else { return nil }
            if let old = before[path].flatMap({ LooseVersion($0) }) {
                guard LooseVersion.precedes(old, written) else { return nil }
            } else if !isRelease(change.subject, of: identity) {
                return nil
            }
            return release(of: identity, version, written, at: change.commit)
        }
    }

    /// The releases of the current versions that are tagged at one of these commits.
    package func taggedReleases(at commits: Set<CommitID>) -> [MergedRelease] {
        identities.compactMap { identity in
            guard let written = identity.current, let version = Version(lenient: written.text),
                !identity.package.isReleaseSkipped,
                let tag = world.repository.tags.first(where: { $0.name.text == identity.tag(written) }),
                commits.contains(tag.commit)
            else { return nil }
            return release(of: identity, version, written, at: tag.commit)
        }
    }

    /// Tags of current versions that stand on other commits than those that raised the manifest to them.
    ///
    /// - Parameter changes: Of the manifest, oldest first.
    package func misplacedTags(_ changes: [ManifestChange]) -> [(tag: TagName, raised: CommitID, found: CommitID)] {
        identities.compactMap { identity in
            let path = identity.path
            guard let written = identity.current, !identity.package.isReleaseSkipped,
                let change = changes.last(where: { $0.before?[path] != $0.after[path] }),
                change.after[path].flatMap({ LooseVersion($0) }) == written,
                let tag = world.repository.tags.first(where: { $0.name.text == identity.tag(written) }),
                tag.commit != change.commit
            else { return nil }
            return (tag.name, change.commit, tag.commit)
        }
    }

    private func release(
        of identity: PackageIdentity, _ version: Version, _ written: LooseVersion, at commit: CommitID
    ) -> MergedRelease {
        let package = identity.package
        let changelog = package.changelog.path
        let name = changelog == ChangelogConfiguration().path ? identity.type.changelogPath : changelog
        return MergedRelease(
            component: identity.component, path: identity.path, version: version, tag: TagName(identity.tag(written)),
            commit: commit, changelogPath: package.file(name), isDraft: package.isDraft,
            // As release-please has it: the option alone makes none of a stable version from 1.0.0 on.
            isPrerelease: package.versioning.isPrerelease && (version.isPrerelease || version.release.first == 0),
            isHighest: !version.isPrerelease && isHighest(version, of: identity, written),
            previousTag: others(than: identity.tag(written), written).filter { $0.version < version }
                .max { $0.version < $1.version }?.tag,
            isTaggedLater: package.isDraft && !package.forcesTagCreation)
    }

    private func isHighest(_ version: Version, of identity: PackageIdentity, _ written: LooseVersion) -> Bool {
        others(than: identity.tag(written), written).allSatisfy { $0.version.isPrerelease || $0.version <= version }
    }

    /// The tags that are spelled like one, with their versions.
    private func others(than tag: String, _ written: LooseVersion) -> [(tag: TagName, version: Version)] {
        guard tag.hasSuffix(written.text) else { return [] }
        let prefix = tag.dropLast(written.text.count)
        return world.repository.tags.compactMap { other in
            guard other.name.text.hasPrefix(prefix),
                let found = Version(lenient: String(other.name.text.dropFirst(prefix.count)))
            else { return nil }
            return (other.name, found)
        }
    }

    private func isRelease(_ subject: String, of identity: PackageIdentity) -> Bool {
        let own = identity.package.pullRequest
        let patterns = [own.title, world.configuration.pullRequest.groupTitle]
        return subject.contains("release-please--branches--")
            || patterns.contains {
                PullRequestTitle(subject, pattern: $0, componentHasNoSpace: own.componentHasNoSpace) != nil
            }
    }
}
