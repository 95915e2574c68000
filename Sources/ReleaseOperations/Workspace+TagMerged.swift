import ReleaseModel
import ReleaseObservation
package import ReleasePlanning
import ReleasePorts

extension Workspace {
    /// Tags what was merged and is not yet tagged: a lightweight tag at the commit that changed the manifest, as a
    /// forge makes it. What is tagged already stays as it is, so that this may be asked for again.
    ///
    /// - Parameters:
    ///   - pushes: Whether the tags go to the remote, if there is one.
    ///   - isDry: Tells what would be tagged.
    /// - Throws: ``SourceControlError/tagExists(_:expected:found:)`` where somebody tagged another commit;
    ///   ``ReleaseBranchError`` where release-please's files don't say what is released.
    package func tagMerged(pushes: Bool, isDry: Bool) async throws -> [ActionOutputs.Release] {
        guard let source = releasePlease else { throw ReleaseBranchError.tagsWithRelease }
        let world = try await observe(source)
        let moment = now()
        let merged = try await mergedReleases(source, world, moment: moment)
        let files = merged.map { FileAtCommit(commit: $0.commit, path: $0.changelogPath) }
        let changelogs = try await sourceControl.read(files, in: folder)
        let releases = zip(merged, changelogs).map { release, bytes in
            ActionOutputs.Release(
                component: release.component, path: release.path, version: release.version, tag: release.tag,
                commit: release.commit,
                notes: changelogEntry(of: release.version, in: String(decoding: bytes ?? [], as: UTF8.self)))
        }
        guard !isDry, !releases.isEmpty else { return releases }
        let remote = pushes ? world.repository.remote : nil
        let there =
            if let remote { try await sourceControl.remoteReferences(of: folder, remote: remote).tags } else {
                [TagName: CommitID]()
            }
        // All of them are looked at before the first is made.
        for release in releases {
            guard let found = there[release.tag], found != release.commit else { continue }
            throw SourceControlError.tagExists(release.tag, expected: release.commit, found: found)
        }
        for release in releases {
            let name = configuration.commits.name
            let request = TagRequest(
                folder: folder, remote: there[release.tag] == nil ? remote : nil, tag: release.tag, kind: .lightweight,
                commit: release.commit, message: "", name: name, mail: configuration.commits.mail, date: moment)
            try await sourceControl.pushTag(request)
        }
        return releases
    }
}
