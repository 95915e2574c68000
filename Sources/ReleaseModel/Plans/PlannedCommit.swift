/// How one commit counts in a plan; none is silently dropped.
package struct PlannedCommit: Sendable, Hashable, Codable {
    package enum Fate: String, Sendable, Codable, CaseIterable {
        /// It made a version or an entry, of its ``PlannedCommit/components``.
        case counted
        /// Its type is one that no changelog shows.
        case hidden
        /// It touches no component, or only paths that are left out.
        case outside
        /// Its component would be released for it, and a plugin leaves that out.
        case leftOut = "left-out"
        /// Another commit of the same range reverts it, or it reverts one.
        case reverted
        /// An override block in it counts instead.
        case overridden
        /// A merge without its own message; its commits are counted separately.
        case merge
        case notUnderstood = "not-understood"
    }

    package var repository: RepositoryID
    package var id: CommitID
    package var subject: String
    package var fate: Fate
    /// Those whose entry or version it made.
    package var components: [ComponentID]
    /// Those whose paths it touches though it made nothing of them; nil where there are none.
    package var owners: [ComponentID]?
    /// Why it, or a part of it, can't be parsed.
    package var faults: [String]

    package init(
        repository: RepositoryID, id: CommitID, subject: String, fate: Fate, components: [ComponentID] = [],
        owners: [ComponentID]? = nil,
        faults: [String] = []
    ) {
        self.repository = repository
        self.id = id
        self.subject = subject
        self.fate = fate
        self.components = components
        self.owners = owners
        self.faults = faults
    }
}
