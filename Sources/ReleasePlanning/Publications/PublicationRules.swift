package import ReleaseModel

/// What planning asks about a kind of target.
package protocol PublicationRules: Sendable {
    var shape: PublicationShape { get }

    /// Why plans have no step for this kind of target, as a warning; nil: they have one.
    ///
    /// - Parameter repository: The component's at its forge; nil where it is on plain git.
    func omission(for component: ComponentID, in repository: RepositoryAtForge?) -> String?

    /// The target of one release: the configured one, with what only planning knows.
    func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget

    /// Refuses a component whose build can't make what the target takes.
    func check(_ settings: ComponentConfiguration, of component: ComponentID, to target: PublicationTarget)
        throws(PlanError)

    /// Faults of a component's manifests for which the target would refuse its artifacts.
    func refusals(of component: Component, in files: [String: [UInt8]], _ ecosystems: [EcosystemName: any Ecosystem])
        -> [Diagnostic]

    /// Whether artifacts are brought to the target before their tag is public, and published last of the component's.
    func isStaged(_ target: PublicationTarget) -> Bool

    /// Targets of components of one repository that exclude each other, or that people should know of.
    func check(_ targets: [(component: ComponentID, target: PublicationTarget)], of repository: RepositoryID)
        throws(PlanError) -> [String]

    /// What people call the target.
    func name(of target: PublicationTarget) -> String
}

extension PublicationRules {
    package func isStaged(_ target: PublicationTarget) -> Bool { false }

    package func omission(for component: ComponentID, in repository: RepositoryAtForge?) -> String? { nil }
    package func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget { target }

    package func check(
        _ settings: ComponentConfiguration, of component: ComponentID, to target: PublicationTarget
    ) throws(PlanError) {}

    package func check(
        _ targets: [(component: ComponentID, target: PublicationTarget)], of repository: RepositoryID
    ) throws(PlanError) -> [String] { [] }

    package func refusals(
        of component: Component, in files: [String: [UInt8]], _ ecosystems: [EcosystemName: any Ecosystem]
    ) -> [Diagnostic] { [] }
}

/// A release that is about to be planned for a target.
package struct PublishedRelease: Sendable {
    package var component: ComponentID
    package var version: Version
    package var tag: TagName
    /// At its forge; nil on plain git.
    package var repository: RepositoryAtForge?
    /// Whether no stable release of the component has a higher version.
    package var isHighest: Bool
    /// Whether the repository's releases are this component's: it is the only one, or the one at the root.
    package var isMain: Bool
    /// Whether nothing else of the plan is to be the repository's latest release.
    package var mayBeLatest: Bool
    /// The version that was released before; nil: none.
    package var previous: Version?
    package var previousTag: TagName?
    /// Whether the forge writes the notes.
    package var usesForgeNotes: Bool
    /// `YYYY-MM-DD`.
    package var date: String
    /// The minute in which the plan was made.
    package var stamp: CalendarStamp
    /// Where the changelog can be read once it is released; nil: it has no address.
    package var changelogAddress: String?
    /// Whether it is a build of a channel, of which there are many side by side.
    package var isOfChannel = false

    package init(
        component: ComponentID, version: Version, tag: TagName, repository: RepositoryAtForge?, isHighest: Bool,
        isMain: Bool, mayBeLatest: Bool, previous: Version?, previousTag: TagName?, usesForgeNotes: Bool,
        date: String, stamp: CalendarStamp, changelogAddress: String?
    ) {
        self.component = component
        self.version = version
        self.tag = tag
        self.repository = repository
        self.isHighest = isHighest
        self.isMain = isMain
        self.mayBeLatest = mayBeLatest
        self.previous = previous
        self.previousTag = previousTag
        self.usesForgeNotes = usesForgeNotes
        self.date = date
        self.stamp = stamp
        self.changelogAddress = changelogAddress
    }
}

/// The kinds of targets that a plan can name.
package struct PublicationList: Sendable {
    private let rules: [PublicationKind: any PublicationRules]

    var all: [any PublicationRules] { Array(rules.values) }

    package init(_ all: [any PublicationRules]) {
        rules = Dictionary(uniqueKeysWithValues: all.map { ($0.shape.kind, $0) })
    }

    package subscript(kind: PublicationKind) -> (any PublicationRules)? { rules[kind] }
}
