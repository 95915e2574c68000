/// One step of a plan.
package struct PlannedStep: Sendable, Hashable {
    package var id: StepID
    /// nil for steps that serve a repository, a part or the whole set.
    package var component: ComponentID?
    package var repository: RepositoryID?
    /// Steps that must have succeeded before; sorted.
    package var needs: [StepID]
    package var work: StepWork

    package var kind: StepKind { work.kind }
    /// Whether everything it did can be thrown away.
    package var reversible: Bool { kind.isReversible }

    package init(
        id: StepID, component: ComponentID? = nil, repository: RepositoryID? = nil, needs: [StepID], work: StepWork
    ) {
        self.id = id
        self.component = component
        self.repository = repository
        self.needs = Set(needs).sorted()
        self.work = work
    }
}

package struct PrepareWork: Sendable, Hashable, Codable {
    package var base: CommitID
    /// Edits of one file stand together; order matters within a file only.
    package var edits: [FileEdit]
    package var message: String
    package var name: String
    package var mail: String
    /// What each released component's sources must say afterwards.
    package var versions: [ComponentID: Version]
    /// The places of each that must say it; nil in plans of Slipway 0.1.0.
    package var sources: [ComponentID: [VersionSource]]?
    /// Candidates of other repositories that builds in this one's checkout use.
    package var candidates: [Candidate]

    package struct Candidate: Sendable, Hashable, Codable {
        package var ecosystem: EcosystemName
        package var package: String
        package var repository: RepositoryID
        /// Relative to that repository.
        package var path: String

        package init(ecosystem: EcosystemName, package: String, repository: RepositoryID, path: String) {
            self.ecosystem = ecosystem
            self.package = package
            self.repository = repository
            self.path = path
        }
    }

    enum CodingKeys: String, CodingKey {
        case base, edits, message, name, mail, versions, sources, candidates
    }

    package init(
        base: CommitID, edits: [FileEdit], message: String, name: String, mail: String,
        versions: [ComponentID: Version], candidates: [Candidate] = [],
        sources: [ComponentID: [VersionSource]]? = nil
    ) {
        self.sources = sources
        self.candidates = candidates
        self.base = base
        self.edits = edits
        self.message = message
        self.name = name
        self.mail = mail
        self.versions = versions
    }
}

/// A command of the user's: a build or one cell of a gate.
package struct CommandWork: Sendable, Hashable, Codable {
    package var arguments: [String]
    /// Relative to the repository's checkout.
    package var folder: String
    package var environment: [String: String]
    /// Environment variables that the command sees and nothing else does.
    package var secrets: [String]
    /// In seconds.
    package var timeout: Int?
    /// Whether its failure stops the release; a failed build always does.
    package var isBlocking: Bool
    package var tests: GateConfiguration.Tests
    /// Whether it runs in a tree made for publishing.
    package var inPublishTree: Bool
    /// Upstream candidates in this plan that it is built against: component to repository.
    package var upstreams: [ComponentID: RepositoryID]

    enum CodingKeys: String, CodingKey {
        case arguments, folder, environment, secrets, timeout, isBlocking, tests, inPublishTree, upstreams
    }

    package init(
        arguments: [String], folder: String, environment: [String: String] = [:], secrets: [String] = [],
        timeout: Int? = nil, isBlocking: Bool = true, tests: GateConfiguration.Tests = .none,
        inPublishTree: Bool = false, upstreams: [ComponentID: RepositoryID] = [:]
    ) {
        self.arguments = arguments
        self.folder = folder
        self.environment = environment
        self.secrets = secrets
        self.timeout = timeout
        self.isBlocking = isBlocking
        self.tests = tests
        self.inPublishTree = inPublishTree
        self.upstreams = upstreams
    }
}

package struct CollectWork: Sendable, Hashable, Codable {
    /// Relative to the repository's checkout.
    package var folder: String
    package var version: Version
    package var artifacts: [ArtifactConfiguration]
    /// Programs of which each must be among the artifacts.
    package var binaries: [String]
    /// What `{repo}` stands for in names; nil: the repository's name in the workspace.
    package var repositoryName: String?
    /// Where an earlier run staged the artifacts; nil: the component's build makes them.
    package var staged: StagedArtifacts?

    enum CodingKeys: String, CodingKey {
        case folder, version, artifacts, binaries, repositoryName, staged
    }

    package init(
        folder: String, version: Version, artifacts: [ArtifactConfiguration], binaries: [String],
        repositoryName: String? = nil, staged: StagedArtifacts? = nil
    ) {
        self.staged = staged
        self.repositoryName = repositoryName
        self.folder = folder
        self.version = version
        self.artifacts = artifacts
        self.binaries = binaries
    }
}

package struct ReuseWork: Sendable, Hashable, Codable {
    package var version: Version

    enum CodingKeys: String, CodingKey {
        case version
    }

    package init(version: Version) { self.version = version }
}

package struct PushWork: Sendable, Hashable, Codable {
    package var branch: String
    package var base: CommitID
    /// How the forge brings the commit there; nil: git pushes it.
    package var atForge: ForgeDelivery?

    enum CodingKeys: String, CodingKey {
        case branch, base, atForge
    }

    package init(branch: String, base: CommitID, atForge: ForgeDelivery? = nil) {
        self.branch = branch
        self.base = base
        self.atForge = atForge
    }
}

package struct TagWork: Sendable, Hashable, Codable {
    package var tag: TagName
    package var kind: TagKind
    package var message: String
    package var name: String
    package var mail: String

    enum CodingKeys: String, CodingKey {
        case tag, kind, message, name, mail
    }

    package init(tag: TagName, kind: TagKind, message: String, name: String, mail: String) {
        self.tag = tag
        self.kind = kind
        self.message = message
        self.name = name
        self.mail = mail
    }
}

package struct PublishWork: Sendable, Hashable, Codable {
    package var target: PublicationTarget

    enum CodingKeys: String, CodingKey {
        case target
    }

    package init(target: PublicationTarget) { self.target = target }
}

package struct VerifyWork: Sendable, Hashable, Codable {
    package var tag: TagName
    package var version: Version
    package var sources: [VersionSource]

    enum CodingKeys: String, CodingKey {
        case tag, version, sources
    }

    package init(tag: TagName, version: Version, sources: [VersionSource]) {
        self.tag = tag
        self.version = version
        self.sources = sources
    }
}

/// Edits that name commits of this run by `{commit:COMPONENT}` in their new value.
package struct WriteBackWork: Sendable, Hashable, Codable {
    package var branch: String
    package var base: CommitID
    package var edits: [FileEdit]
    package var message: String
    package var name: String
    package var mail: String

    enum CodingKeys: String, CodingKey {
        case branch, base, edits, message, name, mail
    }

    package init(
        branch: String, base: CommitID, edits: [FileEdit], message: String, name: String, mail: String
    ) {
        self.branch = branch
        self.base = base
        self.edits = edits
        self.message = message
        self.name = name
        self.mail = mail
    }
}

/// One release of a forge with the artifacts of the whole set.
package struct PublishSetWork: Sendable, Hashable, Codable {
    package var target: PublicationTarget
    package var tag: TagWork
    /// Whether the tag is this release's alone; otherwise a component's step makes it.
    package var makesTag: Bool
    package var isPrerelease: Bool
    package var checksums: [ChecksumFile]

    enum CodingKeys: String, CodingKey {
        case target, tag, makesTag, isPrerelease, checksums
    }

    package init(
        target: PublicationTarget, tag: TagWork, makesTag: Bool, isPrerelease: Bool, checksums: [ChecksumFile]
    ) {
        self.target = target
        self.tag = tag
        self.makesTag = makesTag
        self.isPrerelease = isPrerelease
        self.checksums = checksums
    }
}
