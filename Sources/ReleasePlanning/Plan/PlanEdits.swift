import Foundation
import ReleaseModel

/// Every value that a plan changes in files, by component, each exactly once.
struct PlanEdits {
    private var byComponent: [ComponentID: [PlannedEdit]] = [:]
    /// Which upstream an edited requirement names.
    private var upstreams: [PlannedEdit: ComponentID] = [:]

    /// When the release is made, for files that say its day.
    private let moment: Date

    init(cascade: Cascade, decisions: [ComponentID: Cascade.Decision], moment: Date) throws {
        self.moment = moment
        var seen: Set<PlannedEdit> = []
        for id in cascade.graph.order {
            guard let component = cascade.components[id], let decision = decisions[id] else { continue }
            if decision.next != nil { try PlanEdits.checkRequirements(of: component, cascade, decisions) }
            let removals = try cascade.changeFileRemovals(of: id, decisions: decisions)
            for edit in ownEdits(component, next: decision.next) + removals where seen.insert(edit).inserted {
                byComponent[id, default: []].append(edit)
            }
            let edges = cascade.outgoing[id] ?? []
            for (edit, upstream) in try PlanEdits.requirementEdits(
                edges, of: component, cascade: cascade, decisions: decisions)
            where seen.insert(edit).inserted {
                byComponent[id, default: []].append(edit)
                upstreams[edit] = upstream
            }
            // What only the root around a component says moves with the component.
            let roots = cascade.world.rootRequirements.filter { $0.to == id }
            for (edit, _) in try PlanEdits.requirementEdits(
                roots, of: component, cascade: cascade, decisions: decisions)
            where seen.insert(edit).inserted { byComponent[id, default: []].append(edit) }
        }
        try addLockEdits(cascade: cascade, decisions: decisions)
        try addRecords(cascade: cascade, decisions: decisions)
    }

    func edits(of component: ComponentID) -> [PlannedEdit] { byComponent[component] ?? [] }
    func upstream(of edit: PlannedEdit) -> ComponentID? { upstreams[edit] }

    /// What a requirement says once it is edited.
    func requirement(of edge: Edge) -> String? {
        let edit = byComponent[edge.from]?.first { one in
            one.repository == edge.repository && one.edit.file == edge.origin.file && one.edit.key == edge.key
                && upstreams[one] == edge.to
        }
        return edit?.edit.change.after ?? edge.requirement
    }

    private func ownEdits(_ component: Component, next: Version?) -> [PlannedEdit] {
        guard let next else { return [] }
        return (component.versionParts + component.versionSources).compactMap { source in
            let text = source.text(for: next, at: moment)
            guard text != source.value else { return nil }
            return PlannedEdit(
                repository: component.repository,
                edit: FileEdit(
                    ecosystem: source.ecosystem, file: source.place.file, key: source.key, from: source.value,
                    to: text))
        }
    }

    /// A requirement ahead of a sibling in the same repository, which stays as it is, leaves a tree that can't be built; so
    /// does any that refuses a sibling which is taken from its folder.
    private static func checkRequirements(
        of component: Component, _ cascade: Cascade, _ decisions: [ComponentID: Cascade.Decision]
    ) throws {
        for edge in cascade.outgoing[component.id] ?? []
        where edge.kind != .patch && edge.kind != .declared && !edge.isRecord {
            guard decisions[edge.to]?.announced == nil, let requirement = edge.requirement,
                let sibling = cascade.components[edge.to], sibling.repository == component.repository,
                let version = sibling.version, cascade.policy(of: edge) != .never,
                let ecosystem = edge.ecosystem.flatMap({ cascade.ecosystems[$0] }),
                ecosystem.accepts(requirement: requirement, presentVersion: version) == false
            else { continue }
            let isAhead = ecosystem.isAhead(requirement: requirement, of: version)
            if isAhead, edge.kind != .dev || edge.isByPath == true { throw PlanError.requirementAhead(edge, version) }
            if edge.isByPath == true { throw PlanError.requirementBehind(edge, version) }
        }
    }

    /// Requirements that must move, or always follow, for a component that is released or shares a repository with
    /// the upstream.
    private static func requirementEdits(
        _ edges: [Edge], of component: Component, cascade: Cascade, decisions: [ComponentID: Cascade.Decision]
    ) throws -> [(PlannedEdit, ComponentID)] {
        // In the order of the manifest, which is the order in which messages and notes name them.
        let edges = edges.sorted {
            ($0.origin.file, $0.origin.line, $0.origin.column) < ($1.origin.file, $1.origin.line, $1.origin.column)
        }
        return try edges.flatMap { edge -> [(PlannedEdit, ComponentID)] in
            guard !cascade.staysPinned(edge), let version = decisions[edge.to]?.announced,
                let requirement = edge.requirement, let key = edge.key,
                let repository = edge.repository, let name = edge.ecosystem, !edge.isRecord,
                let ecosystem = cascade.ecosystems[name]
            else { return [] }
            guard cascade.reaches(edge, version, decisions) else { return [] }
            let isAccepted = try cascade.accepts(edge, version)
            let policy = cascade.policy(of: edge)
            let isSameRepository = cascade.components[edge.to]?.repository == component.repository
            let isReleased = decisions[component.id]?.next != nil
            let follows = policy == .always || (ecosystem.requirementsSelectVersions && policy != .never)
            guard policy != .never || isSameRepository, isReleased || isSameRepository else { return [] }
            // A requirement that names the candidate of what is stable now names the stable version.
            let stable = isAccepted ? ecosystem.graduated(requirement: requirement, to: version) : nil
            guard !isAccepted || (follows && isReleased) || stable != nil else { return [] }
            // A requirement is only ever raised; one that is ahead needs a decision.
            if ecosystem.isAhead(requirement: requirement, of: version) {
                // What a root says of a later version is no one's release.
                guard policy != .never, edge.from != edge.to else { return [] }
                throw PlanError.requirementAhead(edge, version)
            }
            let raised = followed(requirement, version, component, cascade, ecosystem)
            guard let text = stable ?? raised.map({ ecosystem.graduated(requirement: $0, to: version) ?? $0 }) else {
                // A component that excludes its own upstream is never released.
                if isReleased, !isAccepted, policy != .never, edge.kind != .dev {
                    throw PlanError.stuckRequirement(edge, version)
                }
                return []
            }
            guard text != requirement else { return [] }
            if let others = edge.sharing { throw UnperformablePlan.sharedRequirement(edge, others, version) }
            let edits = [FileEdit(ecosystem: name, file: edge.origin.file, key: key, from: requirement, to: text)]
            let pins = try pinEdits(of: edge, in: name, to: version, cascade)
            let revisions = try revisionEdits(of: edge, in: name, to: version, cascade)
            return (edits + pins + revisions).map { (PlannedEdit(repository: repository, edit: $0), edge.to) }
        }
    }

    /// The digest beside a version that moves: a new tag with an old digest would name the old image.
    private static func pinEdits(
        of edge: Edge, in ecosystem: EcosystemName, to version: Version, _ cascade: Cascade
    ) throws(UnperformablePlan) -> [FileEdit] {
        guard let pin = edge.pin else { return [] }
        guard let digest = cascade.request.digests?[edge.to], let key = pin.key else {
            throw .pinnedDigest(edge, pin, version)
        }
        // One version with two digests: images for two platforms, say, of which one digest names only one.
        let other = cascade.world.edges.first { other in
            other.to == edge.to && other.requirement == edge.requirement && !cascade.staysPinned(other)
                && other.pin.map { $0.value != pin.value } ?? false
        }
        if let other, let second = other.pin { throw .severalDigests(edge, [pin, second], version) }
        guard digest != pin.value else { return [] }
        return [FileEdit(ecosystem: ecosystem, file: pin.place.file, key: key, from: pin.value, to: digest)]
    }

    /// The tag beside a version that moves: the ecosystem looks for the new version in what the old tag names. What a
    /// commit will be called, or a tag elsewhere, is not known here.
    private static func revisionEdits(
        of edge: Edge, in ecosystem: EcosystemName, to version: Version, _ cascade: Cascade
    ) throws(UnperformablePlan) -> [FileEdit] {
        guard let revision = edge.revision else { return [] }
        guard revision.kind == .tag, let key = revision.key, let upstream = cascade.components[edge.to],
            !upstream.isOnlyRecorded, let history = cascade.histories[edge.to],
            let old = history.forms.version(of: TagName(revision.value))
        else { throw .pinnedRevision(edge, revision, version) }
        let tag = history.template.name(version: version).text
        guard tag != revision.value, !old.isSame(as: version) else { return [] }
        return [FileEdit(ecosystem: ecosystem, file: revision.place.file, key: key, from: revision.value, to: tag)]
    }

    private static func followed(
        _ requirement: String, _ version: Version, _ component: Component, _ cascade: Cascade,
        _ ecosystem: any Ecosystem
    ) -> String? {
        let style = cascade.world.configuration.settings(of: component.id).requirementStyle
        if style == .full { return ecosystem.full(requirement: requirement, toFollow: version) }
        return style.policy.flatMap { ecosystem.requirement(on: version, leavingOpen: $0) }
            ?? ecosystem.rewritten(requirement: requirement, toFollow: version)
    }

    /// Lock files, own and sibling entries only; listed with the component nearest to the lock file.
    private mutating func addLockEdits(cascade: Cascade, decisions: [ComponentID: Cascade.Decision]) throws {
        let members = Dictionary(grouping: cascade.graph.order.compactMap { cascade.components[$0] }, by: \.repository)
        let released = versionChanges(of: cascade.world.components.filter { decisions[$0.id]?.next != nil }, decisions)
        for repository in cascade.world.repositories {
            // Only a repository that gets a commit anyway: other locks are not touched.
            let own = members[repository.id] ?? []
            guard let first = own.first(where: { decisions[$0.id]?.next != nil || byComponent[$0.id] != nil }) else {
                continue
            }
            let names = cascade.ecosystems.filter { _, ecosystem in
                repository.files.keys.contains { ecosystem.lockCommand(for: $0) != nil }
            }.keys.sorted()
            guard !names.isEmpty else { continue }
            let changes = versionChanges(of: own, decisions).merging(released) { $0 + $1 }
            let planned = own.flatMap { byComponent[$0.id] ?? [] }.filter { $0.repository == repository.id }.map(\.edit)
            for name in names {
                guard let ecosystem = cascade.ecosystems[name] else { continue }
                let files = repository.files.filter { ecosystem.isManifest(path: $0.key) }
                for edit in try ecosystem.lockEdits(
                    files: files, changes: changes[name] ?? [], planned: planned.filter { $0.ecosystem == name })
                {
                    let nearest = own.filter { decisions[$0.id]?.next != nil && edit.file.isInFolder($0.path) }
                        .max { $0.path.count < $1.path.count }
                    byComponent[(nearest ?? first).id, default: []].append(
                        PlannedEdit(repository: repository.id, edit: edit))
                }
            }
        }
    }

    /// The versions that packages will have, also those that stay, since a lock may have fallen behind.
    private func versionChanges(
        of components: [Component], _ decisions: [ComponentID: Cascade.Decision]
    ) -> [EcosystemName: [PackageVersionChange]] {
        var changes: [EcosystemName: [PackageVersionChange]] = [:]
        var seen: [EcosystemName: Set<PackageVersionChange>] = [:]
        for component in components {
            for source in component.versionSources {
                guard let from = source.version else { continue }
                let change = PackageVersionChange(
                    package: component.package(in: source.ecosystem), from: from,
                    to: decisions[component.id]?.next ?? from)
                if seen[source.ecosystem, default: []].insert(change).inserted {
                    changes[source.ecosystem, default: []].append(change)
                }
            }
        }
        return changes
    }

    /// What version sets record of the released components.
    private mutating func addRecords(cascade: Cascade, decisions: [ComponentID: Cascade.Decision]) throws {
        for set in cascade.world.versionSets where cascade.world.repository(set.repository)?.head != nil {
            let edits = set.edits(
                next: { decisions[$0]?.next }, tag: { cascade.histories[$0]?.template.name(version: $1) },
                isOnlyRecorded: { cascade.components[$0]?.isOnlyRecorded ?? false },
                kept: try PlanEdits.requirementsAhead(in: set, cascade: cascade, decisions: decisions))
            for (component, edit) in edits {
                byComponent[component, default: []].append(PlannedEdit(repository: set.repository, edit: edit))
            }
        }
    }

    /// Keys of requirements of a set that are ahead of what is released and stay, since nothing follows them.
    ///
    /// - Throws: ``PlanError/requirementAhead(_:_:)`` for one that does follow: a record is only ever raised.
    private static func requirementsAhead(
        in set: VersionSet, cascade: Cascade, decisions: [ComponentID: Cascade.Decision]
    ) throws -> Set<String> {
        var kept: Set<String> = []
        for one in set.requirements {
            guard let upstream = one.upstream, let version = decisions[upstream]?.next,
                let ecosystem = cascade.ecosystems[VersionSet.ecosystem],
                ecosystem.isAhead(requirement: one.value.value, of: version)
            else { continue }
            let edge = cascade.outgoing[one.component ?? ""]?.first {
                $0.isRecord && $0.to == upstream && $0.key == one.value.key && $0.repository == set.repository
            }
            if let edge, cascade.policy(of: edge) != .never { throw PlanError.requirementAhead(edge, version) }
            kept.insert(one.value.key)
        }
        return kept
    }
}

extension String {
    /// Whether this path lies in a folder; everything lies in `.`.
    func isInFolder(_ folder: String) -> Bool { folder == "." || hasPrefix(folder + "/") }
}
