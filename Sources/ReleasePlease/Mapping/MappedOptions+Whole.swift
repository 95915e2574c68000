import ReleaseConfig
import ReleaseModel
import ReleaseText

extension MappedOptions {
    /// The options of the top level, plugins left out.
    init(ofWhole configuration: ReleasePleaseConfiguration) {
        addPullRequest(configuration)
        addHistory(configuration)
        replace(
            MappedKey.manifest, if: !configuration.manifest.isEmpty, by: "derived",
            "versions come from manifests and tags; \(configuration.manifestPath) is no longer read or written")
    }

    private mutating func addPullRequest(_ configuration: ReleasePleaseConfiguration) {
        let usual = PullRequestConfiguration()
        // A title of every package is the title of all.
        let requests = configuration.packages.map(\.pullRequest)
        var request = requests.first ?? configuration.pullRequest
        request.isSeparate = configuration.pullRequest.isSeparate
        request.groupTitle = configuration.pullRequest.groupTitle
        keep("separate-pull-requests", as: "pull-request.separate", request.isSeparate.map(DraftValue.flag))
        keep("pull-request-title-pattern", as: "pull-request.title", changed(request.title, from: usual.title))
        keep(
            "group-pull-request-title-pattern", as: "pull-request.group-title",
            changed(request.groupTitle, from: usual.groupTitle))
        keep("pull-request-header", as: "pull-request.header", changed(request.header, from: nil))
        keep("pull-request-footer", as: "pull-request.footer", changed(request.footer, from: nil))
        keep("draft-pull-request", as: "pull-request.draft", changed(request.isDraft, from: false))
        keep("label", as: "pull-request.labels", changed(request.labels, from: usual.labels))
        keep(
            "release-label", as: "pull-request.release-labels",
            changed(request.releaseLabels, from: usual.releaseLabels))
        keep("extra-label", as: "pull-request.extra-labels", changed(request.extraLabels, from: []))
        keep("signoff", as: "pull-request.signoff", changed(configuration.pullRequest.signoff, from: nil))
        drop(
            "pull-request-… of single packages", if: requests.contains { !$0.isSame(as: request) },
            "pull requests look alike for all components; the first package's is kept")
        drop("snapshot-label", if: request.snapshotLabels != usual.snapshotLabels, "Slipway makes no snapshots")
        drop(
            "component-no-space", if: request.componentHasNoSpace,
            "`${component}` has its blank; put what stands before it into `title` within `pull-request`")
        drop("always-update", if: request.isAlwaysUpdated, "what did not change is not written anew")
    }

    private mutating func addHistory(_ configuration: ReleasePleaseConfiguration) {
        addCommit(configuration.bootstrapCommit, "bootstrap-sha", as: "bootstrap-commit")
        addCommit(configuration.lastReleaseCommit, "last-release-sha", as: "last-release-commit")
        let usual = ReleasePleaseConfiguration(packages: [])
        keep(
            "commit-search-depth", as: "commit-search-depth",
            configuration.commitSearchDepth == usual.commitSearchDepth ? nil : .number(configuration.commitSearchDepth),
            "without it, all commits since the last release are looked at")
        drop(
            "release-search-depth", if: configuration.releaseSearchDepth != usual.releaseSearchDepth,
            "all tags of the clone are looked at")
        drop("sequential-calls", if: configuration.isSequential, "there are no calls to spare: the clone is read")
    }

    private mutating func addCommit(_ id: String?, _ key: String, as path: String) {
        guard let id else { return }
        let isCommit = (7...64).contains(id.utf8.count) && id.allSatisfy { $0.isASCII && $0.isHexDigit }
        keep(key, as: path, isCommit ? .text(id) : nil)
        drop(key, if: !isCommit, "`\(id.prefix(80))` is not a commit id")
    }
}

extension PullRequestConfiguration {
    /// Whether everything that a package may say of it is the same.
    fileprivate func isSame(as other: PullRequestConfiguration) -> Bool {
        title == other.title && header == other.header && footer == other.footer && isDraft == other.isDraft
            && extraLabels == other.extraLabels
    }
}

/// Texts that differ from their default; nil for those that do not.
private func changed(_ texts: [String], from usual: [String]) -> DraftValue? {
    texts == usual ? nil : .texts(texts)
}
