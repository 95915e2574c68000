/// A set of components with their versions, as a `versions.toml` records it, and where.
///
/// The set is not a component of its own. A component that nothing but a set names lives elsewhere
/// (``Component/isOnlyRecorded``); what a release changes in a set is written back after it (``FileEdit/isRecord``).
package struct VersionSet: Sendable, Hashable {
    /// Under which a set's values are read and edited.
    package static let ecosystem: EcosystemName = "versions-toml"

    package struct Value: Sendable, Hashable {
        /// The editor's name for it.
        package var key: String
        /// As written, without a leading `v` where it is a version.
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package struct Entry: Sendable, Hashable {
        /// nil where the workspace has no such component.
        package var component: ComponentID?
        package var version: Value
        package var tag: Value?
        package var commit: Value?

        package init(component: ComponentID?, version: Value, tag: Value?, commit: Value?) {
            self.component = component
            self.version = version
            self.tag = tag
            self.commit = commit
        }
    }

    package struct Requirement: Sendable, Hashable {
        package var component: ComponentID?
        package var upstream: ComponentID?
        package var value: Value

        package init(component: ComponentID?, upstream: ComponentID?, value: Value) {
            self.component = component
            self.upstream = upstream
            self.value = value
        }
    }

    /// `[versions.develop]`: the newest develop build, with the values that the table has.
    package struct Develop: Sendable, Hashable {
        package var version: Value?
        package var basedOnStable: Value?
        package var prefix: Value?
        package var publishedAt: Value?
        package var commit: Value?
        /// By the name of what is required: `=0.1.1-dev.5`.
        package var dependencies: [String: Value]

        package init(
            version: Value?, basedOnStable: Value?, prefix: Value?, publishedAt: Value?, commit: Value?,
            dependencies: [String: Value]
        ) {
            self.version = version
            self.basedOnStable = basedOnStable
            self.prefix = prefix
            self.publishedAt = publishedAt
            self.commit = commit
            self.dependencies = dependencies
        }
    }

    package var repository: RepositoryID
    package var file: String
    package var entries: [Entry]
    package var requirements: [Requirement]
    /// nil: it has no such table.
    package var develop: Develop?

    /// The components of the workspace that it names.
    package var components: [ComponentID] { entries.compactMap(\.component) }

    package init(repository: RepositoryID, file: String, entries: [Entry], requirements: [Requirement]) {
        self.repository = repository
        self.file = file
        self.entries = entries
        self.requirements = requirements
    }
}

extension Component {
    /// Whether nothing but a version set names it: its sources, tags and builds are elsewhere.
    package var isOnlyRecorded: Bool { ecosystem == VersionSet.ecosystem }
}

extension VersionSource {
    /// Whether it is a set's record of the version, and not what the component's own files say.
    package var isRecord: Bool { ecosystem == VersionSet.ecosystem }
}

extension Edge {
    /// Whether a version set records the requirement.
    package var isRecord: Bool { ecosystem == VersionSet.ecosystem }
}

extension FoundPackage {
    /// Whether it is an entry of a version set.
    package var isRecord: Bool { ecosystem == VersionSet.ecosystem }
}

extension FileEdit {
    /// Whether it changes a version set, which is written back after the release.
    package var isRecord: Bool { ecosystem == VersionSet.ecosystem }
}
