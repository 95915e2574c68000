import ReleaseManifests

/// A package of a workspace as its manifest describes it, for the plugins that follow requirements between packages.
package struct WorkspaceMember: Sendable, Hashable {
    package struct Requirement: Sendable, Hashable {
        /// The table in which it stands: `dependencies`, `dev-dependencies`.
        package var section: String
        package var name: String
        /// As written; nil where it names no version.
        package var requirement: String?
        /// What an edit of it is called; nil where the plugin leaves it as it is.
        package var key: String?

        package init(section: String, name: String, requirement: String?, key: String?) {
            self.section = section
            self.name = name
            self.requirement = requirement
            self.key = key
        }
    }

    package var name: String
    /// Its folder, relative to the repository.
    package var path: String
    /// The manifest's file.
    package var file: String
    /// As written; nil where the manifest itself has none.
    package var version: String?
    /// By section in the manifest's usual order, then in file order.
    package var requirements: [Requirement]

    package init(name: String, path: String, file: String, version: String?, requirements: [Requirement]) {
        self.name = name
        self.path = path
        self.file = file
        self.version = version
        self.requirements = requirements
    }
}
