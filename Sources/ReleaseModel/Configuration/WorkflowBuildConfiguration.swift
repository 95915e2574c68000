/// A build that the forge's own CI makes.
package struct WorkflowBuildConfiguration: Sendable, Hashable, Codable {
    /// What starts it: the first that a workflow listens for.
    package var messages: [WorkflowMessage]
    /// `owner/name` of the repository that has the workflow; nil: the component's own.
    package var repository: ForgeRepository?
    /// Templates, by the name of the payload's key or the workflow's input, beside ``WorkflowBuildWork/names``.
    package var values: [String: String] = [:]
    package var jobs = ExpectedJobs()
    /// What is taken of the artifacts that the run uploads.
    package var downloads = [ArtifactDownload(name: "*")]
    /// In seconds; nil: ``usualStart``.
    package var startWithin: Int?
    /// In seconds; nil: ``usualInterval``.
    package var lookEvery: Int?

    /// How long a run may wait for a runner, in seconds.
    package static let usualStart = 30 * 60
    /// How long a build may take, in seconds.
    package static let usualTimeout = 60 * 60
    /// How often a run is looked at, in seconds.
    package static let usualInterval = 10

    package init(messages: [WorkflowMessage]) { self.messages = messages }
}

/// Which jobs of a run must succeed.
package struct ExpectedJobs: Sendable, Hashable, Codable {
    /// Patterns of names; each must fit a job that succeeded.
    package var required: [String] = []
    /// Patterns of names of jobs that may fail, or be skipped.
    package var optional: [String] = []

    package init(required: [String] = [], optional: [String] = []) {
        self.required = required
        self.optional = optional
    }
}

/// Artifacts of a run, and where their files go.
package struct ArtifactDownload: Sendable, Hashable, Codable {
    /// Of the artifact; `*` stands for any characters.
    package var name: String
    /// The folder for its files, relative to the component's.
    package var folder: String

    package init(name: String, folder: String = ".") {
        self.name = name
        self.folder = folder
    }
}

/// Where a component is built.
package enum BuildPlace: String, Sendable, Codable, CaseIterable {
    /// On the machine that performs the release.
    case here
    /// In the forge's own CI.
    case workflow
}
