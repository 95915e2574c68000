package import ReleaseModel
import ReleaseText

/// Changelogs, which get an entry for each release.
///
/// The keys of edits:
/// - `entry`: what is written is the entry as Markdown, in the place that release-please gives it (``Changelog``).
/// - `release`: the same in the place where a reader looks for it (``OrderedChangelog``); what it replaces are the words
///   under `Unreleased` that move into it.
/// - `section:…` and `link:…`: what is written replaces a section, or the definition of a link.
package struct ChangelogEcosystem: EditingEcosystem {
    package let name = EcosystemName.changelog
    package static let key = "entry"
    package static let releaseKey = "release"

    package init() {}

    package func makes(file: String) -> Bool { true }

    package func readChangelog(_ bytes: [UInt8], file: String) -> ChangelogReading? {
        OrderedChangelog(bytes, file: file, title: nil).reading
    }

    /// An entry that stands there already is not added again.
    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        let title = RepositoryPath.name(of: file) == "NEWS.md" ? nil : "# Changelog"
        var bytes = bytes
        for edit in edits {
            let isOfFile = edit.file == file
            if isOfFile, edit.key.hasPrefix("section:") || edit.key.hasPrefix("link:") {
                var changelog = OrderedChangelog(bytes, file: file, title: title)
                try changelog.replace(edit.from, with: edit.to, key: edit.key, file: file)
                bytes = changelog.bytes
                continue
            }
            guard isOfFile,
                edit.key == ChangelogEcosystem.releaseKey || edit.key == ChangelogEcosystem.key && edit.from.isEmpty
            else { throw .notFound(file: file, key: edit.key) }
            guard edit.to.utf8.contains(where: { !$0.isSpace }) else {
                throw .unsupported(
                    place: Place(file: file, line: 1, column: 1), key: edit.key, why: "the entry has no text")
            }
            if edit.key == ChangelogEcosystem.releaseKey {
                var changelog = OrderedChangelog(bytes, file: file, title: title)
                try changelog.add(edit.to, moving: edit.from, file: file)
                bytes = changelog.bytes
            } else {
                var changelog = Changelog(bytes, title: title)
                changelog.add(edit.to)
                bytes = changelog.bytes
            }
        }
        return bytes
    }
}
