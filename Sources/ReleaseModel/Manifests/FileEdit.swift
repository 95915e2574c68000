/// One value to be changed in one file.
package struct FileEdit: Sendable, Hashable, Codable {
    package var ecosystem: EcosystemName
    /// Relative to the repository.
    package var file: String
    /// The ecosystem's name for the value: `package.version`, `dependencies.core.version`, `project.dependencies[2]`.
    package var key: String
    /// The value that must be there, as written without quotes.
    package var from: String
    package var to: String

    package init(ecosystem: EcosystemName, file: String, key: String, from: String, to: String) {
        self.ecosystem = ecosystem
        self.file = file
        self.key = key
        self.from = from
        self.to = to
    }
}
