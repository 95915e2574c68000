import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// The release of a tag that moves, such as `nightly`: the next one takes the place of the last.
///
/// Readers never see a mix of two: the new release is complete and verified as a draft before anything changes. Then the
/// old one becomes a draft, the tag moves, and the new one is published; in between there is no release of the tag. A
/// release knows its content by a mark in its notes, so that a repeated run finds what it began, and never takes the last
/// release for it.
package struct RollingRelease {
    let tag: TagName
    let commit: CommitID
    let repository: ForgeRepository
    let forge: any Forge
    let context: StepContext

    private static let begin = "<!-- slipway:rolling "
    /// Begins the notes of a release that was taken back for the next one.
    private static let replaced = "<!-- slipway:replaced -->"

    static func mark(_ identity: String) -> String { "\(begin)\(identity) -->" }

    /// Whether notes are of a rolling release, or of one that was taken back for the next.
    package static func isMarked(_ notes: String) -> Bool { notes.hasPrefix(replaced) || notes.contains(begin) }

    /// Why no release of this repository could be replaced; nil if nothing is known that forbids it.
    ///
    /// The setting itself is shown to administrators only, so what is published counts too.
    func immutability() async throws -> ForgeReleaseError? {
        if try await forge.locksReleases(in: repository) == true { return .rollingImmutable(tag, repository) }
        let published = try await forge.releases(in: repository).filter { !$0.isDraft }
        let isImmutable =
            published.max { $0.id < $1.id }?.isImmutable == true
            || published.contains { $0.tag == tag && $0.isImmutable }
        return isImmutable ? .rollingImmutable(tag, repository) : nil
    }

    /// Takes the last release back, and moves the tag.
    func takeOverTag(for release: ForgeRelease) async throws {
        // A list may lag behind.
        var others = try await forge.releases(in: repository)
        if let published = try await forge.release(tagged: tag, in: repository),
            !others.contains(where: { $0.id == published.id })
        {
            others.append(published)
        }
        for other in others where other.tag == tag && other.id != release.id && !other.isDraft {
            try await hide(other)
        }
        let clone = try context.clone()
        let git = context.environment.sourceControl
        try await context.products.ensureCommit(of: context.repository, context)
        _ = try await context.effect("the tag \(tag) at \(commit.short)").ensured {
            try await tagTarget(tag, clone, git) == commit ? .same : .absent
        } act: {
            try await git.moveTag(tag, to: commit, in: clone.folder, remote: clone.remote)
        }
    }

    private func hide(_ release: ForgeRelease) async throws {
        guard !release.isImmutable else { throw ForgeReleaseError.rollingImmutable(tag, repository) }
        let draft = NewForgeRelease(
            tag: tag, commit: CommitID(release.target), title: release.title,
            notes: fitted(RollingRelease.replaced + "\n" + release.notes, to: ForgeAssets.notesLimit, rest: nil),
            isDraft: true, isPrerelease: release.isPrerelease, latest: .no)
        let hiding = context.effect("that the last release \(tag) of \(repository) is a draft")
        _ = try await hiding.ensured {
            try await forge.release(release.id, in: repository)?.isDraft == false ? .absent : .same
        } act: {
            _ = try await forge.change(release.id, to: draft, in: repository)
        }
    }

    /// Removes what the release replaced, and what killed runs left: drafts that are marked as ours.
    func removeReplaced(by release: ForgeRelease) async throws {
        for other in try await forge.releases(in: repository)
        where other.tag == tag && other.id != release.id && other.isDraft
            && RollingRelease.isMarked(other.notes)
        {
            try await context.checkClaim()
            try await forge.remove(other, in: repository)
        }
    }
}
