package import ReleaseModel

/// What decisions about occurrences rest on, beside the occurrence itself.
package struct TriggerContext: Sendable {
    package struct Repository: Sendable, Hashable {
        package var id: RepositoryID
        package var releaseBranch: String

        package init(id: RepositoryID, releaseBranch: String) {
            self.id = id
            self.releaseBranch = releaseBranch
        }
    }

    package struct Member: Sendable {
        package var component: Component
        package var tags: TagForms
        /// All of them, those of its upstreams too.
        package var upstreams: Set<ComponentID>

        package init(component: Component, tags: TagForms, upstreams: Set<ComponentID> = []) {
            self.component = component
            self.tags = tags
            self.upstreams = upstreams
        }
    }

    /// What runs made, according to their journals.
    package struct OwnEffects: Sendable, Hashable {
        package var commits: Set<CommitID> = []
        package var tags: [RepositoryID: Set<TagName>] = [:]

        package init() {}
    }

    package var triggers: [TriggerConfiguration]
    package var repositories: [ForgeRepository: Repository]
    /// In order of their names.
    package var members: [Member]
    /// Slipway's own logins at the forges.
    package var identities: Set<String>
    package var own: OwnEffects
    /// Of this workspace, oldest first.
    package var started: [StartRecord]

    package init(
        triggers: [TriggerConfiguration], repositories: [ForgeRepository: Repository], members: [Member],
        identities: Set<String> = [], own: OwnEffects = OwnEffects(), started: [StartRecord] = []
    ) {
        self.triggers = triggers
        self.repositories = repositories
        self.members = members.sorted { $0.component.id < $1.component.id }
        self.identities = identities
        self.own = own
        self.started = started
    }

    /// Whether a login is Slipway's; forges compare logins without regard to case.
    func isOwn(_ actor: String?) -> Bool {
        guard let actor = actor?.lowercased() else { return false }
        return identities.contains { $0.lowercased() == actor }
    }
}
