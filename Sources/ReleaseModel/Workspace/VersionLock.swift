/// A `versions.toml` as planning sees it: what a set recorded of its components, and where.
package struct VersionLock: Sendable, Hashable {
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

    package var repository: RepositoryID
    package var file: String
    package var entries: [Entry]
    package var requirements: [Requirement]

    package init(repository: RepositoryID, file: String, entries: [Entry], requirements: [Requirement]) {
        self.repository = repository
        self.file = file
        self.entries = entries
        self.requirements = requirements
    }
}
