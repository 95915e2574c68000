package import ReleaseModel

/// What commands show of runs: read from a store, or from a server.
package protocol RunViews: Sendable {
    /// Where the files of the runs lie, for texts.
    var stateFolder: String { get }

    /// A run for display; nil: the newest.
    func shown(_ id: RunID?) async throws -> RunRecord

    /// Whether it has something to do and no engine executes it.
    func isInterrupted(_ record: RunRecord) async throws -> Bool

    /// A page of the list, newest first.
    func list(before run: RunID?, limit: Int) async throws -> [RunSummary]

    /// Entries behind a revision, oldest first.
    ///
    /// - Throws: An error with the code `store.rewound` where the journal is shorter than what was seen.
    func entries(of run: RunID, after revision: Int) async throws -> [JournalEntry]
}
