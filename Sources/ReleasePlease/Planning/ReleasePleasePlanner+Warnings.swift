import ReleasePlanning
import ReleaseModel

extension ReleasePleasePlanner {
    /// Warnings about a plan that is made anyway.
    func warnings(_ answer: Answer) -> [String] {
        var warnings: [String] = []
        if world.slug == nil {
            warnings.append(
                "The remote does not name a repository at GitHub, so entries have no links; name it: --repo-slug OWNER/NAME"
            )
        }
        for identity in answer.identities {
            warnings += self.warnings(of: identity, answer).map { "package '\(identity.path)': \($0)" }
        }
        warnings += searchWarnings(answer) + groupWarnings(answer) + emptyWarnings(answer)
        let byTag = Dictionary(grouping: answer.candidates, by: \.tag)
        for (tag, candidates) in byTag.sorted(by: { $0.key < $1.key }) where candidates.count > 1 {
            warnings.append("\(candidates.map(\.path).joined(separator: " and ")) would both get the tag '\(tag)'.")
        }
        return warnings
    }

    private func warnings(of identity: PackageIdentity, _ answer: Answer) -> [String] {
        let path = identity.path
        var warnings = releaseWarnings(of: identity, answer.releases[path])
        if identity.package.changelog.kind == .github {
            warnings.append(
                "notes of the type github are written by the forge when the release is made; these are the usual ones.")
        }
        if path != ".", !world.paths.isEmpty, !world.paths.contains(where: { $0.hasPrefix(path + "/") }) {
            warnings.append("there is no such folder.")
        }
        if let plugin = answer.leftOut[path] { warnings.append("the plugin \(plugin) leaves it out.") }
        guard let candidate = answer.candidates.first(where: { $0.path == path }) else { return warnings }
        if let current = identity.current, LooseVersion.precedes(candidate.version, current) {
            warnings.append("\(candidate.version.text) is below \(current.text), which is released.")
        }
        if world.repository.tags.contains(where: { $0.name.text == candidate.tag }) {
            warnings.append("the tag '\(candidate.tag)' exists already.")
        }
        return warnings
    }

    private func releaseWarnings(of identity: PackageIdentity, _ release: FoundRelease?) -> [String] {
        var warnings: [String] = []
        if let release, release.commit == nil {
            warnings.append(
                "the tag '\(identity.tag(release.version))' does not exist, so all commits searched count."
            )
        } else if let release,
            world.repository.tags.contains(where: { $0.name.text == release.tag && !$0.isReachable })
        {
            warnings.append("the head does not have the commit of its last release, \(release.tag).")
        }
        if identity.isReleaseAsStale, let asked = identity.package.versioning.releaseAs {
            let current = identity.current?.text ?? ""
            warnings.append("release-as \(asked) is stale, for the manifest says \(current); take it out.")
        }
        return warnings
    }

    private func searchWarnings(_ answer: Answer) -> [String] {
        guard world.compatibility == .compat else { return [] }
        let configuration = world.configuration
        let depth = configuration.commitSearchDepth
        var warnings: [String] = []
        if world.commits.count >= depth, answer.walk.commits.count >= depth {
            warnings.append(
                "The search ends after \(depth) commits (commit-search-depth); older commits are not looked at.")
        }
        let needsBootstrap = answer.releases.values.count { $0.commit != nil } < answer.identities.count
        var stops = [("last-release-sha", configuration.lastReleaseCommit)]
        if needsBootstrap { stops.append(("bootstrap-sha", configuration.bootstrapCommit)) }
        for case (let key, let name?) in stops where !world.commits.contains(where: { $0.id.text == name }) {
            let count = world.commits.count
            warnings.append(
                "\(key): none of the \(count) commits that are searched is '\(name)'; whole ids are compared.")
        }
        return warnings
    }

    /// Commits that are shown and change no file, so that every package has them.
    private func emptyWarnings(_ answer: Answer) -> [String] {
        guard answer.identities.count > 1 else { return [] }
        let entries = answer.identities.map { ChangelogEntry(sections: $0.sections) }
        return answer.walk.commits.filter { commit in
            commit.paths.isEmpty
                && answer.readings[commit.id]?.commits.contains { said in entries.contains { $0.shows(said) } } == true
        }.map { commit in
            "\(commit.id.short) \(commit.subject.prefix(80)): it changes no file, so it counts for every package; only a "
                + "forge knows which files its pull request changed."
        }
    }

    private func groupWarnings(_ answer: Answer) -> [String] {
        let known = Set(answer.identities.map(\.component))
        var warnings: [String] = []
        for case .linkedVersions(let group, let components, _) in world.configuration.plugins {
            for name in components where !known.contains(name) {
                warnings.append("linked-versions: the group '\(group)' names '\(name)', and no package's tags do.")
            }
        }
        return warnings
    }

    /// In a strict plan every tag is new and only one package's.
    func checkTags(of components: [PlannedComponent]) throws {
        guard world.compatibility == .strict else { return }
        let byTag = Dictionary(grouping: components.filter { $0.nextVersion != nil }) { $0.tag?.text ?? "" }
        for (tag, owners) in byTag.sorted(by: { $0.key < $1.key }) {
            if owners.count > 1 { throw ReleasePleaseError.sameTag(tag, packages: owners.map(\.path)) }
            if let owner = owners.first, world.repository.tags.contains(where: { $0.name.text == tag }) {
                throw ReleasePleaseError.tagExists(tag, package: owner.path)
            }
        }
    }
}
