import Foundation
import ReleaseModel

/// Builds the steps of a plan from what is released.
struct ReleaseSteps {
    let world: ObservedWorkspace
    let purpose: ReleasePurpose?
    /// The build of a channel that the plan is for; nil: it is a release.
    let channel: ChannelBuild?
    /// Whether everything is built on this machine, whatever the configuration says.
    let isBuiltHere: Bool
    /// Releases whose tags are public; those with a draft are not built again.
    let unfinished: [ComponentID: UnfinishedRelease]
    let released: [PlannedComponent]
    let parts: ReleaseParts
    /// Edits of repositories by repository, those of `versions.toml` left out.
    let edits: [RepositoryID: [FileEdit]]
    let messages: [RepositoryID: String]
    let writeBacks: [RepositoryID: [FileEdit]]
    let publications: PublicationList
    /// The components whose next version is stable and above all their stable releases.
    let highest: Set<ComponentID>
    /// Of the last release of each component.
    let lastTags: [ComponentID: TagName]
    let moment: Date
    let components: [ComponentID: Component]
    let repositories: [RepositoryID: ObservedRepository]
    /// What is released of each repository, in plan order.
    let members: [RepositoryID: [PlannedComponent]]
    /// The steps after which a component counts as tested.
    private let proven: [ComponentID: [StepID]]

    init(
        world: ObservedWorkspace, purpose: ReleasePurpose?, channel: ChannelBuild? = nil, isBuiltHere: Bool,
        unfinished: [ComponentID: UnfinishedRelease] = [:],
        released: [PlannedComponent], parts: ReleaseParts,
        edits: [RepositoryID: [FileEdit]], messages: [RepositoryID: String], writeBacks: [RepositoryID: [FileEdit]],
        publications: PublicationList, highest: Set<ComponentID>,
        lastTags: [ComponentID: TagName], moment: Date
    ) {
        self.world = world
        self.purpose = purpose
        self.channel = channel
        self.isBuiltHere = isBuiltHere
        self.unfinished = unfinished
        self.released = released
        self.parts = parts
        self.edits = edits
        self.messages = messages
        self.writeBacks = writeBacks
        self.publications = publications
        self.highest = highest
        self.lastTags = lastTags
        self.moment = moment
        components = Dictionary(world.components.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        repositories = Dictionary(world.repositories.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        members = Dictionary(grouping: released, by: \.repository)
        var proven: [ComponentID: [StepID]] = [:]
        // Upstreams come first in the plan, so that each answer is found once, however many paths lead to it.
        for one in released {
            proven[one.name] = ReleaseSteps.provingSteps(
                of: one, settings: world.configuration.settings(of: one.name),
                isBuilt: unfinished[one.name]?.draft == nil,
                upstreams: (parts.upstreams[one.name] ?? []).flatMap { proven[$0] ?? [] })
        }
        self.proven = proven
    }

    /// A component's blocking gates, or its build, or just its commit.
    private static func provingSteps(
        of component: PlannedComponent, settings: ComponentConfiguration, isBuilt: Bool, upstreams: [StepID]
    ) -> [StepID] {
        guard isBuilt else { return [StepID.prepare(component.repository)] }
        let gates = settings.gates.filter(\.isBlocking).flatMap { gate in
            MatrixCell.all(of: gate.matrix).map { StepID.gate(component.name, gate.name, suffix: $0.suffix) }
        }
        if !gates.isEmpty { return gates }
        if settings.build != nil { return [StepID.build(component.name)] }
        // Nothing of its own to prove: whatever it is built on must be.
        return Set([StepID.prepare(component.repository)] + upstreams).sorted()
    }

    /// In an order in which they could run one after the other: kinds within phases, components in graph order.
    func all() throws -> [PlannedStep] {
        let tagged = released.filter { $0.tag != nil }
        try checkArtifactNames(tagged)
        try checkPublications(tagged)
        let repositories = Set(tagged.map(\.repository)).sorted()
        let prepares = try repositories.map { try prepare($0) }
        let built = try tagged.flatMap(buildAndGates)
        let offered = offered(built)
        let proofs = offers(of: offered) + waitingForOffers(built, offered)
        let reuses = reuseSteps()
        guard purpose != .shadow else {
            let reversible = prepares + proofs + reuses
            let set = PlannedStep(
                id: "assemble", needs: lastSteps(of: reversible), work: .assemble)
            return try inOrder(reversible + [set] + withdrawals(of: offered, after: set.id))
        }
        let lines = self.lines(after: prepares + proofs)
        let publications = try tagged.flatMap { try publication($0, isFirstOfRepository: isFirst($0)) }
        var steps = prepares + proofs + lines + publications + reuses
        if purpose != .test { steps += try writeBackSteps(after: steps) }
        let unified = UnifiedReleasePlanning(
            world: world, purpose: purpose, released: tagged, highest: highest, moment: moment)
        if let (repository, work) = try unified.work() {
            steps.append(
                PlannedStep(
                    id: .publishSet(repository), repository: repository, needs: lastSteps(of: steps),
                    work: .publishSet(work)))
        }
        steps.append(PlannedStep(id: "assemble", needs: lastSteps(of: steps), work: .assemble))
        steps += withdrawals(of: offered, after: .assemble)
        steps += followUps(of: tagged, in: world, purpose: purpose).enumerated().map { index, work in
            PlannedStep(id: .followUp(index + 1), needs: [.assemble], work: .followUp(work))
        }
        return try inOrder(steps)
    }

    /// Names that are known before anything is built must be different; those of patterns are checked when collected.
    private func checkArtifactNames(_ components: [PlannedComponent]) throws {
        var owners: [String: ComponentID] = [:]
        for component in components {
            let fields = ArtifactFields(
                component: component.name, version: component.nextVersion, tag: component.tag,
                repository: component.repository, named: nameAtForge(component.repository))
            for artifact in world.configuration.settings(of: component.name).build?.artifacts ?? []
            where !artifact.path.contains("*") {
                let file = String(artifact.path.split(separator: "/").last ?? "")
                let name = fields.name(artifact.name(of: file))
                if let other = owners[name] { throw PlanError.artifactName(name, [other, component.name]) }
                owners[name] = component.name
            }
        }
    }

    private func nameAtForge(_ id: RepositoryID) -> String? {
        repositories[id].flatMap(world.configuration.atForge)?.name.name
    }

    private func checkPublications(_ components: [PlannedComponent]) throws {
        for component in components {
            let settings = world.configuration.settings(of: component.name)
            for publish in settings.publish {
                try publications[publish.target.kind]?.check(settings, of: component.name, to: publish.target)
            }
        }
        // A tag has one release at a forge, and its draft is one component's.
        for (tag, members) in Dictionary(grouping: components, by: \.tag) {
            for (repository, sharing) in Dictionary(grouping: members, by: \.repository) {
                let staged = sharing.filter { targets(of: $0).contains(where: \.isStaged) }
                guard let tag, staged.count > 1, let kind = targets(of: staged[0]).first(where: \.isStaged)?.target.kind
                else { continue }
                throw PlanError.exclusiveTargets(
                    kind, repository, staged.map(\.name),
                    why: "they share the tag \(tag), and a tag has one release",
                    instead: "Let one of them publish it, or make one release of them all: "
                        + "unified-release: { repository: \(yamlText(repository.text)) }")
            }
        }
    }

    // MARK: Before the line

    private func prepare(_ id: RepositoryID) throws -> PlannedStep {
        guard let repository = repositories[id], let base = repository.head else {
            throw PlanError.notUnderGit(id, folder: repositories[id]?.folder ?? id.text)
        }
        let commits = world.configuration.commits
        // Of a nightly the manifests stay as they are.
        let named = channel?.scheme == .nightly ? [] : members[id] ?? []
        let versions = named.compactMap { one in
            one.nextVersion.map { (one.name, $0) }
        }
        let sources = versions.map { name, _ in (name, components[name].map(\.carriers) ?? []) }
        return PlannedStep(
            id: StepID.prepare(id), repository: id, needs: [],
            work: .prepare(
                PrepareWork(
                    base: base, edits: edits[id] ?? [], message: messages[id] ?? "", name: commits.name,
                    mail: commits.mail, versions: Dictionary(uniqueKeysWithValues: versions),
                    candidates: candidates(for: id),
                    sources: Dictionary(uniqueKeysWithValues: sources.filter { !$0.1.isEmpty }))))
    }

    /// The unpublished upstreams from other repositories that builds in a checkout need.
    private func candidates(for repository: RepositoryID) -> [PrepareWork.Candidate] {
        let members = (self.members[repository] ?? []).map(\.name)
        let settings = members.map { world.configuration.settings(of: $0) }
        guard settings.contains(where: { $0.build != nil || !$0.gates.isEmpty }) else { return [] }
        let upstreams = Set(
            members.flatMap { member in
                parts.allUpstreams(of: member).filter { !isPublishedBefore(member, $0) }
            })
        return upstreams.sorted().compactMap { components[$0] }.filter { $0.repository != repository }.compactMap {
            guard let ecosystem = $0.ecosystem else { return nil }
            return PrepareWork.Candidate(
                ecosystem: ecosystem, package: $0.package, repository: $0.repository, path: $0.path)
        }
    }

    /// Build, gates and collection of one component.
    private func buildAndGates(of component: PlannedComponent) throws -> [PlannedStep] {
        let settings = world.configuration.settings(of: component.name)
        if let draft = unfinished[component.name]?.draft { return collectFromDraft(component, draft) }
        let commands = commands(of: component)
        var steps: [PlannedStep] = []
        var needs = [StepID.prepare(component.repository)]
        for upstream in parts.upstreams[component.name] ?? [] {
            needs += isPublishedBefore(component.name, upstream) ? settled(upstream) : proven[upstream] ?? []
        }
        if let build = settings.build {
            let id = StepID.build(component.name)
            let work = try buildWork(build, of: component, commands)
            steps.append(step(id, component, needs: needs, work: work))
            needs = [id]
        }
        for gate in settings.gates {
            for (suffix, work) in commands.gate(gate) {
                let id = StepID.gate(component.name, gate.name, suffix: suffix)
                steps.append(step(id, component, needs: needs, work: .gate(work)))
            }
        }
        let binaries = components[component.name]?.binaries ?? []
        if let version = component.nextVersion, settings.build?.artifacts.isEmpty == false || !binaries.isEmpty {
            let work = CollectWork(
                folder: component.path, version: version, artifacts: settings.build?.artifacts ?? [],
                binaries: binaries, repositoryName: nameAtForge(component.repository))
            steps.append(step(collectID(component.name), component, needs: needs, work: .collect(work)))
        }
        return steps
    }

    /// Its gates passed before its tag became public, and its draft has what was built then.
    private func collectFromDraft(_ component: PlannedComponent, _ draft: StagedDraft) -> [PlannedStep] {
        let staged = targets(of: component).first(where: \.isStaged)
        guard let version = component.nextVersion, let target = staged?.target else { return [] }
        let work = CollectWork(
            folder: component.path, version: version, artifacts: [], binaries: [],
            repositoryName: nameAtForge(component.repository), staged: .init(target: target, draft: draft))
        return [
            step(
                collectID(component.name), component, needs: [StepID.prepare(component.repository)],
                work: .collect(work))
        ]
    }

    private func commands(of component: PlannedComponent) -> ConfiguredCommands {
        let upstreams = parts.allUpstreams(of: component.name).compactMap { name in
            components[name].map { (name, $0.repository) }
        }
        return ConfiguredCommands(
            component: component.name, path: component.path, version: component.nextVersion, tag: component.tag,
            upstreams: Dictionary(uniqueKeysWithValues: upstreams))
    }

    /// One line for each phase of each part; it needs every build and gate of that phase, and the line of the phase
    /// before.
    private func lines(after proofs: [PlannedStep]) -> [PlannedStep] {
        var needs: [StepID: [StepID]] = [:]
        for step in proofs {
            let component = step.component ?? step.repository.flatMap { members[$0]?.first?.name }
            guard let component else { continue }
            needs[lineID(component), default: []].append(step.id)
        }
        let approvals = self.approvals(before: needs)
        let partOfLine = Dictionary(
            released.map { (lineID($0.name), parts.part[$0.name] ?? $0.name) }, uniquingKeysWith: { first, _ in first })
        let lines = needs.keys.sorted().map { id in
            // Later lines of the part too: the approved plan may be amended after the first line was crossed.
            let agreed = approvals.filter { $0.part == partOfLine[id] }.map(\.step.id)
            return PlannedStep(id: id, needs: (needs[id] ?? []) + agreed, work: .line)
        }
        return approvals.map(\.step) + lines
    }

    /// Each part needs one approval, after its gates and before its first line.
    private func approvals(before lines: [StepID: [StepID]]) -> [(part: ComponentID, step: PlannedStep)] {
        let configuration = world.configuration
        let members = Dictionary(grouping: released.filter { parts.phase[$0.name] ?? 0 == 0 }) { lineID($0.name) }
        return configuration.approvals.flatMap { approval in
            lines.keys.sorted().compactMap { line -> (part: ComponentID, step: PlannedStep)? in
                guard let first = members[line]?.first else { return nil }
                let part = parts.part[first.name] ?? first.name
                let all = released.map(\.name).filter { (parts.part[$0] ?? $0) == part }
                if let only = approval.components, Set(only).isDisjoint(with: all) { return nil }
                let work = ApprovalWork(
                    roles: approval.roles, quorum: approval.quorum, lifetime: approval.lifetime,
                    people: configuration.people, messengers: approval.messengers)
                return (
                    part,
                    PlannedStep(
                        id: .approval(approval.name, of: part), needs: lines[line] ?? [],
                        work: .approval(work))
                )
            }
        }
    }

    // MARK: After every part

    private func writeBackSteps(after steps: [PlannedStep]) throws -> [PlannedStep] {
        let commits = world.configuration.commits
        return try writeBacks.keys.sorted().map { id in
            guard let repository = repositories[id], let base = repository.head else {
                throw PlanError.notUnderGit(id, folder: repositories[id]?.folder ?? id.text)
            }
            let branch = repository.branch ?? ""
            let list = released.map { "\($0.name) \($0.nextVersion?.text ?? "")" }.joined(separator: ", ")
            // What it records is of no interest to anyone's CI.
            let message =
                channel.map { "chore(develop): record \($0.version) in versions.toml [skip ci]" }
                ?? "chore(release): record \(list) in versions.toml"
            return PlannedStep(
                id: StepID.writeBack(id), repository: id, needs: lastSteps(of: steps),
                work: .writeBack(
                    WriteBackWork(
                        branch: branch, base: base, edits: writeBacks[id] ?? [],
                        message: message, name: commits.name,
                        mail: commits.mail)))
        }
    }

    /// Components that keep their version but belong to the set.
    private func reuseSteps() -> [PlannedStep] {
        guard world.configuration.setContent == .all else { return [] }
        let names = Set(released.map(\.name))
        return world.components.filter { component in
            let build = world.configuration.settings(of: component.id).build
            return !names.contains(component.id) && (build?.artifacts.isEmpty == false || !component.binaries.isEmpty)
        }.compactMap { component in
            guard let version = component.version else { return nil }
            return PlannedStep(
                id: StepID.reuse(component.id), component: component.id,
                repository: component.repository, needs: [], work: .reuse(ReuseWork(version: version)))
        }
    }

    // MARK: Names

    func lineID(_ component: ComponentID) -> StepID {
        let phase = parts.phase[component] ?? 0
        let part = parts.part[component] ?? component
        return .line(part, phase: phase)
    }

    func verifyID(_ component: ComponentID) -> StepID { StepID.verify(component) }

    /// The steps after which all of a component is published.
    func settled(_ component: ComponentID) -> [StepID] {
        guard channel != nil else { return [verifyID(component)] }
        let planned = released.first { $0.name == component }
        return planned.map { one in targets(of: one).map { StepID.publish(component, $0.number) } } ?? []
    }
    private func collectID(_ component: ComponentID) -> StepID { StepID.collect(component) }

    func isPublishedBefore(_ component: ComponentID, _ upstream: ComponentID) -> Bool {
        (parts.phase[upstream] ?? 0) < (parts.phase[component] ?? 0)
            && components[upstream]?.repository != components[component]?.repository
    }

    private func isFirst(_ component: PlannedComponent) -> Bool {
        members[component.repository]?.first { $0.tag != nil }?.name == component.name
    }

    func step(
        _ id: StepID, _ component: PlannedComponent, needs: [StepID], work: StepWork
    ) -> PlannedStep {
        PlannedStep(
            id: id, component: component.name, repository: component.repository, needs: needs, work: work)
    }

    /// Steps that no other step needs.
    private func lastSteps(of steps: [PlannedStep]) -> [StepID] {
        let needed = Set(steps.flatMap(\.needs))
        return steps.map(\.id).filter { !needed.contains($0) }
    }

    /// Stable: a step comes as early in the list as its needs allow.
    private func inOrder(_ steps: [PlannedStep]) throws -> [PlannedStep] {
        let ids = try differentIDs(of: steps)
        let ordered = runnableOrder(
            steps.map { step in
                var step = step
                // An upstream that is only recorded has a version, and no step that could be waited for.
                step.needs.removeAll { !ids.contains($0) }
                return step
            })
        guard ordered.count == steps.count else {
            // The components have no cycle; only a commit that several of them share can cause one.
            let placed = Set(ordered.map(\.id))
            let stuck = Set(steps.filter { !placed.contains($0.id) && $0.kind == .push }.compactMap(\.repository))
            let shared = Dictionary(grouping: released, by: \.repository)
                .filter { stuck.contains($0.key) && $0.value.count > 1 }.min { $0.key < $1.key }
            let cycle = ring(in: steps.filter { !placed.contains($0.id) })
            throw PlanError.entangled(
                shared?.value.map(\.name).sorted() ?? [], shared?.key ?? "",
                ring: zip(cycle, cycle.dropFirst() + cycle.prefix(1)).map { "\($0) waits for \($1)" })
        }
        return ordered
    }
}
