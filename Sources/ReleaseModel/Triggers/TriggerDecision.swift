/// What an occurrence leads to, with its reason. Every occurrence has one.
package enum TriggerDecision: Sendable, Hashable, Codable {
    case start([TriggeredStart])
    case ignore(TriggerReason)

    /// One sentence for each thing that it leads to.
    package var sentences: [String] {
        switch self {
        case .start(let starts): starts.map(\.sentence)
        case .ignore(let reason): [reason.sentence]
        }
    }
}

/// Why an occurrence starts nothing: a code for programs, a sentence for people.
package struct TriggerReason: Sendable, Hashable, Codable {
    package enum Code: String, Sendable, Codable, CaseIterable {
        /// Its kind of event starts nothing in any workspace.
        case notATrigger = "not-a-trigger"
        /// No trigger of the workspace waits for it.
        case notConfigured = "not-configured"
        case unknownRepository = "unknown-repository"
        case otherBranch = "other-branch"
        case otherAction = "other-action"
        case deleted
        /// Slipway caused it itself.
        case own
        case skipped
        case unknownTag = "unknown-tag"
        case unknownComponent = "unknown-component"
        case notSuccessful = "not-successful"
        case fromFork = "from-fork"
        case badValue = "bad-value"
        /// It is about a build that a release waits for.
        case build
        /// It was decided before.
        case repeated
        case overlap
    }

    package var code: Code
    /// A sentence.
    package var sentence: String

    package init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}

/// One thing that is started.
package struct TriggeredStart: Sendable, Hashable, Codable {
    package enum Relation: Sendable, Hashable, Codable {
        /// It is new.
        case new
        /// The same cause has started something already, which stands for both.
        case joins
        /// It takes the place of what waits for the same thing with older commits.
        case supersedes([CauseKey])
    }

    package var action: TriggerConfiguration.Start
    /// The channel that is built; nil where something else is started.
    package var channel: String?
    package var request: ReleaseRequest
    /// Where it happened; nil: everywhere.
    package var repository: RepositoryID?
    /// Two occurrences with one key are one cause.
    package var key: CauseKey
    package var relation = Relation.new
    /// What has to end before: releases of its upstreams that were started together with it.
    package var after: [CauseKey] = []
    /// The skip tokens in its commits that gates and targets may follow.
    package var skips: [SkipToken] = []
    /// A sentence.
    package var sentence: String

    package init(
        action: TriggerConfiguration.Start, request: ReleaseRequest, repository: RepositoryID?, key: CauseKey,
        sentence: String
    ) {
        self.action = action
        self.request = request
        self.repository = repository
        self.key = key
        self.sentence = sentence
    }
}

/// Identifies a cause: what is to happen, to which component or repository, at which version or commit.
package struct CauseKey: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A token in a commit's message that asks for something to be left out: `[skip_tests]`, `[skip release]`, `[ci skip]`.
package struct SkipToken: Sendable, Hashable, Codable {
    /// What is left out, in lower case: `tests`, `release`, `ci`.
    package var name: String
    /// As it is written.
    package var text: String
    package var commit: CommitID

    package init(name: String, text: String, commit: CommitID) {
        self.name = name
        self.text = text
        self.commit = commit
    }
}
