import ReleasePlanning
import ReleaseModel

/// Makes one package's candidate from its commits.
struct CandidateMaker {
    let rules: MessageRules
    let slug: String?
    let date: ReleaseDate

    /// nil where there is nothing to release: no commit, or none that the changelog would show.
    func candidate(
        of identity: PackageIdentity, last: FoundRelease?, commits: [PackageCommit], forced: LooseVersion? = nil
    ) throws(ReleasePleaseError) -> ReleaseCandidate? {
        guard !commits.isEmpty else { return nil }
        let version = try self.version(of: identity, last: last, commits: commits, forced: forced)
        let notes = self.notes(of: identity, version: version, last: last, commits: commits)
        guard notes.contains("\n") else { return nil }
        return ReleaseCandidate(
            identity: identity, last: last, version: version, notes: notes, commits: commits,
            reasons: reasons(of: identity, commits: commits, forced: forced))
    }

    /// The version under development after a release, where files say one and no commit since has raised it; nil
    /// elsewhere.
    ///
    /// - Parameter commits: Those of the package since its last release.
    func snapshot(of identity: PackageIdentity, last: FoundRelease?, commits: [ObservedCommit]) -> ReleaseCandidate? {
        guard identity.type.hasSnapshots, !identity.package.isSnapshotSkipped, let last,
            last.version.suffix?.contains("SNAPSHOT") != true,
            !commits.contains(where: { raisesSnapshot($0, of: identity) })
        else { return nil }
        let fix = ConventionalCommit(type: "fix", scope: nil, subject: "", header: "fix: ")
        var version = identity.strategy(rules: rules, day: date).next(after: last.version, commits: [fix])
        // A prerelease stays one.
        version.suffix = (version.suffix.map { $0 + "-" } ?? "") + "SNAPSHOT"
        return ReleaseCandidate(
            identity: identity, last: last, version: version,
            notes: "### Updating meta-information for bleeding-edge SNAPSHOT release.", commits: [],
            reasons: [
                PlanReason(
                    kind: .untaggedVersion, summary: "after \(last.version.text) its files say the next version.",
                    rule: "skip-snapshot")
            ], group: "snapshot")
    }

    /// Whether a commit is what a snapshot's pull request was merged as, by its title.
    private func raisesSnapshot(_ commit: ObservedCommit, of identity: PackageIdentity) -> Bool {
        // A squashed commit has the pull request's number behind the title.
        let title = commit.subject.replacing(#/ \(#[0-9]+\)$/#, with: "")
        let usual = PullRequestConfiguration()
        return [identity.package.pullRequest, usual].contains { pattern in
            PullRequestTitle(title, pattern: pattern.title, componentHasNoSpace: pattern.componentHasNoSpace)?
                .version?.contains("SNAPSHOT") ?? false
        }
    }

    /// One that only follows others: the header and nothing below it.
    func follower(of identity: PackageIdentity, last: FoundRelease?, version: LooseVersion) -> ReleaseCandidate {
        ReleaseCandidate(
            identity: identity, last: last, version: version,
            notes: notes(of: identity, version: version, last: last, commits: []), commits: [])
    }

    private func version(
        of identity: PackageIdentity, last: FoundRelease?, commits: [PackageCommit], forced: LooseVersion?
    ) throws(ReleasePleaseError) -> LooseVersion {
        if let forced { return forced }
        if let asked = identity.pendingReleaseAs(rules: rules) {
            guard let version = LooseVersion(asked) else {
                throw .badReleaseAs(asked, package: identity.path, commit: nil)
            }
            return version
        }
        if let one = commits.first(where: { !$0.commit.releaseAs.isEmpty }), let asked = one.commit.releaseAs.first {
            guard let version = LooseVersion(asked) else {
                throw .badReleaseAs(asked, package: identity.path, commit: one.id)
            }
            return version
        }
        if let last {
            return identity.strategy(rules: rules, day: date).next(after: last.version, commits: commits.map(\.commit))
        }
        guard let initial = identity.initial else {
            throw .badInitialVersion(identity.package.versioning.initialVersion ?? "", package: identity.path)
        }
        return initial
    }

    private func notes(
        of identity: PackageIdentity, version: LooseVersion, last: FoundRelease?, commits: [PackageCommit]
    ) -> String {
        let changelog = identity.package.changelog
        let host = changelog.host
        var entry = ChangelogEntry(
            ChangelogEntry.Context(
                repositoryAddress: slug.map { "\(host)/\($0)" }, hostAddress: slug == nil ? nil : host,
                version: version.text, tag: identity.tag(version), previousTag: last?.tag,
                date: date.text(changelog.dateFormat), sections: identity.sections))
        for commit in commits { entry.add(commit.commit, id: commit.id) }
        return entry.text
    }

    private func reasons(
        of identity: PackageIdentity, commits: [PackageCommit], forced: LooseVersion?
    ) -> [PlanReason] {
        if let asked = identity.pendingReleaseAs(rules: rules), forced == nil {
            return [
                PlanReason(kind: .requested, summary: "the configuration says release-as \(asked).", rule: "release-as")
            ]
        }
        let entry = ChangelogEntry(sections: identity.sections)
        return commits.filter { entry.shows($0.commit) }.compactMap { one in
            guard let id = one.id else { return nil }
            let bump = one.commit.bump(ignoringCase: rules.ignoresCaseOfTypes)
            return PlanReason(kind: .commit, summary: "\(one.commit.header) (\(id.short))", commit: id, bump: bump)
        }
    }
}
