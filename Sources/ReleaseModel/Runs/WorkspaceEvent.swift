package import Foundation

/// A decision about the workspace itself, of no single run; kept in a journal of its own.
package enum WorkspaceEvent: Sendable, Hashable, Codable {
    /// The new mode of one of several release systems.
    case modeSet(system: String, mode: SystemMode, by: Principal, reason: String)
    /// Two outcomes of one release were compared, one of them the system's.
    case compared(system: String, first: String, second: String, differences: Int, by: Principal)
    case backedUp(to: String, by: Principal)
    /// Output of old runs was removed; their journals stay.
    case pruned(runs: [RunID], by: Principal)
    /// Folders of runs were found that the store does not know: it is older than they are, or they belong to another
    /// store.
    case foundUnknown(runs: [RunID], by: Principal)
    /// Whoever has the token acts under its name.
    case tokenCreated(TokenID, name: Principal, role: AccessRole, by: Principal)
    case tokenRevoked(TokenID, name: Principal, by: Principal)
    /// The build of these commits is left out of a channel.
    case channelSkipped(channel: String, commits: [RepositoryID: CommitID], by: Principal, reason: String)
}

/// What a release system beside others may do.
package enum SystemMode: String, Sendable, Codable, CaseIterable {
    /// It releases.
    case primary
    /// It does all reversible work beside the primary one, and is compared with it.
    case shadow
    /// It is called when the primary one fails.
    case fallback
    case disabled
}

/// An event with its place in the workspace's journal.
package struct WorkspaceEntry: Sendable, Hashable, Codable {
    /// From 1, without gaps.
    package var sequence: Int
    package var at: Date
    package var event: WorkspaceEvent

    package init(sequence: Int, at: Date, event: WorkspaceEvent) {
        self.sequence = sequence
        self.at = at
        self.event = event
    }
}
