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
    package var untaggedPaths: [String] { untagged.map(\.0.path) }

    private var untagged: [(PackageIdentity, LooseVersion)] {
        let tags = Set(world.repository.tags.map(\.name.text))
        let identities = world.configuration.packages.compactMap { package in
            types[package.releaseType].map { PackageIdentity(package, type: $0, world: world) }
        }
        let releases = lastReleases(of: identities, tags: world.repository.tags)
        return identities.compactMap { identity in
            guard let version = identity.current, !identity.package.isReleaseSkipped,
                !identity.package.isDraft || identity.package.forcesTagCreation,
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
    package func mergedReleases(_ changes: [ManifestChange]) -> [MergedRelease] {
        untagged.compactMap { identity, written in
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
            let changelog = identity.package.changelog.path
            let name = changelog == ChangelogConfiguration().path ? identity.type.changelogPath : changelog
            return MergedRelease(
                component: identity.component, path: path, version: version, tag: TagName(identity.tag(written)),
                commit: change.commit, changelogPath: identity.package.file(name))
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
