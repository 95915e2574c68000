/// An event that is sent to another repository after a release, or a workflow that is started there.
package struct FollowUpConfiguration: Sendable, Hashable, Codable {
    package enum Occasion: String, Sendable, Codable, CaseIterable {
        /// Only what is released as stable.
        case stable
        case always
    }

    /// What the templates of its values may use of a component, beside ``runFields``.
    package static let componentFields = ["component", "version", "tag", "repository"]
    /// What is known only while a run is performed.
    package static let runFields = ["run", "commit"]

    /// `owner/name` at the forge.
    package var repository: ForgeRepository
    package var message: WorkflowMessage
    /// Templates, by the name of the payload's key or the workflow's input.
    package var values: [String: String] = [:]
    /// After whose release it is sent; nil: after every component's, once for each.
    package var component: ComponentID?
    package var occasion = Occasion.stable
    /// Whether a second one does no harm, so that it may be sent again where it is unknown whether the first one arrived.
    package var isRepeatable = false

    package init(repository: ForgeRepository, message: WorkflowMessage) {
        self.repository = repository
        self.message = message
    }
}

/// Sends one follow-up.
package struct FollowUpWork: Sendable, Hashable, Codable {
    package var repository: ForgeRepository
    /// Of the forge; nil: the usual one.
    package var host: String?
    package var message: WorkflowMessage
    /// As they are sent, except for ``FollowUpConfiguration/runFields``.
    package var values: [String: String]
    /// Whose commit `{commit}` is.
    package var source: RepositoryID
    package var isRepeatable: Bool

    enum CodingKeys: String, CodingKey {
        case repository, host, message, values, source, isRepeatable
    }

    package init(
        repository: ForgeRepository, host: String?, message: WorkflowMessage, values: [String: String],
        source: RepositoryID, isRepeatable: Bool
    ) {
        self.repository = repository
        self.host = host
        self.message = message
        self.values = values
        self.source = source
        self.isRepeatable = isRepeatable
    }

    /// How the forge is asked for it; the repository need not be one of the workspace.
    package var place: RepositoryAtForge {
        RepositoryAtForge(id: RepositoryID(repository.description), name: repository, host: host)
    }
}
