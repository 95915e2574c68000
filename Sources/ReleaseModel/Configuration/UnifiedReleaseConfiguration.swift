/// One release of the forge, in one repository, of everything that a plan releases.
package struct UnifiedReleaseConfiguration: Sendable, Hashable, Codable {
    /// What the templates of its tag and title may use.
    package static let fields = ["workspace", "set", "version", "date"]
    /// What the template of its text may use beside them: the parts of the notes.
    package static let sections = ["components", "changelog", "artifacts", "timeline"]

    /// Where it is.
    package var repository: RepositoryID
    /// A template; nil: the tag of the repository's own component where that is released too, else `{set}`.
    package var tag: String?
    /// A tag that moves with every release; it takes the place of ``tag``.
    package var rolling: String?
    package var title: String?
    package var body: String?
    package var latest = LatestRelease.auto
    /// Whether it is left for a person to publish.
    package var isDraft = false
    /// The category of a discussion that is started for it.
    package var discussion: String?
    /// The files of checksums; each asset is in one of them at least.
    package var checksums = [ChecksumFile.all]
    /// Whether test releases make one too.
    package var takesTests = false
    /// Where it is configured.
    package var place: Place

    package init(repository: RepositoryID, place: Place) {
        self.repository = repository
        self.place = place
    }
}

/// Whether a release may become the repository's latest one. A prerelease, or a patch of an older line, never is.
package enum LatestRelease: String, Sendable, Codable, CaseIterable { case auto, yes, no }

/// A file of checksums, and which assets it covers.
package struct ChecksumFile: Sendable, Hashable, Codable {
    package var name: String
    /// Names of assets, with `*` and `?`.
    package var patterns: [String]

    package init(name: String, patterns: [String]) {
        self.name = name
        self.patterns = patterns
    }

    /// The usual one: it covers every asset.
    package static let all = ChecksumFile(name: "SHA256SUMS", patterns: ["*"])
}
