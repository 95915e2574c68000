package import Foundation

/// Starts a workflow that builds a candidate, follows its run, and takes what it made.
package struct WorkflowBuildWork: Sendable, Hashable, Codable {
    /// The repository that has the workflow.
    package var repository: ForgeRepository
    /// Of the forge; nil: the usual one.
    package var host: String?
    package var messages: [WorkflowMessage]
    /// As they are sent, beside ``names``; `{run}` and `{commit}` are filled in then.
    package var values: [String: String]
    package var jobs: ExpectedJobs
    package var downloads: [ArtifactDownload]
    /// Of the component, relative to its repository's checkout.
    package var folder: String
    /// In seconds.
    package var timeout: Int
    package var startWithin: Int
    package var lookEvery: Int
    /// Unpublished upstreams that it is built against.
    package var upstreams: [ComponentID: Upstream]

    package struct Upstream: Sendable, Hashable, Codable {
        /// In the workspace.
        package var repository: RepositoryID
        /// `owner/name` at the forge; nil: it is not there.
        package var name: ForgeRepository?

        package init(repository: RepositoryID, name: ForgeRepository?) {
            self.repository = repository
            self.name = name
        }
    }

    /// What is sent of every build: as keys of the payload, or as the inputs that the workflow has.
    package enum Name: String, Sendable, CaseIterable {
        /// What a run must say in its name, so that it is known whose it is.
        case correlationID = "correlation_id"
        /// The commit to build; the run must prove that it built this one.
        case sha
        /// The reference that leads to the commit.
        case ref
        case version
        case component
        /// Who started the release.
        case triggeredBy = "triggered_by"
        /// When, in UTC.
        case timestamp
        /// The unpublished upstreams, as JSON.
        case upstreams

        /// Without which nothing is proven.
        package static let needed: [Name] = [.correlationID, .sha]
    }

    /// The file among a run's artifacts that says which commit was built.
    package static let proofFile = "slipway-commit.txt"

    enum CodingKeys: String, CodingKey {
        case repository, host, messages, values, jobs, downloads, folder, timeout, startWithin, lookEvery, upstreams
    }

    package init(
        repository: ForgeRepository, host: String?, messages: [WorkflowMessage], values: [String: String],
        jobs: ExpectedJobs, downloads: [ArtifactDownload], folder: String, timeout: Int, startWithin: Int,
        lookEvery: Int, upstreams: [ComponentID: Upstream]
    ) {
        self.repository = repository
        self.host = host
        self.messages = messages
        self.values = values
        self.jobs = jobs
        self.downloads = downloads
        self.folder = folder
        self.timeout = timeout
        self.startWithin = startWithin
        self.lookEvery = lookEvery
        self.upstreams = upstreams
    }

    /// How the forge is asked for it; the repository need not be one of the workspace.
    package var place: RepositoryAtForge {
        RepositoryAtForge(id: RepositoryID(repository.description), name: repository, host: host)
    }
}

/// The run of a workflow that made a build.
package struct RemoteBuild: Sendable, Hashable, Codable {
    package struct Artifact: Sendable, Hashable, Codable {
        package var id: Int
        package var name: String
        /// Of the archive; nil where the forge does not say.
        package var digest: Digest?
        /// Where programs download the archive, with credentials.
        package var address: String
        /// Where its files go, relative to the component's folder.
        package var folder: String

        package init(id: Int, name: String, digest: Digest?, address: String, folder: String) {
            self.id = id
            self.name = name
            self.digest = digest
            self.address = address
            self.folder = folder
        }
    }

    package var run: Int
    package var attempt: Int
    /// Of its page.
    package var address: String
    package var artifacts: [Artifact]

    package init(run: Int, attempt: Int, address: String, artifacts: [Artifact]) {
        self.run = run
        self.attempt = attempt
        self.address = address
        self.artifacts = artifacts
    }
}

/// What a step that waits remembers of a run that it started, as text in the journal.
package struct StartedBuild: Sendable, Hashable, Codable {
    /// The attempt of the step that started it, which the correlation id names.
    package var attempt: Int
    package var at: Date
    /// When a person asked to look again; nil: no one did.
    package var askedAt: Date?
    /// Whether the forge said that it started.
    package var isAccepted: Bool
    /// At the forge; nil: not found yet.
    package var run: Int?
    /// What it does there, and since when.
    package var stage = Stage.sent
    package var stageAt: Date?
    /// How often in a row the forge did not answer.
    package var silences: Int

    package enum Stage: String, Sendable, Codable { case sent, queued, waiting, running }

    package init(attempt: Int, at: Date, isAccepted: Bool, run: Int? = nil, silences: Int = 0) {
        self.attempt = attempt
        self.at = at
        self.isAccepted = isAccepted
        self.run = run
        self.silences = silences
    }

    package var text: String {
        get throws { String(decoding: try encodeJSON(self, isPretty: false), as: UTF8.self) }
    }

    /// - Returns: nil for what ``text`` did not write.
    package init?(text: String) {
        guard let read = try? decodeJSON(StartedBuild.self, from: Data(text.utf8)) else { return nil }
        self = read
    }
}
