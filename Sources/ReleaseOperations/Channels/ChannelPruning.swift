package import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// An old build of a channel, and what became of what it made.
package struct PrunedBuild: Sendable, Hashable, Encodable {
    package var channel: String
    package var version: Version
    package var run: RunID
    package var createdAt: Date
    /// What was removed, or would be, in words.
    package var removed: [String]
    /// What stays although the build is old, with the reason.
    package var kept: [String]
}

/// Removes what old builds of a channel made, by the channel's `keep`.
///
/// Only what a run's journal says that it made, and what is still as it made it: a file with other bytes, a tag at another
/// commit and what moves from build to build are left. Safe to repeat: what is gone is not an error.
package struct ChannelPruning: Sendable {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// - Parameter isTrial: Whether it is only said what would be removed.
    /// - Returns: Oldest last; builds of which nothing is left are not among them.
    package func prune(_ name: String, isTrial: Bool, _ options: PerformOptions) async throws -> [PrunedBuild] {
        let channel = try ChannelOperation(workspace).channel(name)
        guard workspace.hasStore() else { return [] }
        if isTrial { return try await prune(channel, isTrial: true, in: try await workspace.openStore()) }
        return try await RunExecution(workspace).exclusively("slipway channel prune \(name)", options) { store in
            try await prune(channel, isTrial: false, in: store)
        }
    }

    /// - Parameter isTrial: Whether it is only said what would be removed.
    func prune(
        _ channel: ChannelConfiguration, isTrial: Bool, in store: any RunStore
    ) async throws -> [PrunedBuild] {
        let history = try await ChannelHistory(of: channel.name, in: store)
        let old = oldBuilds(history, channel.keep, at: workspace.now())
        guard !old.isEmpty else { return [] }
        let world = try await workspace.observeRepositories()
        var pruned: [PrunedBuild] = []
        for record in old {
            guard let build = record.plan.request.channel else { continue }
            var one = PrunedBuild(
                channel: channel.name, version: build.version, run: record.id, createdAt: record.createdAt, removed: [],
                kept: [])
            try await pruneFiles(of: record, isTrial, &one)
            try await pruneRelease(of: record, world, isTrial, &one)
            if !one.removed.isEmpty || !one.kept.isEmpty { pruned.append(one) }
        }
        let gone = pruned.filter { !$0.removed.isEmpty }.map(\.run)
        if !isTrial, !gone.isEmpty {
            try await store.record(.pruned(runs: gone, by: workspace.principal), at: workspace.now())
        }
        return pruned
    }

    /// Those that no condition keeps. The newest complete one, and what is not over, always stay.
    private func oldBuilds(_ history: ChannelHistory, _ keep: ChannelRetention, at moment: Date) -> [RunRecord] {
        guard keep.builds != nil || keep.age != nil else { return [] }
        var complete = 0
        var old: [RunRecord] = []
        for record in history.builds where record.state.isOver {
            if record.state.isFinished { complete += 1 }
            let isNewest = record.state.isFinished && complete == 1
            let isAmong = keep.builds.map { complete <= max(1, $0) } ?? false
            let isYoung = keep.age.map { moment.timeIntervalSince(record.createdAt) < Double($0) } ?? false
            // What was given up after the newest complete build may be what someone is looking at.
            if !isNewest, !isAmong, !isYoung, complete > 0 { old.append(record) }
        }
        return old
    }

    // MARK: Files

    private func pruneFiles(of record: RunRecord, _ isTrial: Bool, _ one: inout PrunedBuild) async throws {
        let index = PlanIndex(record.plan)
        var folders: Set<String> = []
        for step in record.plan.steps {
            guard case .publish(let work) = step.work, let component = step.component,
                record.state.attempts[step.id] != nil
            else { continue }
            guard work.target.kind == "folder" else {
                if work.target["rolling"] == nil {
                    one.kept.append("\(component) at a \(work.target.kind): it keeps what was published")
                }
                continue
            }
            let path = work.target["path"] ?? ""
            let root = path.hasPrefix("/") ? path : workspace.folder + "/" + path
            folders.insert(root)
            for artifact in record.state.outcome(of: .collect(component))?.artifacts ?? [] {
                try await pruneFile(root + "/" + artifact.name, artifact.digest, isTrial, &one)
            }
        }
        let set = RunFolders(run: record.id, state: workspace.stateFolder).releaseSet
        if index.plan.request.channel != nil, try await workspace.files.size(of: set) > 0 {
            one.removed.append(set)
            if !isTrial { try await workspace.files.remove(set) }
        }
        guard !isTrial else { return }
        for folder in folders.sorted() {
            // Whatever else lies there is not ours.
            let left = try await workspace.files.tree(of: folder, skipping: { _ in false })
            if left.isEmpty { try await workspace.files.remove(folder) }
        }
    }

    private func pruneFile(
        _ path: String, _ digest: Digest, _ isTrial: Bool, _ one: inout PrunedBuild
    ) async throws {
        let found: Digest
        do throws(FileError) { found = try await workspace.files.digest(of: path).digest } catch {
            if case .missing = error { return }
            throw error
        }
        guard found == digest else {
            one.kept.append("\(path): someone changed it")
            return
        }
        one.removed.append(path)
        if !isTrial { try await workspace.files.remove(path) }
    }

    // MARK: At the forge

    private func pruneRelease(
        of record: RunRecord, _ world: ObservedWorkspace, _ isTrial: Bool, _ one: inout PrunedBuild
    ) async throws {
        guard let step = record.plan.steps.first(where: { $0.kind == .publishSet }),
            case .publishSet(let work) = step.work, work.makesTag, work.target["rolling"] == nil,
            record.state.attempts[step.id] != nil, let id = step.repository,
            let base = record.plan.repositories.first(where: { $0.id == id })?.base
        else { return }
        guard let repository = world.repository(id), let place = workspace.configuration.atForge(repository) else {
            one.kept.append("the release \(work.tag.tag): \(id) is no longer a repository at a forge here")
            return
        }
        let forge = try workspace.outside.forge(place, .releasing)
        let tag = work.tag.tag
        let own = try await forge.releases(in: place.name).filter { $0.tag == tag }
        for release in own {
            guard !release.isImmutable else {
                one.kept.append("the release \(tag) of \(place.name): it is immutable")
                return
            }
            one.removed.append("the release \(tag) of \(place.name)")
            if !isTrial { try await forge.remove(release, in: place.name) }
        }
        try await pruneTag(tag, at: base, in: repository, isTrial, &one)
    }

    private func pruneTag(
        _ tag: TagName, at commit: CommitID, in repository: ObservedRepository, _ isTrial: Bool,
        _ one: inout PrunedBuild
    ) async throws {
        let git = workspace.sourceControl
        var found = repository.tags.first { $0.name == tag }?.commit
        if let remote = repository.remote {
            found = try await git.remoteReferences(.tag(tag), of: repository.folder, remote: remote).tags[tag]
        }
        guard let found else { return }
        guard found == commit else {
            one.kept.append("the tag \(tag) of \(repository.id): it points to \(found.short), not to what was built")
            return
        }
        one.removed.append("the tag \(tag) of \(repository.id)")
        guard !isTrial else { return }
        let isGone = try await git.removeTag(tag, at: commit, in: repository.folder, remote: repository.remote)
        if !isGone {
            one.removed.removeLast()
            one.kept.append("the tag \(tag) of \(repository.id): someone moved it")
        }
    }
}
