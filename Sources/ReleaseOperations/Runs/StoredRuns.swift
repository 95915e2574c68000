import ReleaseEngine
package import ReleaseModel
package import ReleasePorts

/// The runs of a workspace's store.
package struct StoredRuns: RunViews {
    private let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    package var stateFolder: String { workspace.stateFolder }

    package func shown(_ id: RunID?) async throws -> RunRecord {
        try await workspace.store(holding: id).runForDisplay(id)
    }

    package func isInterrupted(_ record: RunRecord) async throws -> Bool {
        guard record.status == .running else { return false }
        let holder = try await workspace.openStore().holder(of: record.id)
        return ReleaseEngine.isInterrupted(record, holder: holder)
    }

    /// Listing creates no store.
    package func list(before run: RunID?, limit: Int) async throws -> [RunSummary] {
        guard workspace.hasStore() else { return [] }
        return try await workspace.openStore().summaries(before: run, limit: limit)
    }

    package func entries(of run: RunID, after revision: Int) async throws -> [JournalEntry] {
        try await workspace.openStore().events(of: run, after: revision)
    }
}
