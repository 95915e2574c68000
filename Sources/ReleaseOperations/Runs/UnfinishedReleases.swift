import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Releases whose tag is public while their forge still has a draft: a run that was lost with its disk made them.
struct UnfinishedReleases {
    /// What one run can finish from drafts: of each repository the releases of one commit, the oldest drafts first.
    private(set) var ready: [ComponentID: UnfinishedRelease] = [:]
    /// Drafts that don't say enough for that.
    private(set) var unclear: [UnclearReleases.One] = []

    /// Looks at the last release of each component that publishes forge releases.
    init(in world: ObservedWorkspace, _ workspace: Workspace) async throws {
        let histories = try PlanMaker.histories(of: world)
        for repository in world.repositories {
            guard let place = world.configuration.atForge(repository) else { continue }
            var last: [TagName: [(component: ComponentID, release: LastRelease)]] = [:]
            for component in world.components
            where component.repository == repository.id && publishes(component.id, world) {
                guard let release = histories[component.id]?.last else { continue }
                last[release.tag.name, default: []].append((component.id, release))
            }
            let rolling = rollingTags(in: repository.id, of: world)
            var unified = unifiedTags(in: repository, of: world).subtracting(last.keys)
            guard !last.isEmpty || !unified.isEmpty || !rolling.isEmpty else { continue }
            let forge = try workspace.outside.forge(place, .releasing)
            // Those that are published need no list of drafts.
            for tag in unified.union(last.keys).sorted()
            where try await forge.release(tagged: tag, in: place.name) != nil {
                last[tag] = nil
                unified.remove(tag)
            }
            guard !last.isEmpty || !unified.isEmpty || !rolling.isEmpty else { continue }
            let drafts = try await forge.releases(in: place.name).filter(\.isDraft).sorted { $0.id < $1.id }
            // What has the artifacts of several components, or a tag that moves, is not put together again from here.
            unclear += drafts.filter { draft in
                unified.contains(draft.tag) || (rolling.contains(draft.tag) && RollingRelease.isMarked(draft.notes))
            }.map { .init(tag: $0.tag, repository: place.name, address: $0.address) }
            var found: [ComponentID: UnfinishedRelease] = [:]
            for (tag, members) in last.sorted(by: { $0.key < $1.key }) {
                let own = drafts.filter { $0.tag == tag }
                let message = try await workspace.sourceControl.message(of: tag, in: repository.folder)
                let said = message.map { StagedContents(in: $0).digests } ?? [:]
                for member in members {
                    let staged = staged(own, at: member.release.tag.commit, said: said[member.component])
                    found[member.component] = staged.map {
                        UnfinishedRelease(
                            repository: repository.id, tag: tag, commit: member.release.tag.commit,
                            version: member.release.version, draft: $0)
                    }
                }
                if !members.contains(where: { found[$0.component] != nil }) {
                    // The tag promises artifacts that are nowhere to be seen.
                    let promises = own.isEmpty && members.contains { said[$0.component] != nil }
                    if promises { unclear.append(.init(tag: tag, repository: place.name, address: nil)) }
                    unclear += own.map { .init(tag: tag, repository: place.name, address: $0.address) }
                }
            }
            let oldest = found.values.min { $0.draft?.id ?? 0 < $1.draft?.id ?? 0 }
            ready.merge(found.filter { $0.value.commit == oldest?.commit }) { first, _ in first }
        }
    }

    /// A rolling tag may still be where it was when its run was lost.
    private func rollingTags(in repository: RepositoryID, of world: ObservedWorkspace) -> Set<TagName> {
        let unified = world.configuration.unifiedRelease.flatMap { $0.repository == repository ? $0.rolling : nil }
        let own = world.components.filter { $0.repository == repository }.flatMap { component in
            world.configuration.settings(of: component.id).publish.compactMap { $0.target["rolling"] }
        }
        return Set(([unified].compactMap(\.self) + own).map { TagName($0) })
    }

    /// The tags of the head, where the repository has the release of the set.
    private func unifiedTags(in repository: ObservedRepository, of world: ObservedWorkspace) -> Set<TagName> {
        guard let unified = world.configuration.unifiedRelease, unified.repository == repository.id, !unified.isDraft
        else { return [] }
        return Set(repository.tags.filter { $0.commit == repository.head }.map(\.name))
    }

    private func publishes(_ component: ComponentID, _ world: ObservedWorkspace) -> Bool {
        world.configuration.settings(of: component).publish.contains {
            $0.target.kind == .forgeRelease && $0.target["draft"] != "yes" && $0.target["rolling"] == nil
        }
    }

    /// The complete draft with the content that the tag names; if it names none, the one content that there is.
    private func staged(_ drafts: [ForgeRelease], at commit: CommitID, said: Digest??) -> StagedDraft? {
        let complete = drafts.compactMap { draft -> StagedDraft? in
            guard DraftMark(in: draft.notes)?.commit == commit, let staged = StagedDraft(draft),
                staged.isComplete(in: draft)
            else { return nil }
            return staged
        }
        if let said { return complete.first { $0.sums == said } }
        guard let first = complete.first, complete.allSatisfy({ $0.sums == first.sums }) else { return nil }
        return first
    }
}

/// Drafts of tagged releases that can't be published from here. "Nothing to release" would report success for an
/// incomplete release.
struct UnclearReleases: UserFacingError {
    struct One: Sendable, Hashable {
        var tag: TagName
        var repository: ForgeRepository
        /// Of the draft; nil: there is none.
        var address: String?
    }

    var all: [One]

    var code: String { "release.unfinished" }
    var summary: String {
        let names = Set(all.map { "\($0.tag) of \($0.repository)" }).sorted().joined(separator: ", ")
        return "There is nothing new to release, but a release is unfinished: \(names)."
    }
    var reasons: [String] {
        all.map { one in
            guard let address = one.address else {
                return "\(one.tag) names artifacts, and \(one.repository) has neither a release of it nor a draft."
            }
            return "The release of \(one.tag) is still a draft, which Slipway can't publish by itself: \(address)"
        }
    }
    var suggestions: [String] {
        [
            "Where the run's store still exists, continue there: slipway run resume",
            "Otherwise check the draft, add what is missing and publish it; or release the next version.",
        ]
    }
    var exitCode: ExitCode { .incomplete }
}
