import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// A tag that is public already, and whose release is to be made.
struct PublicTag {
    let name: TagName
    /// Of which components it may be; empty: of any.
    let components: [ComponentID]
    let workspace: Workspace

    init(name: TagName, of components: [ComponentID], in workspace: Workspace) {
        self.name = name
        self.components = components
        self.workspace = workspace
    }

    /// What it names: of one repository, the components whose tags are spelled like it.
    func releases() async throws -> [ComponentID: UnfinishedRelease] {
        let world = try await workspace.observe(.init(withHistory: false))
        let histories = try PlanMaker.histories(of: world)
        let wanted = Set(components.map(world.named))
        var found: [ComponentID: UnfinishedRelease] = [:]
        var isThere = false
        for repository in world.repositories {
            guard let tag = repository.tags.first(where: { $0.name == name }) else { continue }
            isThere = true
            for component in world.components
            where component.repository == repository.id && (wanted.isEmpty || wanted.contains(component.id)) {
                guard let version = histories[component.id]?.forms.pushedVersion(of: name) else { continue }
                found[component.id] = UnfinishedRelease(
                    repository: repository.id, tag: name, commit: tag.commit, version: version, draft: nil)
            }
        }
        guard !found.isEmpty else {
            throw PublicTagError.unknown(name, isThere: isThere, forms: forms(of: wanted, world, histories))
        }
        guard Set(found.values.map(\.repository)).count == 1 else {
            throw PublicTagError.ambiguous(name, found.keys.sorted())
        }
        return found
    }

    /// How tags of the components are spelled, for a message.
    private func forms(
        of wanted: Set<ComponentID>, _ world: ObservedWorkspace, _ histories: [ComponentID: Cascade.History]
    ) -> [String] {
        world.components.map(\.id).filter { wanted.isEmpty || wanted.contains($0) }.prefix(5).compactMap { id in
            histories[id].map { history in
                "Tags of \(id) have the form \(history.forms.template.name(version: Version(1, 2, 3)))"
                    + (history.last.map { "; the newest is \($0.tag.name)" } ?? "") + "."
            }
        }
    }

    /// The finished run that made the same release; nil where there is none.
    static func released(by plan: ReleasePlan, in store: any RunStore) async throws -> RunID? {
        let wanted = plan.released.compactMap { one in one.nextVersion.map { (one.name, $0) } }
        let held = try await store.reservations(isOpen: false)
        for run in Set(held.map(\.run)).sorted().reversed() {
            let own = held.filter { $0.run == run }
            guard wanted.allSatisfy({ name, version in own.contains { $0.component == name && $0.version == version } })
            else { continue }
            let record = try await store.glance(at: run)
            if record.state.isFinished, record.plan.request.purpose == nil { return run }
        }
        return nil
    }

    /// Refuses a tag that is in the clone only: it would be made public by what it starts.
    static func checkRemote(
        of plan: ReleasePlan, _ world: ObservedWorkspace, _ git: any RemoteRepository
    ) async throws {
        guard let tag = plan.request.tag else { return }
        for release in (plan.request.unfinished ?? [:]).values {
            guard let repository = world.repository(release.repository), let remote = repository.remote else {
                continue
            }
            let there = try await git.remoteReferences(.tag(tag), of: repository.folder, remote: remote)
            guard there.tags[tag] == release.commit else {
                throw PublicTagError.notPublic(tag, release.commit, at: there.tags[tag], remote: remote)
            }
        }
    }

    /// Refuses a tag whose tree says another version than its name: it would have to be changed before its release.
    static func checkTree(of tag: TagName, _ plan: ReleasePlan) throws(PublicTagError) {
        let edits = plan.components.flatMap(\.edits).filter { !$0.edit.isRecord && !$0.edit.removesFile }
        guard edits.isEmpty else {
            let sentences = edits.map { edit in
                guard case .set(let found, let wanted) = edit.change else {
                    return "\(edit.file): \(edit.key) is missing."
                }
                return "\(edit.file): \(edit.key) is \(found), not \(wanted)."
            }
            throw .treeDiffers(tag, Set(plan.released.compactMap(\.nextVersion)).sorted(), sentences)
        }
    }
}

/// Why what a tag names can't be released.
enum PublicTagError: UserFacingError, Equatable {
    /// - Parameter forms: The form of components' tags, a sentence for each of a few.
    case unknown(TagName, isThere: Bool, forms: [String])
    case ambiguous(TagName, [ComponentID])
    /// - Parameter edits: What would have to be changed in its tree, a sentence each.
    case treeDiffers(TagName, [Version], [String])
    /// The remote does not have it, or has it on another commit.
    case notPublic(TagName, CommitID, at: CommitID?, remote: String)

    var code: String {
        switch self {
        case .unknown: "tag.unknown"
        case .ambiguous: "tag.ambiguous"
        case .treeDiffers: "tag.tree-differs"
        case .notPublic: "tag.not-public"
        }
    }

    var summary: String {
        switch self {
        case .unknown(let tag, let isThere, _):
            isThere ? "The tag \(tag) is not the tag of a component." : "No clone has the tag '\(tag)'."
        case .ambiguous(let tag, _): "The tag \(tag) is there in several repositories."
        case .notPublic(let tag, let commit, let found, let remote):
            found.map { "\(remote) has the tag \(tag) on \($0.short), and this clone on \(commit.short)." }
                ?? "The tag \(tag) is in this clone only; \(remote) does not have it."
        case .treeDiffers(let tag, let versions, _):
            "The tree of \(tag) does not say \(versions.map(\.text).joined(separator: ", ")) everywhere, so it can't be released."
        }
    }

    var reasons: [String] {
        switch self {
        case .unknown(_, _, let forms): forms
        case .ambiguous(_, let components): ["It fits \(components.map(\.text).joined(separator: ", "))."]
        case .treeDiffers(_, _, let edits): edits
        case .notPublic: []
        }
    }

    var suggestions: [String] {
        switch self {
        case .unknown(_, true, _): ["Name a tag of one of these forms."]
        case .unknown(_, false, _): ["Fetch the tags: git -C FOLDER fetch --tags"]
        case .ambiguous(_, let components):
            components.map { "Say which one is meant: --component \($0)" }
        case .notPublic(let tag, _, nil, let remote): ["Push it: git push \(remote) \(tag)"]
        case .notPublic(let tag, _, _, let remote):
            ["Take the remote's: git fetch \(remote) \"+refs/tags/\(tag):refs/tags/\(tag)\""]
        case .treeDiffers:
            ["Let Slipway make the release, with the tag: slipway release", "Or tag a commit that has the version."]
        }
    }

    /// Reads of a remote lag behind what its events announce.
    var retry: RetryAdvice {
        if case .unknown(_, isThere: false, _) = self { .later } else { .never }
    }

    var exitCode: ExitCode {
        switch self {
        case .unknown, .ambiguous: .usage
        case .treeDiffers: .configuration
        case .notPublic: .failed
        }
    }
}
