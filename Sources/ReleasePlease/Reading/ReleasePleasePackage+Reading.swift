import ReleaseConfig
import ReleaseModel
import ReleaseText

extension ReleasePleasePackage {
    /// - Parameter options: Its own over the top level's.
    init(path: String, options: ReleasePleaseScope) {
        self.init(path: path, releaseType: ReleaseTypeName(options.text("release-type") ?? "node"))
        versioning = VersioningConfiguration(options)
        changelog = ChangelogConfiguration(options)
        pullRequest = PullRequestConfiguration(options)
        packageName = options.filledText("package-name")
        component = options.text("component")
        includesComponentInTag = options.flag("include-component-in-tag") ?? includesComponentInTag
        includesVInTag = options.flag("include-v-in-tag") ?? includesVInTag
        includesVInReleaseName = options.flag("include-v-in-release-name") ?? includesVInReleaseName
        tagSeparator = options.text("tag-separator") ?? tagSeparator
        isReleaseSkipped = options.flag("skip-github-release") ?? isReleaseSkipped
        isDraft = options.flag("draft") ?? isDraft
        forcesTagCreation = options.flag("force-tag-creation") ?? forcesTagCreation
        isSnapshotSkipped = options.flag("skip-snapshot") ?? isSnapshotSkipped
        excludedPaths = (options.texts("exclude-paths") ?? []).map(packagePath)
        extraFiles = options.value("extra-files", \.items)?.compactMap(ExtraFileConfiguration.init) ?? []
        versionFile = options.filledText("version-file")
    }
}

extension VersioningConfiguration {
    fileprivate init(_ options: ReleasePleaseScope) {
        self.init()
        strategy = options.choice("versioning") ?? strategy
        bumpsMinorBeforeMajor = options.flag("bump-minor-pre-major") ?? bumpsMinorBeforeMajor
        bumpsPatchForMinorBeforeMajor =
            options.flag("bump-patch-for-minor-pre-major") ?? bumpsPatchForMinorBeforeMajor
        isPrerelease = options.flag("prerelease") ?? isPrerelease
        prereleaseType = options.filledText("prerelease-type")
        releaseAs = options.text("release-as")
        initialVersion = options.filledText("initial-version")
    }
}

extension ChangelogConfiguration {
    fileprivate init(_ options: ReleasePleaseScope) {
        self.init()
        path = options.filledText("changelog-path") ?? path
        isSkipped = options.flag("skip-changelog") ?? isSkipped
        kind = options.choice("changelog-type") ?? kind
        sections = options.value("changelog-sections", \.items)?.compactMap(ChangelogSection.init)
        host = options.filledText("changelog-host").map(withoutSlashesAtEnd) ?? host
        dateFormat = options.filledText("date-format") ?? dateFormat
        includesAuthors = options.flag("include-commit-authors") ?? includesAuthors
    }
}

extension ChangelogSection {
    /// A hidden type needs no title.
    fileprivate init?(_ node: JSONNode) {
        guard let type = node["type"]?.string else { return nil }
        self.init(
            type: type, writtenTitle: node["section"]?.string, isHidden: node["hidden"]?.boolean ?? false,
            scope: node["scope"]?.string)
    }
}

extension PullRequestConfiguration {
    /// - Parameter options: A package's over the top level's, or the top level's alone.
    init(_ options: ReleasePleaseScope) {
        self.init()
        isSeparate = options.flag("separate-pull-requests")
        title = options.filledText("pull-request-title-pattern") ?? title
        header = options.filledText("pull-request-header")
        footer = options.filledText("pull-request-footer")
        isDraft = options.flag("draft-pull-request") ?? isDraft
        componentHasNoSpace = options.flag("component-no-space") ?? componentHasNoSpace
        isAlwaysUpdated = options.flag("always-update") ?? isAlwaysUpdated
        labels = options.labels("label") ?? labels
        releaseLabels = options.labels("release-label") ?? releaseLabels
        extraLabels = options.labels("extra-label") ?? extraLabels
        snapshotLabels = options.labels("snapshot-label") ?? snapshotLabels
        signoff = options.filledText("signoff")
    }
}

extension ExtraFileConfiguration {
    fileprivate init?(_ node: JSONNode) {
        if let path = node.string {
            self.init(path: path)
            return
        }
        guard let path = node["path"]?.string else { return nil }
        let kind = node["type"]?.string.flatMap(Kind.init(rawValue:)) ?? .automatic
        let query = kind == .pom ? "/project/version" : node[kind == .xml ? "xpath" : "jsonpath"]?.string
        self.init(path: path, kind: kind, query: query, isPattern: node["glob"]?.boolean ?? false)
    }
}
