package import Foundation
package import ReleaseModel

/// Makes the plan: a pure function of the observed workspace, its configuration, the request and a moment.
///
/// The moment is what commits and tags will carry, and what the changelog is dated with; nothing else depends on it.
package struct PlanMaker {
    let world: ObservedWorkspace
    let request: ReleaseRequest
    let moment: Date
    let alreadyReleased: [ComponentID: Version]
    let reserved: [ComponentID: [Version]]
    let ecosystems: [EcosystemName: any Ecosystem]
    let publications: PublicationList
    let graph: ComponentGraph
    /// The owners of each repository's tags.
    let owners: [RepositoryID: TagOwners]
    let histories: [ComponentID: Cascade.History]
    let commits: [ComponentID: [ReadCommit]]
    /// What the merges say that say something of their own, and those that only repeat what they brought in.
    let merges: [CommitID: CommitReading]
    /// Since the last stable release, of those whose last release is a prerelease.
    let earlier: [ComponentID: [ReadCommit]]

    /// - Parameter alreadyReleased: Components that this release has published before; the others follow them.
    /// - Parameter reserved: Versions that other runs hold; they count as used.
    /// - Throws: ``GraphError`` for a workspace without an order, ``PlanError`` for templates that can't be used.
    package init(
        world: ObservedWorkspace, request: ReleaseRequest, moment: Date, ecosystems: [any Ecosystem],
        publications: [any PublicationRules], alreadyReleased: [ComponentID: Version] = [:],
        reserved: [ComponentID: [Version]] = [:]
    ) throws {
        self.alreadyReleased = alreadyReleased
        self.reserved = reserved
        // Equal observations make equal plans, in whatever order.
        var world = world
        world.repositories.sort { $0.id < $1.id }
        world.components.sort { $0.id < $1.id }
        world.edges.sort {
            ($0.from, $0.to, $0.origin, $0.kind.rawValue) < ($1.from, $1.to, $1.origin, $1.kind.rawValue)
        }
        self.world = world
        self.request = request
        // Full seconds, so that the stored value round-trips.
        self.moment = Date(timeIntervalSince1970: moment.timeIntervalSince1970.rounded(.down))
        self.ecosystems = Dictionary(uniqueKeysWithValues: ecosystems.map { ($0.name, $0) })
        self.publications = PublicationList(publications)
        graph = try ComponentGraph(of: world)
        (owners, histories) = try PlanMaker.tagsAndHistories(of: world)
        let range = PlanMaker.readCommits(of: world) { $0.commits }
        commits = range.commits
        merges = Dictionary(
            range.merges.map { ($0.read.commit.id, $0.read.reading) }, uniquingKeysWith: { first, _ in first })
        earlier =
            PlanMaker.readCommits(of: world) { repository in
                repository.earlierCommits.reduce(into: [:]) { all, one in
                    all[one.key] = (repository.commits[one.key] ?? []) + one.value
                }
            }.commits
    }

    /// What each component's commits say; each message is read once.
    private static func readCommits(
        of world: ObservedWorkspace, _ chosen: (ObservedRepository) -> [ComponentID: [ObservedCommit]]
    ) -> ReadRange<ComponentID> {
        let rules = MessageRules(world.configuration.compatibility)
        return world.repositories.reduce(into: ReadRange(commits: [:], merges: [])) { found, repository in
            let range = readRange(repository.history, of: chosen(repository), rules: rules)
            found.commits.merge(range.commits) { first, _ in first }
            found.merges += range.merges
        }
    }

    /// A component that only `versions.toml` knows has no tags here: what is recorded was released.
    static func recordedRelease(of component: Component) -> LastRelease? {
        guard component.isOnlyRecorded, let version = component.version else { return nil }
        return LastRelease(tag: ObservedTag(name: TagName(version.text), commit: ""), version: version)
    }

    /// A tag that bears a name says whose it is: components of one repository are not tagged alike, unless they are released
    /// together. Of tags without a name their trees say it.
    private func checkTags(_ cascade: Cascade, _ decisions: [ComponentID: Cascade.Decision]) throws {
        var owners: [TagTemplate: [Component]] = [:]
        for component in world.components
        where !component.isOnlyRecorded && !cascade.isWithheld(component.id) {
            guard let template = histories[component.id]?.template,
                !TagForms.nameless(of: component.id).contains(template)
            else { continue }
            let isReleased = decisions[component.id]?.next != nil
            for other in owners[template] ?? []
            where other.repository == component.repository && (isReleased || decisions[other.id]?.next != nil) {
                let isTogether =
                    cascade.groups.contains {
                        $0.versions == .fixed && $0.members.contains(other.id) && $0.members.contains(component.id)
                    } || histories[other.id]?.lockstep != nil
                    || (histories[other.id]?.root ?? other.id) == (histories[component.id]?.root ?? component.id)
                    || (other.ecosystem == "go" && other.majorFolder != component.majorFolder)
                guard isTogether else {
                    throw PlanError.tagsAlike(
                        other.id, component.id, template: template.text)
                }
            }
            owners[template, default: []].append(component)
        }
    }

    /// A version that no registry takes is refused before any requirement would follow it.
    private func checkVersions(_ decisions: [ComponentID: Cascade.Decision]) throws {
        for component in world.components {
            guard let next = decisions[component.id]?.next else { continue }
            let names = Set(component.versionSources.map(\.ecosystem) + [component.ecosystem].compactMap { $0 })
            for name in names.sorted() {
                if let why = ecosystems[name]?.refusal(of: next, for: component.package(in: name)) {
                    throw PlanError.versionRefused(component.id, next, why: why)
                }
            }
        }
    }

    /// - Parameter isWhole: false to compute only versions and entries: the account of commits and the digest are left
    ///   out, since both are slow for very many commits.
    package func plan(isWhole: Bool = true) throws -> ReleasePlan {
        try checkRequest()
        try checkSources()
        var cascade = Cascade(
            world: world, graph: graph, request: request, day: ReleaseDate(moment), ecosystems: ecosystems,
            histories: histories,
            commits: commits, earlier: earlier, alreadyReleased: alreadyReleased, reserved: reserved)
        if !isWhole { cascade.reasonLimit = 10 }
        let decisions = try cascade.decide()
        try checkVersions(decisions)
        // Before edits: if tags are not what they were taken for, the versions are wrong, and later errors only follow from that.
        try checkTags(cascade, decisions)
        try checkBranches(decisions)
        var edits = try PlanEdits(cascade: cascade, decisions: decisions, moment: moment)
        try cascade.checkCandidateRequirements(decisions, after: edits.requirement(of:))
        var components: [PlannedComponent] = []
        for id in graph.order {
            guard let component = cascade.components[id], let decision = decisions[id] else { continue }
            components.append(try planned(component, decision, cascade: cascade, decisions: decisions, edits: &edits))
        }
        let released = components.filter { $0.nextVersion != nil }
        try checkTagPaths(of: released)
        let steps = try self.steps(for: released, all: components, decisions: decisions, edits: edits, cascade: cascade)
        let used = Set(components.filter { $0.nextVersion != nil || !$0.edits.isEmpty }.map(\.repository))
            .union(steps.compactMap(\.repository))
        let repositories = world.repositories.filter { used.contains($0.id) || released.isEmpty }.map {
            PlannedRepository(id: $0.id, branch: $0.branch, base: $0.head)
        }
        var warnings = try warnings(cascade: cascade, decisions: decisions, edits: components.flatMap(\.edits))
        warnings += offerWarnings(steps)
        if isWhole {
            warnings += try PlanRehearsal(
                world: world, components: components, ecosystems: ecosystems, publications: publications,
                digests: request.digests ?? [:]
            ).warnings()
        }
        var plan = ReleasePlan(
            createdAt: moment, workspace: world.configuration.workspace, request: request, repositories: repositories,
            components: components, steps: steps, commits: isWhole ? account(components) : nil,
            warnings: warnings,
            nothingToRelease: released.isEmpty ? nothingReason(components) : nil)
        if isWhole { plan.digest = try planDigest(plan) }
        return plan
    }

    private func planned(
        _ component: Component, _ decision: Cascade.Decision, cascade: Cascade,
        decisions: [ComponentID: Cascade.Decision], edits: inout PlanEdits
    ) throws -> PlannedComponent {
        let history = histories[component.id]
        let last = history?.last?.version ?? (cascade.isWithheld(component.id) ? component.version : nil)
        // A tagged tree stays as it is, with the change files that it counts.
        let own = edits.edits(of: component.id).filter { request.tag == nil || !$0.edit.removesFile }
        var reasons = decision.reasons
        let upstream = try cascade.upstreamReasons(of: component.id, decisions: decisions)
        if decision.next != nil {
            reasons.removeAll { $0.kind == .unchanged }
            reasons += upstream
        } else if !own.isEmpty {
            reasons.append(
                PlanReason(
                    kind: .requirementOnly, summary: "Its requirement moves with a sibling in the same repository."))
        }
        if reasons.isEmpty {
            reasons = [PlanReason(kind: .unchanged, summary: "Not part of this request.")]
        }
        var tag: TagName?
        var changelog = PlannedEntry(text: "", edits: [])
        if let next = decision.next {
            // An entry of versions.toml without a repository of its own has no place for a tag.
            if !component.isOnlyRecorded, !cascade.isWithheld(component.id) {
                tag = request.unfinished?[component.id]?.tag ?? history?.template.name(version: next)
            }
            // The causing upstream is listed, even if its requirement is unchanged.
            var named: Set<ComponentID> = []
            let moved = own.filter { $0.key != component.versionSources.first?.key }.compactMap(edits.upstream)
            let updates = (moved + upstream.compactMap { $0.edge?.to }).filter { named.insert($0).inserted }
                .compactMap { name in decisions[name]?.announced.map { (name.text, $0) } }
            let text = withoutControls(
                entryText(
                    of: component, version: next, tag: tag, updates: updates, note: self.note(reasons, last: last),
                    cascade: cascade))
            changelog = try entry(of: component, version: next, tag: tag, text: text)
            changelog.text = withoutControls(changelog.text)
            // A tagged tree stays as it is; the notes have the entry all the same.
            if request.tag != nil { changelog.edits = [] }
        }
        if let tag, !tag.isReference { throw PlanError.badTag(component.id, tag) }
        if let tag, let existing = world.repository(component.repository)?.tags.first(where: { $0.name == tag }) {
            throw PlanError.tagExists(component.id, tag, existing.commit)
        }
        var planned = PlannedComponent(
            name: component.id, path: component.path, repository: component.repository, currentVersion: last,
            nextVersion: decision.next, tag: tag, bump: decision.next?.bump(from: last) ?? .none, reasons: reasons,
            changelog: changelog.text, edits: own + changelog.edits,
            level: graph.level(of: component.id))
        if tag != nil { planned.unproven = try isUnproven(component.id) ? true : nil }
        return planned
    }

    /// Whether no blocking gate checks a component before it is public.
    ///
    /// - Throws: ``PlanError/unproven(_:advisory:)`` where its configuration refuses that.
    private func isUnproven(_ id: ComponentID) throws -> Bool {
        let settings = world.configuration.settings(of: id)
        guard !settings.gates.contains(where: \.isBlocking) else { return false }
        guard settings.unproven == .allow else { throw PlanError.unproven(id, advisory: settings.gates.map(\.name)) }
        return true
    }

    private func steps(
        for released: [PlannedComponent], all components: [PlannedComponent],
        decisions: [ComponentID: Cascade.Decision], edits: PlanEdits, cascade: Cascade
    ) throws -> [PlannedStep] {
        guard !released.isEmpty else { return [] }
        // What only moves along with a version that others share has no steps of its own.
        let own = released.filter { !cascade.isWithheld($0.name) }
        let parts = ReleaseParts(released: own, graph: graph) { world.configuration.settings(of: $0).order }
        var inRepositories: [RepositoryID: [FileEdit]] = [:]
        var writeBacks: [RepositoryID: [FileEdit]] = [:]
        for edit in components.flatMap(\.edits) {
            if edit.edit.isRecord {
                writeBacks[edit.repository, default: []].append(edit.edit)
            } else {
                inRepositories[edit.repository, default: []].append(edit.edit)
            }
        }
        let named = try namedCause()
        var messages: [RepositoryID: String] = [:]
        for (repository, members) in Dictionary(grouping: own, by: \.repository) {
            let subjects = members.compactMap { member -> CommitSubject? in
                guard let version = member.nextVersion else { return nil }
                var seen: Set<ComponentID> = []
                let updates = member.edits.compactMap { edit in edits.upstream(of: edit) }
                    .filter { seen.insert($0).inserted }
                    .compactMap { name in decisions[name]?.announced.map { (component: name, version: $0.text) } }
                let chain = member.reasons.last { $0.kind == .upstream }?.chain.last
                let hasOwnCause = member.reasons.contains { $0.kind != .upstream && $0.kind != .group }
                var cause = hasOwnCause ? nil : chain.flatMap { id in decisions[id]?.announced.map { (id, $0) } }
                if let named, named.component != member.name { cause = named }
                return CommitSubject(component: member.name, version: version, updates: updates, cause: cause)
            }
            messages[repository] = commitMessage(subjects, form: world.configuration.commits.message)
        }
        return try ReleaseSteps(
            world: world, purpose: request.purpose, isBuiltHere: request.builds == .here,
            unfinished: request.unfinished ?? [:], released: own, parts: parts,
            edits: inRepositories,
            messages: messages, writeBacks: writeBacks, publications: publications,
            highest: Set(own.filter(isHighest).map(\.name)),
            lastTags: histories.compactMapValues { $0.last?.tag.name }, moment: moment
        ).all()
    }

    /// Whether a release is stable and above all stable ones of its component, those of other lines included.
    private func isHighest(_ component: PlannedComponent) -> Bool {
        guard let next = component.nextVersion, !next.isPrerelease else { return false }
        return (histories[component.name]?.releases ?? []).allSatisfy { $0.version.isPrerelease || $0.version < next }
    }

    private func entryText(
        of component: Component, version: Version, tag: TagName?, updates: [(name: String, version: Version)],
        note: String, cascade: Cascade
    ) -> String {
        let changelog = world.configuration.settings(of: component.id).changelog
        let shown = cascade.changelogCommits(of: component.id)
        let address = world.repository(component.repository)?.remoteAddress.flatMap(RepositoryAddress.init)
        var entry = ChangelogEntry(
            ChangelogEntry.Context(
                repositoryAddress: address?.text, hostAddress: address?.host, version: version.text,
                tag: tag?.text ?? version.text,
                previousTag: address == nil ? nil : shown.since?.tag.name.text,
                date: ReleaseDate(moment).text(changelog.dateFormat), sections: cascade.sections(of: component.id)))
        entry.add(shown.commits)
        for (file, bump) in cascade.changeFiles(of: component.id) { entry.add(file, bump: bump) }
        for update in updates { entry.add("* \(update.name) updated to \(update.version)", under: "Dependencies") }
        if entry.isEmpty, world.configuration.compatibility == .strict { entry.note = note }
        return entry.text + "\n"
    }

    /// Why a component is released without a commit or an upstream as the cause.
    private func note(_ reasons: [PlanReason], last: Version?) -> String {
        guard let last else { return "First release." }
        if let group = reasons.first(where: { $0.kind == .group })?.rule {
            return "Released together with the group `\(group)`; nothing else changed since \(last)."
        }
        return last.isPrerelease ? "No changes since \(last)." : "No changes since \(last) that its changelog shows."
    }

    /// The release that the request names as the cause of this one.
    private func namedCause() throws -> (component: ComponentID, version: Version)? {
        guard let tag = request.cause ?? request.upstreamTag else { return nil }
        for component in world.components {
            if let version = histories[component.id]?.forms.version(of: tag), isTag(tag, of: component) {
                return (component.id, version)
            }
        }
        // One that is not a component here, such as the repository that the components are mirrors of.
        guard let match = tag.text.wholeMatch(of: /(.+?)(?:@|[-\/_]v?)([0-9].*)/),
            let version = Version(String(match.2))
        else { throw PlanError.badCause(tag) }
        return (world.named(ComponentID(String(match.1))), version)
    }

    /// Whether a tag is there, or is spelled with the component's name.
    private func isTag(_ tag: TagName, of component: Component) -> Bool {
        world.repository(component.repository)?.tags.contains { $0.name == tag } == true
            || tag.text.hasPrefix(component.id.text)
    }

    private func checkRequest() throws {
        let known = Set(graph.components)
        let named = request.components + request.versions.keys.sorted()
        let unknown = named.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw GraphError.noSuchComponent(unknown.map(\.text), known: graph.components)
        }
        if let tag = request.upstreamTag {
            let isKnown = world.components.contains { component in
                histories[component.id]?.forms.pushedVersion(of: tag) != nil
                    && world.repository(component.repository)?.tags.contains { $0.name == tag } == true
            }
            guard isKnown else {
                let known = histories.compactMap { id, history in history.last.map { "\(id) \($0.tag.name)" } }
                throw PlanError.noSuchTag(tag, known: known.sorted())
            }
        }
    }

    /// A component with conflicting sources can't be planned: its version is unknown.
    private func checkSources() throws {
        // An unpublished component stops a release only if requested.
        for component in world.components
        where histories[component.id]?.isWithheld != true || request.components.contains(component.id) {
            guard component.versionSources.agree else {
                throw PlanError.sourcesDiffer(component.id, component.versionSources)
            }
        }
    }

    private func warnings(
        cascade: Cascade, decisions: [ComponentID: Cascade.Decision], edits: [PlannedEdit]
    ) throws -> [String] {
        var warnings = world.warnings.map { "\($0.place): \($0.message)" }
        warnings += tagWarnings(decisions) + higherReleasesElsewhere(decisions)
        warnings += commitsWithoutFiles() + commitsOfBuiltParts() + commitsOfSharedFiles() + uncountedLines()
        warnings += droppedMetadata(decisions)
        warnings += graph.looseningSentences(among: Set(decisions.filter { $0.value.next != nil }.keys))
        warnings += cascade.staleReleaseAs() + cascade.ungraduatedCommits(decisions)
        for set in world.versionSets where world.repository(set.repository)?.head == nil {
            warnings.append("\(set.file) is not under git; nothing is written back to it.")
        }
        for component in world.components where decisions[component.id]?.next != nil {
            let settings = world.configuration.settings(of: component.id)
            warnings += Set(settings.publish.map(\.target.kind)).sorted().compactMap {
                publications[$0]?.omission(
                    for: component.id,
                    in: world.repository(component.repository).flatMap(world.configuration.atForge))
            }
        }
        warnings += try targetWarnings(decisions)
        if decisions.values.contains(where: { $0.next != nil }) {
            warnings += [UnifiedReleasePlanning.omission(in: world)].compactMap(\.self)
        }
        let released = Set(
            world.components.filter { decisions[$0.id]?.next != nil && !$0.isOnlyRecorded }.map(
                \.repository))
        for repository in world.repositories where released.contains(repository.id) && repository.branch == nil {
            warnings.append("\(repository.id) is on no branch; this can be planned, but not released.")
        }
        for repository in world.repositories where repository.isDirty {
            warnings.append("\(repository.id) has uncommitted changes; they are not part of the release.")
        }
        for edge in world.edges where edge.kind != .patch {
            guard let version = decisions[edge.to]?.announced, !cascade.reaches(edge, version, decisions),
                try !cascade.accepts(edge, version)
            else { continue }
            warnings.append(
                "\(edge.origin): \(edge.from) requires \(edge.to) \(edge.requirement ?? ""), which excludes the candidate \(version); it is unchanged, since \(edge.from) \(request.components.isEmpty && request.versions.isEmpty ? "would not be a candidate itself" : "was not requested")."
            )
        }
        warnings += cascade.refusedSiblings(decisions)
        for edge in world.edges where cascade.policy(of: edge) == .never {
            guard let version = decisions[edge.to]?.announced, try !cascade.accepts(edge, version) else { continue }
            // Within a repository the requirement moves with the sibling all the same.
            let moves = edits.contains {
                $0.repository == edge.repository && $0.edit.file == edge.origin.file && $0.edit.key == edge.key
            }
            if moves { continue }
            if cascade.staysPinned(edge), let pin = edge.pin {
                warnings.append(
                    "\(edge.origin): \(edge.from) stays on \(edge.to) \(edge.requirement ?? "") (\(pin.value.prefix(19))…), although \(version) is released: its digests are kept."
                )
                continue
            }
            warnings.append(
                "\(edge.origin): \(edge.from) requires \(edge.to) \(edge.requirement ?? ""), which refuses \(version); its policy is never to follow."
            )
        }
        return warnings
    }

    /// What targets of one repository mean for each other.
    private func targetWarnings(_ decisions: [ComponentID: Cascade.Decision]) throws -> [String] {
        let released = world.components.filter { decisions[$0.id]?.next != nil && !$0.isOnlyRecorded }
        return try world.repositories.flatMap { repository -> [String] in
            let targets = released.filter { $0.repository == repository.id }.flatMap { component in
                world.configuration.settings(of: component.id).publish.map { (component.id, $0.target) }
            }
            return try Set(targets.map(\.1.kind)).sorted().flatMap { kind in
                try publications[kind]?.check(targets.filter { $0.1.kind == kind }, of: repository.id) ?? []
            }
        }
    }

    private func nothingReason(_ components: [PlannedComponent]) -> String {
        if components.isEmpty { return "The workspace has no components." }
        // Without a version in any file there is none to compare a tag's tree with.
        let tags = owners.values.flatMap(\.orphans)
        if let tag = tags.first, components.allSatisfy({ $0.currentVersion == nil }) {
            return
                "Nothing to release: no file says a component's version, and it is not known whose release the tag \(tag) is. If it is of all of them: defaults: { tag: \"v{version}\" }; if of one: \(tagEntry(for: components.first?.name ?? "NAME", owning: tag))"
        }
        guard components.count > 1 else {
            let reason = components[0].reasons.map(\.summary).joined(separator: " ")
            return "Nothing to release: " + reason.prefix(1).lowercased() + reason.dropFirst()
        }
        let reasons = Dictionary(grouping: components) { $0.reasons.map(\.summary).joined(separator: " ") }
        guard reasons.count <= 3 else { return "Nothing to release: no component has a reason to be released." }
        let lines = reasons.map { reason, components in
            "\n  " + components.map(\.name.text).joined(separator: ", ") + ": "
                + reason.prefix(1).lowercased() + reason.dropFirst().dropLast(reason.hasSuffix(".") ? 1 : 0)
        }
        return "Nothing to release:" + lines.sorted().joined()
    }
}
