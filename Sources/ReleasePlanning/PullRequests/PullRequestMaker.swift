import ReleaseModel

/// Texts and branches of one repository's release pull requests.
struct PullRequestMaker {
    let rules: PullRequestRules
    let repository: RepositoryID
    let base: String
    let address: String?
    let bodyLimit: Int

    func request(
        _ bundle: PullRequestSplit.Bundle, currentBody: (_ branch: String) -> String?
    ) throws(PullRequestError) -> ReleasePullRequest {
        let configuration = configuration(of: bundle)
        let branch = branch(of: bundle).text
        guard TagName(branch).isReference else { throw .badBranch(branch, repository) }
        let title = title(of: bundle, configuration)
        let generated = body(of: bundle, configuration)
        let body = currentBody(branch).map(generated.merged) ?? generated.text
        let overflow = PullRequestOverflow(body, head: branch, limit: bodyLimit)
        return ReleasePullRequest(
            repository: repository, base: base, branch: branch, title: title,
            body: overflow?.body(address: address, compatibility: rules.compatibility) ?? body, overflow: overflow,
            labels: labels(of: bundle), isDraft: bundle.components.allSatisfy { rules.rules(of: $0).isDraft },
            isAlwaysUpdated: configuration.isAlwaysUpdated, components: bundle.components.compactMap(part),
            edits: edits(of: bundle), reviewers: rules.whole.reviewers, teamReviewers: rules.whole.teamReviewers,
            autoMerge: rules.whole.autoMerge,
            message: title + (rules.whole.signoff.map { "\n\nSigned-off-by: \($0)" } ?? ""))
    }

    /// What the body says before anything else is known of it.
    func body(
        of bundle: PullRequestSplit.Bundle, _ configuration: PullRequestConfiguration
    ) -> PullRequestBody {
        let entries = bundle.components.map { one in
            PullRequestBody.Entry(
                component: one.component ?? one.name.text, version: one.nextVersion?.text ?? "", notes: one.changelog)
        }
        return PullRequestBody(
            entries, header: configuration.header, footer: configuration.footer,
            hasSummaries: bundle.kind != .single, compatibility: rules.compatibility)
    }

    private func configuration(of bundle: PullRequestSplit.Bundle) -> PullRequestConfiguration {
        guard bundle.kind == .single, let component = bundle.components.first else { return rules.whole }
        return rules.rules(of: component)
    }

    private func branch(of bundle: PullRequestSplit.Bundle) -> ReleaseBranchName {
        switch bundle.kind {
        case .all: ReleaseBranchName(target: base)
        case .group(let group): ReleaseBranchName(target: base, scope: .group(group))
        case .single:
            ReleaseBranchName(target: base, scope: .component(bundle.components.first?.nameInBranch ?? ""))
        }
    }

    /// A shared one has a version only if a root component gives it one.
    private func title(of bundle: PullRequestSplit.Bundle, _ configuration: PullRequestConfiguration) -> String {
        let named = bundle.kind == .single ? bundle.components.first : bundle.components.first { $0.path == "." }
        let title = PullRequestTitle(
            branch: base, component: named.map { $0.component ?? $0.name.text }, version: named?.nextVersion?.text)
        let pattern =
            switch bundle.kind {
            case .single: configuration.title
            case .group(let group): PullRequestTitle.groupPattern(group)
            case .all: configuration.groupTitle
            }
        return title.text(pattern, componentHasNoSpace: configuration.componentHasNoSpace)
    }

    private func labels(of bundle: PullRequestSplit.Bundle) -> [String] {
        var labels: [String] = []
        for component in bundle.components {
            let own = rules.rules(of: component)
            let all = (component.isSnapshot ? own.snapshotLabels : own.labels) + own.extraLabels
            for label in all where !labels.contains(label) { labels.append(label) }
        }
        return labels
    }

    private func edits(of bundle: PullRequestSplit.Bundle) -> [PlannedEdit] {
        var seen: Set<PlannedEdit> = []
        return bundle.components.flatMap(\.ownEdits).filter { seen.insert($0).inserted }
    }

    private func part(_ component: PlannedComponent) -> ReleasePullRequest.ReleasedPart? {
        component.nextVersion.map {
            ReleasePullRequest.ReleasedPart(
                name: component.name, path: component.path, version: $0, tag: component.tag,
                notes: component.changelog)
        }
    }
}

extension PlannedComponent {
    /// Scopes of package names have no place in a branch's.
    fileprivate var nameInBranch: String { branchComponent ?? component ?? name.text }
}
