package import ReleaseModel

/// Problems with existing tags.
func tagFindings(_ facts: WorkspaceFacts) -> [Finding] {
    let trees = Dictionary(grouping: facts.tagTrees, by: \.component)
    let differences = facts.world.components.flatMap { component -> [TagDifference] in
        guard let forms = facts.histories[component.id]?.forms else { return [] }
        return (trees[component.id] ?? []).flatMap { tree -> [TagDifference] in
            guard let version = forms.version(of: tree.tag) else { return [] }
            return differingSources(tree.sources, from: version).map {
                TagDifference(repository: component.repository, component: component.id, tag: tree.tag, source: $0)
            }
        }
    }
    return ownerFindings(facts) + TagDifference.joined(differences).map(\.finding)
        + facts.world.components.flatMap { component -> [Finding] in
            guard let history = facts.histories[component.id],
                let repository = facts.world.repository(component.repository)
            else { return [] }
            let check = TagCheck(
                component: component, forms: history.forms, releases: history.forms.releases(in: repository.tags),
                written: facts.writtenVersions[component.id] ?? [])
            return check.twins() + check.sharedCommits() + check.skipped()
                + check.styles() + check.untagged()
        }
}

/// Nameless tags that belong to no component or may belong to several, and abandoned tags.
private func ownerFindings(_ facts: WorkspaceFacts) -> [Finding] {
    let owners = PlanMaker.tagOwners(of: facts.world)
    return facts.world.repositories.flatMap { repository -> [Finding] in
        var found: [Finding] = []
        let all = owners[repository.id]
        for doubt in (all?.doubts ?? []).prefix(3) {
            found.append(
                Finding(
                    .tagOfSeveral, repository: repository.id, component: doubt.others.first, message: doubt.sentence,
                    reason: doubt.owner.map {
                        "\($0) has its versions from tags, so it counts for that in any case; \(listed(doubt.others.map(\.text))) has the same version in its tree, and another one in the tree of other tags."
                    },
                    remedy: doubt.owner.map { "If these are releases of \($0) alone, say so: \(doubt.entry)" }))
        }
        let foreign = (all?.components ?? []).flatMap { facts.histories[$0.id]?.foreign ?? [] }
        // Several components may have refused the same tag.
        let orphans = (all?.orphans ?? []) + Set(foreign).sorted()
        if !orphans.isEmpty {
            let shown = orphans.prefix(5).map(\.text).joined(separator: ", ")
            let more = orphans.count > 5 ? " and \(orphans.count - 5) more" : ""
            found.append(
                Finding(
                    .tagOfNobody, repository: repository.id,
                    message: "In \(repository.id) no component has the version that these tags say: \(shown)\(more)."))
        }
        for (component, tags) in repository.abandonedTags.sorted(by: { $0.key < $1.key }) {
            guard let last = facts.histories[component]?.last else { continue }
            let names = tags.sorted().prefix(5).map(\.text).joined(separator: ", ")
            found.append(
                Finding(
                    .tagAbandoned, repository: repository.id, component: component,
                    message: "\(names) of \(component) is above its last release \(last.tag.name), and older."))
        }
        return found
    }
}

/// The tags of one component.
private struct TagCheck {
    let component: Component
    let forms: TagForms
    /// Lowest version first.
    let releases: [LastRelease]
    /// Oldest first.
    let written: [WorkspaceFacts.WrittenVersion]

    private func finding(
        _ kind: FindingKind, _ message: String, place: Place? = nil, reason: String? = nil, remedy: String? = nil
    ) -> Finding {
        Finding(
            kind, place: place, repository: component.repository, component: component.id, message: message,
            reason: reason, remedy: remedy)
    }

    /// Releases by version, lowest first. Builds of one version (`1.0.0+1`, `1.0.0+2`) are releases of their own.
    private var sameVersion: [[LastRelease]] {
        Dictionary(grouping: releases) { Spelling(version: $0.version, build: $0.version.build) }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    /// A version with the build metadata that its order leaves out.
    private struct Spelling: Hashable, Comparable {
        let version: Version
        let build: String

        /// Shorter build metadata first, so that build numbers are in their order.
        static func < (left: Spelling, right: Spelling) -> Bool {
            (left.version, left.build.utf8.count, left.build) < (right.version, right.build.utf8.count, right.build)
        }
    }

    func twins() -> [Finding] {
        sameVersion.filter { $0.count > 1 }.map { twins in
            let names = listed(twins.map { "\($0.tag.name) (\($0.tag.commit.short))" })
            let isOneCommit = Set(twins.map(\.tag.commit)).count == 1
            return finding(
                isOneCommit ? .tagTwinsTogether : .tagTwins,
                "\(names) name one version" + (isOneCommit ? " on one commit." : " on different commits."))
        }
        .sorted { $0.message < $1.message }
    }

    /// A final release on its candidate's commit is a promotion, not a finding.
    func sharedCommits() -> [Finding] {
        let byCommit = Dictionary(grouping: releases, by: \.tag.commit)
        return byCommit.values.compactMap { shared -> Finding? in
            guard Set(shared.map(\.version)).count > 1, Set(shared.map(\.version.release)).count > 1 else { return nil }
            let names = listed(shared.map(\.tag.name.text))
            return finding(.tagsTogether, "\(names) are on the same commit, \(shared[0].tag.commit.short).")
        }
        .sorted { $0.message < $1.message }
    }

    /// Calendar versions leave out what they like.
    func skipped() -> [Finding] {
        let stable = releases.map(\.version).filter { !$0.isPrerelease && $0.release.count == 3 && $0.major < 1990 }
        // Builds of one version are no gap.
        let missing = zip(stable, stable.dropFirst()).filter { $0.release != $1.release }
            .flatMap { versions(between: $0, and: $1) }
        guard !missing.isEmpty else { return [] }
        let shown =
            missing.prefix(10).joined(separator: ", ") + (missing.count > 10 ? " and \(missing.count - 10) more" : "")
        return [finding(.skippedVersion, "\(component.id) has no tag for \(shown).")]
    }

    /// What lies between two releases that follow each other, as ranges; empty where one bump leads to the other.
    ///
    /// Which patches a skipped minor version would have had is unknown, so a range names the level that was skipped.
    private func versions(between one: Version, and next: Version) -> [String] {
        guard ![Bump.patch, .minor, .major].map({ one.bumped($0) }).contains(next) else { return [] }
        if next.major == one.major, next.minor == one.minor {
            return [range(one.bumped(.patch), Version(next.major, next.minor, next.patch - 1))]
        }
        var missing: [String] = []
        if next.major > one.major {
            if next.major > one.major + 1 {
                missing.append("\(one.major + 1)" + (next.major > one.major + 2 ? " to \(next.major - 1)" : ""))
            }
            if next.minor > 0 {
                missing.append("\(next.major).0" + (next.minor > 1 ? " to \(next.major).\(next.minor - 1)" : ""))
            }
        } else if next.minor > one.minor + 1 {
            missing.append(
                "\(one.major).\(one.minor + 1)"
                    + (next.minor > one.minor + 2 ? " to \(next.major).\(next.minor - 1)" : ""))
        }
        if next.patch > 0 {
            missing.append(range(Version(next.major, next.minor, 0), Version(next.major, next.minor, next.patch - 1)))
        }
        return missing
    }

    private func range(_ first: Version, _ last: Version) -> String {
        first == last ? first.text : "\(first.text) to \(last.text)"
    }

    func styles() -> [Finding] {
        var flips: [String] = []
        var last: (tag: LastRelease, styles: Set<TagTemplate>)?
        for twins in sameVersion {
            let styles = Set(twins.compactMap(\.template))
            if let last, styles.isDisjoint(with: last.styles) {
                flips.append("\(last.tag.tag.name) → \(twins[0].tag.name)")
            }
            last = (twins[0], styles)
        }
        guard !flips.isEmpty else { return [] }
        let shown = flips.prefix(6).joined(separator: ", ") + (flips.count > 6 ? " and \(flips.count - 6) more" : "")
        return [
            finding(
                .tagStyle, "Tags of \(component.id) switch between styles: \(shown).",
                remedy:
                    "All of these styles count as releases. New tags look like \(forms.template.name(version: Version(1, 2, 3))), unless slipway.yaml sets `tag` for \(component.id)."
            )
        ]
    }

    /// Versions that manifests once had and that were never tagged.
    func untagged() -> [Finding] {
        let tagged = Set(releases.map(\.version))
        var seen: Set<Version> = []
        let missing = written.dropLast().filter { one in
            one.version != written.last?.version && !tagged.contains(one.version) && !one.version.isDevelopment
                && seen.insert(one.version).inserted
        }
        guard !missing.isEmpty else { return [] }
        let shown = missing.suffix(8).map { "\($0.version) (\($0.commit.short))" }.joined(separator: ", ")
        let more = missing.count > 8 ? "\(missing.count - 8) older ones, then " : ""
        return [finding(.untaggedBump, "\(component.id) had versions that were never tagged: \(more)\(shown).")]
    }
}

/// `a`, `a and b`, `a, b and c`.
func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
}
