import Foundation
import ReleaseEngine
package import ReleaseModel
package import ReleasePorts

/// Maintenance of a workspace's store.
/// Checks, backs up and prunes what is stored.
package struct StoreOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// The result of checking an entire store.
    package struct StoreState: Sendable {
        /// What is damaged or was changed.
        package var findings: [String]
        /// Runs whose data beside the journal differed from the journal; it was rebuilt.
        package var rebuilt: [RunID]
        /// Those that have folders here and are not in the store.
        package var unknown: [RunID]
        /// On the disk, in bytes.
        package var size: Int64
    }

    /// Reads everything that runs and the audit verification read, so that it finds whatever they would. If nothing is
    /// damaged, data beside the journals is compared with them, and rebuilt if it differs.
    package func checkStore() async throws -> StoreState {
        guard workspace.hasStore() else { throw NoStore(folder: workspace.folder, command: "store check") }
        let store = try await workspace.openUpkeep()
        var findings = try await store.check()
        do {
            findings += try await AuditOperation(workspace).verifyAudit(against: nil).faults.map(\.description)
            _ = try await store.workspaceEntries()
            _ = try await store.reservations(isOpen: false)
        } catch let error as StoreError {
            // The damaged data may be unreadable; then the page check says more.
            guard case .corrupt(_, let reason, _) = error else { throw error }
            if !findings.contains(where: { $0.contains(reason) }) { findings.append(reason) }
        }
        return StoreState(
            findings: findings, rebuilt: findings.isEmpty ? try await store.rebuildIndex() : [],
            unknown: try await unknownRuns(in: store), size: try await store.size())
    }

    /// Runs that have folders here and are not in the store, in order of their ids: the store is older than they are,
    /// because it was lost or restored from a backup, or another store was used here.
    func unknownRuns(in store: any RunReader) async throws -> [RunID] {
        var found: Set<RunID> = []
        for folder in ["releases", "work", "logs"] {
            found.formUnion(
                try await workspace.files.folders(in: "\(workspace.stateFolder)/\(folder)").map { RunID($0) })
        }
        let named = found.filter { $0.number != nil }
        let unknown = named.subtracting(try await store.known(among: named))
        return unknown.sorted { ($0.number ?? 0, $0) < ($1.number ?? 0, $1) }
    }

    /// Reports runs that the store does not know, once for each: the report is recorded in the workspace's journal.
    func noticeUnknownRuns(in store: any RunReader & RunWriter, _ options: PerformOptions) async throws {
        let unknown = try await unknownRuns(in: store)
        guard !unknown.isEmpty else { return }
        let reported = try await store.workspaceEntries().flatMap { entry in
            if case .foundUnknown(let runs, _) = entry.event { runs } else { [RunID]() }
        }
        let news = unknown.filter { !Set(reported).contains($0) }
        guard !news.isEmpty else { return }
        try await store.record(.foundUnknown(runs: news, by: workspace.principal), at: workspace.now())
        await options.foundUnknown(news)
    }

    /// Copies the store, and records that.
    ///
    /// - Parameter path: Absolute, of a file that does not exist yet.
    /// - Returns: The head of the copied state or slightly later, to be recorded elsewhere.
    package func backUpStore(to path: String) async throws -> ChainHead {
        let store = try await workspace.openUpkeep()
        try await store.backUp(to: path)
        try await store.record(.backedUp(to: path, by: workspace.principal), at: workspace.now())
        return try await store.verifyChain(against: nil).head
    }

    /// Removes the output and leftover work of finished runs; never a journal or a release set.
    ///
    /// - Parameters:
    ///   - age: How long ago the run must have ended.
    ///   - count: How many of the newest ended runs are left alone.
    /// - Returns: The runs of which something was removed, oldest first, with the bytes that it took.
    package func pruneOutput(olderThan age: Duration, keeping count: Int) async throws -> [(run: RunID, size: Int64)] {
        let store = try await workspace.openStore()
        let end = workspace.now().addingTimeInterval(-(age / .seconds(1)))
        var pruned: [(run: RunID, size: Int64)] = []
        for run in try await ended(in: store, before: end, keeping: count) {
            let size = try await workspace.files.size(of: output(run)) + workspace.files.size(of: leftovers(run))
            if size > 0 { pruned.append((run, size)) }
        }
        guard !pruned.isEmpty else { return [] }
        // First the intention: what is gone without a word would be a riddle.
        try await store.record(.pruned(runs: pruned.map(\.run), by: workspace.principal), at: workspace.now())
        for (run, _) in pruned {
            try await workspace.files.remove(output(run))
            try await workspace.files.remove(leftovers(run))
        }
        return pruned
    }

    /// How many runs keep their output by default.
    static let keptOutputs = 50

    /// Removes the output of the oldest ended runs where more than ``keptOutputs`` have any. Checks folders first, so
    /// that it costs nothing if there is nothing to do.
    func pruneByPolicy(in store: any RunReader & RunWriter) async throws {
        let runs = try await workspace.files.folders(in: workspace.stateFolder + "/logs").map { RunID($0) }
            .sorted { ($0.number ?? 0, $0) < ($1.number ?? 0, $1) }
        var old: [RunID] = []
        for run in runs.dropLast(Self.keptOutputs) {
            // The name is only known to be this run's with its digits: another store's run may have the same number.
            guard let record = try? await store.run(run), record.id == run, record.state.isOver else { continue }
            old.append(run)
        }
        guard !old.isEmpty else { return }
        try await store.record(.pruned(runs: old, by: "slipway"), at: workspace.now())
        for run in old {
            try await workspace.files.remove(output(run))
            try await workspace.files.remove(leftovers(run))
        }
    }

    private func output(_ run: RunID) -> String { RunFolders(run: run, state: workspace.stateFolder).logs }
    private func leftovers(_ run: RunID) -> String { RunFolders(run: run, state: workspace.stateFolder).work }

    /// Runs that ended before a moment, oldest first, without the newest ones of all that have ended.
    private func ended(
        in store: any RunReader, before moment: Date, keeping count: Int
    ) async throws -> [RunID] {
        var ended: [RunID] = []
        var rest = max(count, 0)
        try await store.forEachRun { summary in
            guard summary.status.isFinal else { return }
            rest -= 1
            if rest < 0, summary.lastAt <= moment { ended.append(summary.id) }
        }
        return ended.reversed()
    }
}
