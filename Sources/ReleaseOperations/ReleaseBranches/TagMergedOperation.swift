import ReleaseModel
import ReleaseObservation
package import ReleasePlanning
import ReleasePlease
import ReleasePorts

/// Tags release pull requests that were merged.
package struct TagMergedOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Tags merged releases that are not yet tagged: a lightweight tag at the commit that changed the manifest, as a
    /// forge makes it. Existing tags stay, so this may be repeated.
    ///
    /// Only commits on the base are tagged, see ``MergeBase``: without a push the clone's base, else the remote's
    /// current one.
    ///
    /// - Parameters:
    ///   - pushes: Whether the tags go to the remote, if there is one.
    ///   - isDry: Returns what would be tagged; fails where a real run would fail.
    ///   - base: The branch that releases are merged into; nil: the remote's default.
    /// - Throws: ``SourceControlError/tagExists(_:expected:found:folder:)`` where someone tagged another commit;
    ///   ``ReleaseBranchError`` where release-please's files don't say what is released.
    package func tagMerged(
        pushes: Bool, isDry: Bool, base: String? = nil
    ) async throws -> [ActionOutputs.Release] {
        guard let source = workspace.releasePlease else { throw ReleaseBranchError.tagsWithRelease }
        try await refuseOnReleaseBranch()
        let world = try await workspace.observe(source)
        let merged = try await workspace.mergedReleases(source, world, moment: workspace.now())
        return try await tag(merged, in: world, pushes: pushes, isDry: isDry, base: base)
    }

    func refuseOnReleaseBranch() async throws {
        try refuseReleaseBranch(
            try await workspace.sourceControl.look(at: workspace.folder, branch: nil, remote: "origin")?.branch,
            in: workspace.folder)
    }

    /// - Returns: What is tagged, and what would be where `isDry`.
    func tag(
        _ merged: [MergedRelease], in world: ReleasePleaseWorld, pushes: Bool, isDry: Bool, base: String?
    ) async throws -> [ActionOutputs.Release] {
        // A base that is named has to exist, even where nothing is merged into it.
        guard !merged.isEmpty || base != nil else { return [] }
        let moment = workspace.now()
        let remote = pushes ? world.repository.remote : nil
        var references: RemoteReferences?
        if let remote {
            references = try await workspace.sourceControl.remoteReferences(of: workspace.folder, remote: remote)
        }
        let mergeBase = try await MergeBase(
            base, of: world.repository, remote: remote, references: references, git: workspace.sourceControl)
        try await mergeBase.check(merged, in: workspace.folder, git: workspace.sourceControl)
        let releases = try await outputs(of: merged)
        let there = references?.tags ?? [:]
        // All of them are checked before the first is made.
        for release in releases {
            guard let found = there[release.tag], found != release.commit else { continue }
            throw SourceControlError.tagExists(
                release.tag, expected: release.commit, found: found, folder: workspace.folder)
        }
        guard !isDry else { return releases }
        for (release, one) in zip(releases, merged) where !one.isTaggedLater {
            let name = workspace.configuration.commits.name
            let request = TagRequest(
                folder: workspace.folder, remote: there[release.tag] == nil ? remote : nil, tag: release.tag,
                kind: .lightweight,
                commit: release.commit, message: "", name: name, mail: workspace.configuration.commits.mail,
                date: moment)
            try await workspace.sourceControl.pushTag(request)
        }
        return releases
    }

    /// Merged releases with their changelog entries.
    func outputs(of merged: [MergedRelease]) async throws -> [ActionOutputs.Release] {
        let files = merged.map { FileAtCommit(commit: $0.commit, path: $0.changelogPath) }
        let changelogs = try await workspace.sourceControl.read(files, in: workspace.folder)
        return zip(merged, changelogs).map { release, bytes in
            ActionOutputs.Release(
                component: release.component, path: release.path, version: release.version, tag: release.tag,
                commit: release.commit,
                notes: changelogEntry(of: release.version, in: String(decoding: bytes ?? [], as: UTF8.self)))
        }
    }
}
