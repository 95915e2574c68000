package import ReleaseModel

/// The versions of merged release pull requests that stand in no manifest, as those of Go modules and Swift packages.
extension Cascade {
    /// What the commit of a merged release pull request says of a component's version.
    struct MergedVersion {
        var version: Version
        /// The commit of the newest such request.
        var commit: ObservedCommit
        /// Where the version stands.
        var place: String
        /// What the commit's title says instead; nil: it agrees, or says none.
        var titled: Version?
    }

    /// By component: those whose version no file says, and whose release was merged after their last tag.
    ///
    /// A commit is a release by its title, as the configured pattern makes and reads it; the changelog's newest entry, or
    /// that title, says the version. A heading alone is not a release: people write some in advance.
    static func mergedVersions(
        of world: ObservedWorkspace, _ histories: [ComponentID: History], _ commits: [ComponentID: [ReadCommit]],
        _ ecosystems: [EcosystemName: any Ecosystem]
    ) -> [ComponentID: MergedVersion] {
        var merged: [ComponentID: MergedVersion] = [:]
        for component in world.components where component.version == nil && !component.isOnlyRecorded {
            let own = (commits[component.id] ?? []).lazy.filter { !$0.isReverted }
            let found = own.compactMap { one in
                releaseTitle(of: one.commit, for: component, in: world).map { (one.commit, $0) }
            }.first
            guard let (commit, title) = found else { continue }
            let history = histories[component.id]
            func isNew(_ version: Version) -> Bool {
                history?.last.map { version > $0.version } != false
                    && history?.releases.contains { $0.version.isSame(as: version) } != true
            }
            let titled = title.version.flatMap { Version($0) }
            let place = try? world.changelogPlace(of: component, ecosystems)
            let entries = (place?.reading?.sections ?? []).filter { section in
                !section.isUnreleased && place?.names(component, section) == true
            }.compactMap { Version($0.version) }.filter(isNew)
            if let titled, !isNew(titled) { continue }
            if let titled, entries.isEmpty || entries.contains(where: { $0.isSame(as: titled) }) {
                merged[component.id] = MergedVersion(version: titled, commit: commit, place: commit.id.short)
            } else if let highest = entries.max() {
                merged[component.id] = MergedVersion(
                    version: highest, commit: commit, place: place?.file ?? "", titled: titled)
            }
        }
        return merged
    }

    /// The title of a release pull request that released the component, as its commit has it; nil for any other commit.
    private static func releaseTitle(
        of commit: ObservedCommit, for component: Component, in world: ObservedWorkspace
    ) -> PullRequestTitle? {
        let rules = world.configuration.pullRequest
        let subject = MergeMessage(commit.message)?.title ?? commit.subject
        let branch = world.repository(component.repository)?.branch
        for pattern in [rules.title, rules.groupTitle] {
            guard
                let title = PullRequestTitle(subject, pattern: pattern, componentHasNoSpace: rules.componentHasNoSpace),
                title.branch == nil || branch == nil || title.branch == branch
            else { continue }
            if title.component == nil || title.component == component.id.text { return title }
            // The title of one for several names the component at the root alone.
            if pattern == rules.groupTitle { return PullRequestTitle(branch: title.branch) }
        }
        return nil
    }

    /// - Throws: ``UnclearMerge`` where title and changelog of a merged release differ, so that neither is its version.
    func checkMerged(_ id: ComponentID) throws {
        guard let merged = merged[id], let titled = merged.titled else { return }
        throw UnclearMerge(
            component: id, commit: merged.commit, titled: titled, written: merged.version, file: merged.place)
    }
}

/// A merged release whose title and changelog say different versions.
package struct UnclearMerge: UserFacingError {
    let component: ComponentID
    let commit: ObservedCommit
    let titled: Version
    let written: Version
    let file: String

    package let code = "plan.merged-version-unclear"
    package let exitCode = ExitCode.failed

    package var summary: String {
        "The merged release of \(component) has two versions: its title says \(titled), and \(file) says \(written)."
    }

    package var reasons: [String] {
        [
            "The commit is \(commit.id.short): \(commit.subject)",
            "No manifest says the version of \(component), so only these two could.",
        ]
    }

    package var suggestions: [String] {
        [written, titled].map { "Release it as \($0): slipway release --set-version \(component)=\($0)" }
    }
}
