package import ReleaseModel

/// Changelogs, which get an entry for each release; see ``Changelog`` for its place.
///
/// An edit's key is `entry`, what it replaces is empty, and what it writes is the entry as Markdown.
package struct ChangelogEcosystem: EditingEcosystem {
    package let name = EcosystemName.changelog
    package static let key = "entry"

    package init() {}

    package func makes(file: String) -> Bool { true }

    /// An entry that stands there already is not added again.
    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        var changelog = Changelog(bytes, title: RepositoryPath.name(of: file) == "NEWS.md" ? nil : "# Changelog")
        for edit in edits {
            guard edit.file == file, edit.key == ChangelogEcosystem.key, edit.from.isEmpty else {
                throw .notFound(file: file, key: edit.key)
            }
            guard edit.to.utf8.contains(where: { !Changelog.isSpace($0) }) else {
                throw .unsupported(
                    place: Place(file: file, line: 1, column: 1), key: edit.key, why: "the entry has no text")
            }
            changelog.add(edit.to)
        }
        return changelog.bytes
    }
}
