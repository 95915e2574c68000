import Foundation
package import ReleaseModel

/// Builds of channels.
extension PlanMaker {
    /// The plan of a channel's build. The world is the one that ``ChannelPlanning/adapted(to:)`` made for it.
    ///
    /// Nothing of it reaches a branch, but for the record of a develop build in `versions.toml`; no component gets a tag.
    package func channelPlan(_ build: ChannelBuild) throws -> ReleasePlan {
        let edits = build.scheme == .develop ? try developEdits(of: build) : [:]
        let wanted = Set(build.components)
        let components = graph.order.compactMap { id in
            world.component(id).map { component($0, in: build, isWanted: wanted.contains(id), edits[id] ?? []) }
        }
        let released = components.filter { $0.nextVersion != nil }
        let (steps, omissions) = try channelSteps(of: build, released, edits)
        let used = Set(released.map(\.repository)).union(steps.compactMap(\.repository))
        var plan = ReleasePlan(
            createdAt: moment, workspace: world.configuration.workspace, request: request,
            repositories: world.repositories.filter { used.contains($0.id) }.map {
                PlannedRepository(id: $0.id, branch: $0.branch, base: $0.head)
            },
            components: components, steps: steps, warnings: [], nothingToRelease: nil)
        plan.warnings = try channelWarnings(of: build, released, steps) + omissions
        plan.digest = try planDigest(plan)
        return plan
    }

    private func component(
        _ component: Component, in build: ChannelBuild, isWanted: Bool, _ edits: [PlannedEdit]
    ) -> PlannedComponent {
        let fallback = build.fallbacks.first { $0.repository == component.repository }
        let reason =
            if !isWanted {
                PlanReason(kind: .unchanged, summary: "The channel \(build.channel) does not build it.")
            } else if let fallback {
                PlanReason(kind: .stableFallback, summary: fallback.sentence, commit: fallback.commit)
            } else {
                PlanReason(
                    kind: .requested, summary: "The channel \(build.channel) builds it.",
                    commit: world.repository(component.repository)?.head)
            }
        var planned = PlannedComponent(
            name: component.id, path: component.path, repository: component.repository,
            currentVersion: histories[component.id]?.last?.version, nextVersion: isWanted ? build.version : nil,
            tag: nil, bump: isWanted ? .prerelease : .none, reasons: [reason], changelog: "", edits: edits,
            level: graph.level(of: component.id))
        let gates = world.configuration.settings(of: component.id).gates
        if isWanted { planned.unproven = gates.contains(where: \.isBlocking) ? nil : true }
        return planned
    }

    /// The one version in every manifest, and requirements that take it; nothing that a release would record.
    private func developEdits(of build: ChannelBuild) throws -> [ComponentID: [PlannedEdit]] {
        var request = request
        request.channel = nil
        request.versions = Dictionary(
            build.components.map { ($0, build.version) }, uniquingKeysWith: { first, _ in first })
        let plan = try PlanMaker(
            world: world, request: request, moment: moment, ecosystems: Array(ecosystems.values),
            publications: publications.all
        ).plan(isWhole: false)
        let others = plan.released.map(\.name).filter { !build.components.contains($0) }
        guard others.isEmpty else { throw ChannelBuildError.reachesOthers(build.channel, others) }
        return Dictionary(
            plan.components.map { one in (one.name, one.edits.filter { !$0.edit.isRecord && !$0.edit.removesFile }) },
            uniquingKeysWith: { first, _ in first })
    }

    /// - Returns: The steps, and what is left out, a sentence each.
    private func channelSteps(
        of build: ChannelBuild, _ released: [PlannedComponent], _ edits: [ComponentID: [PlannedEdit]]
    ) throws -> (steps: [PlannedStep], omissions: [String]) {
        let tagged = released.map { one in
            var one = one
            // What templates of names call a release is the build's name here.
            one.tag = TagName(build.version.text)
            return one
        }
        let parts = ReleaseParts(released: tagged, graph: graph) { world.configuration.settings(of: $0).order }
        let all = tagged.flatMap { edits[$0.name] ?? [] }
        let inRepositories = Dictionary(grouping: all, by: \.repository).mapValues { $0.map(\.edit) }
        let (records, omissions) = developRecords(of: build)
        let steps = try ReleaseSteps(
            world: world, purpose: request.purpose, channel: build, isBuiltHere: request.builds == .here,
            released: tagged, parts: parts, edits: inRepositories,
            messages: inRepositories.mapValues { _ in "chore(develop): build \(build.version)" },
            writeBacks: records, publications: publications, highest: [], lastTags: [:], moment: moment
        ).all()
        return (steps, omissions)
    }

    /// What a develop build records in the tables of `versions.toml` that are there.
    private func developRecords(
        of build: ChannelBuild
    ) -> (edits: [RepositoryID: [FileEdit]], omissions: [String]) {
        guard build.scheme == .develop, !world.versionSets.isEmpty else { return ([:], []) }
        var edits: [RepositoryID: [FileEdit]] = [:]
        var omissions: [String] = []
        let anchor = build.components.first { world.component($0)?.repository == build.anchor }
        for set in world.versionSets {
            guard let table = set.develop else {
                omissions.append("\(set.file) has no table [versions.develop]; \(build.version) is not recorded there.")
                continue
            }
            guard world.repository(set.repository)?.head != nil else {
                omissions.append("\(set.file) is not under git; \(build.version) is not recorded there.")
                continue
            }
            edits[set.repository, default: []] += table.edits(
                in: set.file, version: build.version, stable: highestStable(of: build), at: moment, anchor: anchor
            ) { name in
                build.components.contains { world.component($0)?.isCalled(name) == true }
            }
        }
        return (edits, omissions)
    }

    private func highestStable(of build: ChannelBuild) -> Version? {
        build.components.compactMap { histories[$0]?.lastStable?.version }.max()
    }

    private func channelWarnings(
        of build: ChannelBuild, _ released: [PlannedComponent], _ steps: [PlannedStep]
    ) throws -> [String] {
        var warnings = world.warnings.map { "\($0.place): \($0.message)" }
        warnings += build.fallbacks.map(\.sentence)
        let places = Set(released.map(\.repository))
        for repository in world.repositories where places.contains(repository.id) {
            if repository.isDirty {
                warnings.append("\(repository.id) has uncommitted changes; they are not part of the build.")
            }
            let targets = released.filter { $0.repository == repository.id }.flatMap { component in
                world.configuration.settings(of: component.name).publish.map { (component.name, $0.target) }
            }
            for kind in Set(targets.map(\.1.kind)).sorted() {
                let own = targets.filter { $0.1.kind == kind }
                warnings += try publications[kind]?.check(own, of: repository.id) ?? []
                let atForge = world.configuration.atForge(repository)
                warnings += own.compactMap { publications[kind]?.omission(for: $0.0, in: atForge) }
            }
        }
        warnings += [UnifiedReleasePlanning.omission(in: world)].compactMap(\.self)
        return warnings + offerWarnings(steps)
    }
}
