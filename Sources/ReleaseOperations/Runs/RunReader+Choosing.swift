package import ReleaseModel
package import ReleasePorts

extension RunReader {
    /// The newest run with this purpose that can still continue; a shadow never blocks a release.
    func openRun(for purpose: ReleasePurpose?) async throws -> RunRecord? {
        guard let id = try await newestOpen(isShadow: purpose == .shadow) else { return nil }
        let record = try await run(id)
        return record.state.isOver ? nil : record
    }

    /// A run by its id, with its journal; nil: the newest.
    package func chosen(_ id: RunID?) async throws -> RunRecord {
        try await run(try await named(id))
    }

    /// A run by its id, for display; nil: the newest.
    package func runForDisplay(_ id: RunID?) async throws -> RunRecord {
        try await glance(at: try await named(id))
    }

    private func named(_ id: RunID?) async throws -> RunID {
        if let id, id != "@latest" { return id }
        guard let newest = try await self.newest() else { throw StoreError.noSuchRun(id ?? "@latest") }
        return newest
    }

    /// Goes through the list of runs, newest first, page by page.
    func forEachRun(_ body: (RunSummary) throws -> Void) async throws {
        var last: RunID?
        while true {
            let page = try await summaries(before: last, limit: 500)
            guard let end = page.last else { return }
            for summary in page { try body(summary) }
            last = end.id
        }
    }
}
