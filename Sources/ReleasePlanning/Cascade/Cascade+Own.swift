import ReleaseModel

/// What the request and a component's own commits call for, before anything is cascaded.
extension Cascade {
    func ownDecision(_ component: Component) throws -> Decision {
        let id = component.id
        // The first that holds decides: what is public before what is requested, and that before the commits.
        if let unfinished = request.unfinished {
            guard let left = unfinished[id] else { return Decision() }
            let summary =
                left.draft == nil
                ? "The tag \(left.tag) was pushed." : "Its tag \(left.tag) is public, and its release is unfinished."
            return Decision(
                next: left.version, announced: left.version,
                reasons: [PlanReason(kind: .requested, summary: summary, rule: left.tag.text)])
        }
        if let version = alreadyReleased[id] {
            return Decision(
                announced: version, reasons: [PlanReason(kind: .released, summary: "\(version) is already released.")])
        }
        if let tag = request.upstreamTag {
            if let version = histories[id]?.forms.pushedVersion(of: tag), hasTag(tag, component) {
                return Decision(
                    announced: version,
                    reasons: [PlanReason(kind: .released, summary: "\(tag) is already released.", rule: tag.text)])
            }
            // Whatever else has changed waits for a release of its own; the downstreams follow in the cascade.
            guard request.components.contains(id) || request.versions[id] != nil else { return Decision() }
        }
        // Before the versions: one for all components is not a request for what nothing publishes.
        if isWithheld(id) { return Decision(reasons: [withheldReason(component)]) }
        if let version = try chosenVersion(of: id), isRequested(id) || request.versions[id] != nil {
            let rule =
                request.versions[id] == nil ? "one version for all released components" : "version chosen for \(id)"
            return Decision(
                next: version, announced: version,
                reasons: [PlanReason(kind: .forced, summary: "\(version) was chosen.", rule: rule)])
        }
        if request.stage == .graduation, request.versions.isEmpty, isRequested(id) {
            return try graduation(of: component)
        }
        if !request.components.isEmpty || !request.versions.isEmpty {
            guard request.components.contains(id) else { return Decision() }
            if let decision = releasedHead(of: component) { return decision }
            try checkMerged(id)
            try checkDoubts(of: id)
            try checkPrerelease(of: component)
            let calling = callingCommits(of: id)
            let files = changeFileCall(of: id)
            // Named components are released even if no commit calls for it.
            let bump = request.bump ?? max(.patch, calling.map(\.bump).max() ?? .patch, files.bump ?? .patch)
            let version = try nextVersion(of: id, bump: bump, isForced: request.bump != nil)
            return Decision(
                next: version, announced: version,
                reasons: [PlanReason(kind: .requested, summary: "Its release was requested.", bump: bump)]
                    + concurrentMap(Array(calling.prefix(reasonLimit)), reason) + files.reasons)
        }
        return try decisionFromCommits(component)
    }

    /// An already released commit is not released again, even on request.
    private func releasedHead(of component: Component) -> Decision? {
        guard let last = histories[component.id]?.last, !isPromotion(component.id),
            let head = world.repository(component.repository)?.head, head == last.tag.commit
        else { return nil }
        let summary = "The commit \(head.short) is already released as \(last.version)."
        return Decision(
            reasons: [PlanReason(kind: .released, summary: summary, commit: head, rule: last.tag.name.text)])
    }

    private func decisionFromCommits(_ component: Component) throws -> Decision {
        let id = component.id
        let calling = callingCommits(of: id)
        let files = changeFileCall(of: id)
        var reasons = concurrentMap(Array(calling.prefix(reasonLimit)), reason) + files.reasons
        if let named = try namedVersion(of: id) {
            return Decision(next: named.version, announced: named.version, reasons: [named.reason] + reasons)
        }
        try checkMerged(id)
        guard let last = histories[id]?.last else {
            if let merged = merged[id] {
                return Decision(
                    next: merged.version, announced: merged.version, reasons: [untaggedReason(component, nil)] + reasons
                )
            }
            guard component.version != nil else {
                return Decision(reasons: [PlanReason(kind: .unchanged, summary: withoutVersion(component))])
            }
            try checkDoubts(of: id)
            try checkOtherStyles(of: component, above: nil)
            let version = try nextVersion(of: id, bump: .patch)
            reasons.insert(PlanReason(kind: .firstRelease, summary: "It has no tag yet."), at: 0)
            return Decision(next: version, announced: version, reasons: reasons)
        }
        try checkOtherStyles(of: component, above: last.version)
        if untaggedVersion(of: id).map({ !$0.isDevelopment }) == true {
            reasons.append(untaggedReason(component, last))
        } else if files.bump != nil {
            // Its own reasons mention it.
        } else if calling.isEmpty, isPromotion(id) {
            reasons = [
                PlanReason(
                    kind: .requested, summary: "The prerelease \(last.version) moves on to the next stage.",
                    rule: "prerelease")
            ]
        } else if request.bump == nil, calling.isEmpty {
            let count = commits[id]?.count ?? 0
            let summary =
                switch count {
                case 0: "No commits since \(last.version)."
                case 1: "The only commit since \(last.version) requires no release."
                default: "None of the \(count) commits since \(last.version) requires a release."
                }
            return Decision(reasons: [PlanReason(kind: .unchanged, summary: summary)])
        } else if calling.isEmpty, let bump = request.bump {
            // Whatever the commits say, as long as there are any.
            guard let count = commits[id]?.count, count > 0 else {
                let summary = "No commits since \(last.version); to release it anyway: --component \(id)"
                return Decision(reasons: [PlanReason(kind: .unchanged, summary: summary)])
            }
            let summary =
                "\(count == 1 ? "1 commit" : "\(count) commits") since \(last.version), and --bump \(bump.rawValue) was requested."
            reasons = [PlanReason(kind: .requested, summary: summary, bump: bump, rule: "bump")]
        } else if calling.isEmpty {
            return Decision(reasons: [PlanReason(kind: .unchanged, summary: "No commits since \(last.version).")])
        }
        try checkPrerelease(of: component)
        let version = try nextVersion(
            of: id, bump: request.bump ?? max(calling.map(\.bump).max() ?? .none, files.bump ?? .none),
            isForced: request.bump != nil)
        return Decision(next: version, announced: version, reasons: reasons)
    }

    /// Why a version that is written or merged already is released.
    private func untaggedReason(_ component: Component, _ last: LastRelease?) -> PlanReason {
        let since = last.map { "the last tag is \($0.tag.name)" } ?? "it has no tag yet"
        if let merged = merged[component.id] {
            return PlanReason(
                kind: .untaggedVersion, summary: "Its release as \(merged.version) is merged; \(since).",
                commit: merged.commit.id, rule: merged.place)
        }
        return PlanReason(
            kind: .untaggedVersion,
            summary: "Its manifest says \(component.version?.text ?? ""); \(since).",
            rule: component.versionSources.first.map { "\($0.place)" })
    }

    /// What to do with a component whose version nothing says. A tag in another style may be its release.
    private func withoutVersion(_ component: Component) -> String {
        let id = component.id
        let isModule = component.ecosystem == "go"
        let isAlone = isAlone(component)
        let known = (world.repository(component.repository)?.tags ?? []).compactMap {
            tag -> (name: TagName, version: Version, template: String?)? in
            let ignored = world.configuration.settings(of: id).ignoredTags
            guard tag.isReachable,
                !ignored.contains(where: { $0 == tag.name.text || Wildcard($0).matches(tag.name.text) }),
                !histories.values.contains(where: { $0.forms.template(of: tag.name) != nil })
            else { return nil }
            if let plain = SpelledVersion(tag.name.text)?.version, !plain.isShort {
                return (tag.name, plain, TagTemplate(of: tag.name, saying: plain)?.text)
            }
            return OtherTagStyle.readings(of: tag, component: component).first {
                isAlone || mayName($0.prefix, component)
            }
            .map { (tag.name, $0.version, $0.template) }
        }
        guard let last = known.max(by: { $0.version < $1.version }) else {
            let first = Version(component.majorFolder ?? 1, 0, 0)
            return
                "Neither a manifest nor a tag has a version of \(id); choose one: slipway release --set-version \(id)=\(first)"
        }
        let folder = world.repository(component.repository)?.folder ?? "."
        let prefix = component.moduleFolder == "." ? "" : component.moduleFolder + "/"
        let spelled =
            isModule
            ? "Go knows only tags such as \(prefix)v\(last.version); tag that commit so, too: \(gitCommand("tag \(prefix)v\(last.version) \(last.name)^{}", in: folder))"
            : last.template.map {
                "If so, say how its tags are spelled: components: { \(yamlText(id.text)): { tag: \(yamlText($0)) } }"
            }
                ?? "If so, choose a version above it: slipway release --set-version \(id)=\(last.version.spelledCore.bumped(.patch))"
        return "No manifest has a version of \(id), and the tag \(last.name) may be its \(last.version). \(spelled)"
    }

    /// Why an unpublished component is not released, and how to release it anyway.
    private func withheldReason(_ component: Component) -> PlanReason {
        PlanReason(
            kind: .unchanged,
            summary:
                "Nothing publishes it (\(component.unpublishedBy ?? "its version is 0.0.0")), so it is not released; to release it anyway: slipway release --component \(component.id).",
            rule: "unpublished")
    }

    /// A prerelease whose version was never in a file does not by itself decide the next version: it may have been an
    /// experiment.
    private func checkPrerelease(of component: Component) throws {
        guard let last = histories[component.id]?.last, last.version.isPrerelease, request.stage == nil,
            let written = component.version, !written.isPlaceholder, written.core < last.version.core
        else { return }
        throw PlanError.prereleaseUnwritten(component.id, last.tag.name, last.version, written: written)
    }

    /// Neither the version in a component's manifest nor one between it and the last release is released again where a
    /// tag in another style may be its release. A component whose version a tag has is never released as if it had none.
    ///
    /// - Parameter last: The last release that is known; nil: there is none.
    private func checkOtherStyles(of component: Component, above last: Version?) throws {
        let id = component.id
        guard let version = component.version, version.release != [0, 0, 0], last.map({ version.core > $0 }) ?? true,
            world.configuration.settings(of: id).tag == nil, let repository = world.repository(component.repository)
        else { return }
        let ignored = world.configuration.settings(of: id).ignoredTags
        let isAlone = isAlone(component)
        var highest: (tag: TagName, style: OtherTagStyle)?
        for tag in repository.tags {
            guard
                let style = OtherTagStyle.readings(of: tag, component: component).first(where: { style in
                    style.version.isSame(as: version)
                        || (tag.isReachable && style.version <= version.core && last.map { style.version > $0 } ?? true)
                }), style.version != last, highest.map({ style.version > $0.style.version }) ?? true
            else { continue }
            // Where nothing else is released, whatever stands before the manifest's version may mean its release. First
            // versions are those of many things, so beside known releases they say nothing.
            let isFirst =
                last != nil && [Version(0, 0, 1), Version(0, 1, 0), Version(1, 0, 0)].contains(version.core)
            // Another component's tag may be this one's too where both have one package name, and now one version.
            guard mayName(style.prefix, component) || (isAlone && style.version.isSame(as: version) && !isFirst),
                !ignored.contains(where: { $0 == tag.name.text || Wildcard($0).matches(tag.name.text) }),
                style.isFinal
                    || !histories.contains(where: { other, history in
                        history.forms.template(of: tag.name) != nil
                            && (other == id || components[other]?.package != component.package
                                || !style.version.isSame(as: version))
                    })
            else { continue }
            highest = (tag.name, style)
        }
        guard let highest else { return }
        let isShared = groups.contains { $0.versions == .fixed && $0.members.contains(id) }
        throw PlanError.tagOfUnknownStyle(
            highest.tag, highest.style.version, id, template: highest.style.template, isShared: isShared,
            folder: repository.folder)
    }

    /// Whether its repository releases nothing else.
    private func isAlone(_ component: Component) -> Bool {
        !world.components.contains {
            $0.id != component.id && $0.repository == component.repository && !$0.isOnlyRecorded
                && !isWithheld($0.id)
        }
    }

    /// Whether what stands before a version in a tag may mean a component: it names nothing (`release-`), or something that
    /// the component's name or folder has in it (`core-v` of `pydantic-core`).
    private func mayName(_ prefix: Substring, _ component: Component) -> Bool {
        func letters(_ text: some StringProtocol) -> String { text.lowercased().filter(\.isLetter) }
        // Folders of tags (`rel/core-`) name nothing either.
        let name = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? prefix
        var stem = letters(name.last.map { "vV".contains($0) } == true ? name.dropLast() : name)
        let words = [
            "release", "releases", "version", "stable", "final", "rel", "ver", "v", "r", "parent", "root", "project",
        ]
        if words.contains(stem) { stem = "" }
        if stem.isEmpty { return true }
        let names = [component.package, component.id.text, component.path].map { letters($0) }.filter { !$0.isEmpty }
        return names.contains { $0.hasSuffix(stem) || $0.hasPrefix(stem) || stem.hasSuffix($0) }
    }

    /// A component with a tag that may be its last release is not released as if it had none.
    private func checkDoubts(of id: ComponentID) throws {
        guard histories[id]?.last == nil, let doubt = histories[id]?.doubts.first(where: { $0.owner != id }) else {
            return
        }
        throw PlanError.tagOfSeveral(doubt.tag, doubt.version, doubt.components, owner: doubt.owner)
    }

    /// The version chosen for this run.
    func chosenVersion(of id: ComponentID) throws -> Version? {
        guard let version = request.versions[id] ?? request.version else { return nil }
        if let last = histories[id]?.last?.version, !isAbove(last, version, of: id) {
            throw PlanError.versionTooLow(id, chosen: version, released: last, isCalendar: isCalendar(id))
        }
        if let line = histories[id]?.line, !line.contains(version) { throw PlanError.outsideLine(id, version, line) }
        return version
    }

    func isCalendar(_ id: ComponentID) -> Bool {
        world.configuration.settings(of: id).versioning.strategy == .calver
    }

    private func isRequested(_ id: ComponentID) -> Bool {
        request.components.isEmpty || request.components.contains(id)
    }

    private func hasTag(_ tag: TagName, _ component: Component) -> Bool {
        !component.isOnlyRecorded
            && world.repository(component.repository)?.tags.contains { $0.name == tag } ?? false
    }

    /// A commit that calls for a release.
    private struct CallingCommit: Sendable {
        var commit: ObservedCommit
        var bump: Bump
        /// The line of its body that says so; nil where its subject does.
        var header: String?
    }

    private func callingCommits(of id: ComponentID) -> [CallingCommit] {
        let sections = sections(of: id)
        return concurrentMap(commits[id] ?? []) { one -> CallingCommit? in
            func call(_ counted: ConventionalCommit) -> Bump {
                max(counted.call(sections: sections), counted.releaseAs.isEmpty ? .none : .patch)
            }
            guard let bump = one.counted.map(call).max(), bump > .none else { return nil }
            // For a merge and an override the body counts.
            let speaksInBody = one.commit.parents.count > 1 || one.reading.isOverridden
            let header = speaksInBody ? one.counted.first { call($0) == bump }?.header : nil
            return CallingCommit(commit: one.commit, bump: bump, header: header)
        }.compactMap { $0 }
    }

    /// What its changelog shows.
    func sections(of id: ComponentID) -> [ChangelogSection] {
        world.configuration.settings(of: id).changelog.sections ?? .strict
    }

    @Sendable private func reason(_ calling: CallingCommit) -> PlanReason {
        PlanReason(
            kind: .commit, summary: "\(calling.header ?? calling.commit.subject) (\(calling.commit.id.short))",
            commit: calling.commit.id, bump: calling.bump)
    }
}
