import ReleaseModel

/// Why a release of the forge can't be made or trusted.
enum ForgeReleaseError: UserFacingError, Equatable {
    /// The forge has an asset of this name with other content.
    case differs(String, ForgeRepository, expected: Digest, found: Digest)
    /// An asset that was uploaded is gone.
    case lost(String, ForgeRepository)
    /// The forge stored an asset under another name.
    case renamed(String, ForgeRepository, to: String)
    /// An asset is in a state that says nothing about its content.
    case unknownState(String, ForgeRepository, state: String)
    /// The release is public, but assets are missing.
    case incomplete(TagName, ForgeRepository, missing: [String], isImmutable: Bool)
    /// The draft has assets that this release did not make.
    case unexpected(TagName, ForgeRepository, [String])
    /// Another run made the tag, and staged other content for it.
    case otherRun(TagName, ForgeRepository)
    /// The draft from which a release was to be finished is gone.
    case draftLost(TagName, ForgeRepository)
    case otherTag(TagName, expected: TagName, ForgeRepository)
    case tooLarge(String, Int64)
    /// A file without a byte, which forges don't store.
    case empty(String)
    case tooMany(String, Int)
    /// No file of checksums covers an asset.
    case uncovered(String, [String])
    /// A release is to be made under a tag that another one has.
    case taken(TagName, ForgeRepository)
    /// A draft was public on another commit until its tag was deleted.
    case tagGone(TagName, ForgeRepository, was: CommitID, wanted: CommitID)
    /// Releases of the repository can't be changed, so none can be replaced.
    case rollingImmutable(TagName, ForgeRepository)
    /// Two artifacts would have one name at the forge.
    case alike(String, String, asset: String)

    var code: String {
        switch self {
        case .differs: "forge-release.differs"
        case .lost: "forge-release.lost"
        case .renamed: "forge-release.renamed"
        case .unknownState: "forge-release.unknown-state"
        case .incomplete: "forge-release.incomplete"
        case .unexpected: "forge-release.unexpected"
        case .otherRun: "forge-release.other-run"
        case .draftLost: "forge-release.draft-lost"
        case .otherTag: "forge-release.other-tag"
        case .tooLarge: "forge-release.too-large"
        case .empty: "forge-release.empty"
        case .tooMany: "forge-release.too-many"
        case .alike: "forge-release.alike"
        case .uncovered: "forge-release.uncovered"
        case .taken: "forge-release.taken"
        case .tagGone: "forge-release.tag-gone"
        case .rollingImmutable: "forge-release.rolling-immutable"
        }
    }

    var summary: String {
        switch self {
        case .differs(let name, let repository, _, _): "\(repository) has an asset '\(name)' with different content."
        case .lost(let name, let repository): "The asset '\(name)' was uploaded to \(repository), and is not there."
        case .renamed(let name, let repository, let other):
            "\(repository) stored the asset '\(name)' as '\(other)'."
        case .unknownState(let name, let repository, let state):
            "The asset '\(name)' of \(repository) is '\(state)', so its content is unknown."
        case .incomplete(let tag, let repository, let missing, let isImmutable):
            "The release \(tag) of \(repository) is public\(isImmutable ? " and immutable" : ""), and lacks "
                + "\(missing.joined(separator: ", "))."
        case .unexpected(let tag, let repository, let names):
            "The draft of the release \(tag) of \(repository) has other assets: \(names.joined(separator: ", "))."
        case .otherRun(let tag, let repository):
            "Another run made the tag \(tag) of \(repository); its artifacts win."
        case .draftLost(let tag, let repository):
            "The draft of the release \(tag) of \(repository), from which it was to be finished, is gone."
        case .otherTag(let tag, let expected, let repository):
            "Expected the tag \(expected) on this release of \(repository), found \(tag)."
        case .tooLarge(let name, let size): "'\(name)' has \(size) bytes; an asset may have 2 GiB at most."
        case .empty(let name): "'\(name)' is empty, and a forge stores no asset without content."
        case .tooMany(let component, let count): "\(component) would have \(count) assets; a release may have 1,000."
        case .alike(let name, let other, let asset): "'\(name)' and '\(other)' would both be the asset '\(asset)'."
        case .uncovered(let name, _): "No file of checksums covers the asset '\(name)'."
        case .taken(let tag, let repository): "\(repository) already has a release, or a tag, \(tag)."
        case .tagGone(let tag, let repository, _, _):
            "The release \(tag) of \(repository) was public until its tag was deleted; now it is a draft."
        case .rollingImmutable(let tag, let repository):
            "Releases of \(repository) are immutable, so the one of the rolling tag \(tag) could never be replaced."
        }
    }

    var reasons: [String] {
        switch self {
        case .differs(_, _, let expected, let found): ["to be published: \(expected)", "found: \(found)"]
        case .otherRun: ["This run's build has other bytes, so only one of them can be published."]
        case .tagGone(_, _, let commit, let wanted):
            ["It was made of \(commit.short), and this run releases \(wanted.short) under the same version."]
        case .alike: ["A forge allows letters, digits, '.', '_' and '-' in the names of assets."]
        case .uncovered(_, let files): ["Files of checksums: \(files.joined(separator: ", "))"]
        case .rollingImmutable:
            ["A tag that an immutable release had can't be used again, even after both are deleted."]
        default: []
        }
    }

    var suggestions: [String] {
        switch self {
        case .differs, .unknownState:
            [
                "If the release is a draft, delete this asset there, then: slipway run retry",
                "Content that is public is never replaced: release with another version.",
            ]
        case .otherRun:
            [
                "Give this run up: slipway run cancel",
                "If the other run was lost too, this finishes its release: slipway release",
            ]
        case .draftLost:
            ["Release the next version. If the tag's artifacts still exist, publish a release with them by hand."]
        case .lost, .otherTag: ["See what happened to the release at the forge, then: slipway run retry"]
        case .renamed:
            ["Name the artifact with letters, digits, '.', '_' and '-': the artifacts of its build in slipway.yaml"]
        case .incomplete(_, _, _, let isImmutable):
            isImmutable
                ? ["Nothing can be added to it: release with another version."]
                : ["Make it a draft at the forge, then: slipway run retry", "Or release with another version."]
        case .unexpected: ["Delete them from the draft, or delete the draft; then: slipway run retry"]
        case .tooLarge: ["Publish it elsewhere, or split it: the artifacts of its build in slipway.yaml"]
        case .empty:
            [
                "Fix the build that made it; or leave the file out of the artifacts of its build in slipway.yaml, with a "
                    + "narrower pattern"
            ]
        case .tooMany: ["Put files into archives: the artifacts of its build in slipway.yaml"]
        case .uncovered(let name, _):
            ["Add a pattern for it: unified-release: { repository: NAME, checksums: { SHA256SUMS: ['\(name)'] } }"]
        case .taken: ["See whose it is at the forge. Delete it there, then: slipway run retry"]
        case .tagGone(let tag, _, let commit, _):
            [
                "To restore it, push the tag and publish the draft at the forge: git push origin \(commit):refs/tags/\(tag)",
                "Or release the next version: slipway release --bump patch",
            ]
        case .rollingImmutable:
            [
                "Turn immutable releases off for this repository (Settings, General, Releases)",
                "Or give each release a tag of its own: remove `rolling` in slipway.yaml",
            ]
        case .alike: ["Give one of them another name: the artifacts of its build in slipway.yaml"]
        }
    }
}
