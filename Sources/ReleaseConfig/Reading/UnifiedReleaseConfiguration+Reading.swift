import ReleaseModel
import ReleaseText

extension UnifiedReleaseConfiguration {
    /// nil where its repository is missing, which the check of the file reports.
    init?(_ node: YAMLNode) {
        guard let repository = node.written("repository", \.text) else { return nil }
        self.init(repository: RepositoryID(repository.value), place: repository.place)
        tag = node["tag"]?.text
        rolling = node["rolling"]?.text
        title = node["title"]?.text
        body = node["body"]?.text
        latest = node["latest"]?.choice(LatestRelease.self) ?? latest
        isDraft = node["draft"]?.boolean ?? isDraft
        discussion = node["discussion"]?.text
        if let files = node["checksums"]?.resolved.effectiveEntries {
            checksums = files.map { ChecksumFile(name: $0.key.text, patterns: $0.value.texts ?? []) }
        }
        takesTests = node["tests"]?.boolean ?? takesTests
    }
}
