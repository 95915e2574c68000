/// A file beside the commits that says what changed in some components; the release that counts it removes it.
package struct ChangeFile: Sendable, Hashable {
    /// One component's line of the front matter.
    package struct Change: Sendable, Hashable {
        /// As written.
        package var name: String
        package var bump: Bump
        package var place: Place
        /// nil where the name means no component that is released.
        package var component: ComponentID?

        package init(name: String, bump: Bump, place: Place) {
            self.name = name
            self.bump = bump
            self.place = place
        }
    }

    /// Relative to the repository.
    package var file: String
    package var bytes: [UInt8]
    package var changes: [Change]
    /// Its first line, for the changelog.
    package var title: String
    /// The lines below it, without empty ones at both ends.
    package var details: [String]

    package init(file: String, bytes: [UInt8], changes: [Change], title: String, details: [String]) {
        self.file = file
        self.bytes = bytes
        self.changes = changes
        self.title = title
        self.details = details
    }

    /// The highest level that it says for a component; nil where it does not name it.
    package func bump(of component: ComponentID) -> Bump? {
        changes.filter { $0.component == component }.map(\.bump).max()
    }

    /// What an edit that removes such a file calls it; it replaces the file's digest by nothing.
    package static let editKey = "file"
}

extension EcosystemName {
    /// Of edits that remove change files; it reads no manifests.
    package static let changeFile: EcosystemName = "change-file"
}
