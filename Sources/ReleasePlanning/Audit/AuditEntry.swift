package import Foundation
package import ReleaseModel

/// An action by someone, or in someone's name.
package struct AuditEntry: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// A run was requested.
        case trigger
        /// An engine took a run over.
        case claim
        /// A person decided about a run.
        case decision
        /// Someone approved a waiting step.
        case approval
        /// A step counts as done although it did not run.
        case skip
        /// An irreversible external change was made.
        case effect
        /// A run finished.
        case end
        /// A decision about the workspace, of no single run.
        case workspace
    }

    package var at: Date
    /// nil for the workspace's own journal.
    package var run: RunID?
    /// In that journal.
    package var sequence: Int
    package var kind: Kind
    /// A person, an engine or a system.
    package var who: Principal
    package var what: String
    /// Empty if not given.
    package var why: String

    package init(
        at: Date, run: RunID?, sequence: Int, kind: Kind, who: Principal, what: String, why: String = ""
    ) {
        self.at = at
        self.run = run
        self.sequence = sequence
        self.kind = kind
        self.who = who
        self.what = what
        self.why = why
    }
}
