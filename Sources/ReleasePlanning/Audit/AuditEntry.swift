package import Foundation
package import ReleaseModel

/// One thing that someone did, or that was done in someone's name.
package struct AuditEntry: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// A run was asked for.
        case trigger
        /// An engine took a run over.
        case claim
        /// A person decided about a run.
        case decision
        /// Someone agreed to what waits for people.
        case approval
        /// A step counts as done though it did not run.
        case skip
        /// Something outside was changed that can't be taken back.
        case effect
        /// A run came to its end.
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
    package var who: String
    package var what: String
    /// Empty where no one said.
    package var why: String

    package init(
        at: Date, run: RunID?, sequence: Int, kind: Kind, who: String, what: String, why: String = ""
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
