import ReleaseModel
import ReleaseText

extension PullRequestConfiguration {
    /// What `pull-request` says, over what holds where it is silent.
    init(_ node: YAMLNode) {
        self.init()
        isSeparate = node["separate"]?.boolean
        title = node["title"]?.text ?? title
        groupTitle = node["group-title"]?.text ?? groupTitle
        header = node["header"]?.text
        footer = node["footer"]?.text
        isDraft = node["draft"]?.boolean ?? isDraft
        labels = node["labels"]?.texts ?? labels
        releaseLabels = node["release-labels"]?.texts ?? releaseLabels
        extraLabels = node["extra-labels"]?.texts ?? extraLabels
        signoff = node["signoff"]?.text
        reviewers = node["reviewers"]?.texts ?? reviewers
        teamReviewers = node["team-reviewers"]?.texts ?? teamReviewers
        autoMerge = node["auto-merge"]?.choice(MergeMethod.self)
    }
}
