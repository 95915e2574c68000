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

    /// Entries, sections and links are found by their text, so no key names a value.
    package func find(_ key: String, in file: String, bytes: [UInt8]) -> FoundValue? { nil }

    /// An entry that stands there already is not added again.
    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        let title = RepositoryPath.name(of: file) == "NEWS.md" ? nil : "# Changelog"
        var bytes = bytes
        for edit in edits {
            guard edit.file == file else { throw .notFound(file: file, key: edit.key) }
            var ordered: OrderedChangelog { OrderedChangelog(bytes, file: file, title: title) }
            switch edit.change {
            case .set(let old, let new) where edit.key.hasPrefix("section:") || edit.key.hasPrefix("link:"):
                var changelog = ordered
                try changelog.replace(old, with: new, key: edit.key, file: file)
                bytes = changelog.bytes
            case .set(let words, let entry) where edit.key == ChangelogEcosystem.releaseKey:
                var changelog = ordered
                try changelog.add(try nonEmpty(entry, edit), moving: words, file: file)
                bytes = changelog.bytes
            case .add(let entry) where edit.key == ChangelogEcosystem.releaseKey:
                var changelog = ordered
                try changelog.add(try nonEmpty(entry, edit), moving: "", file: file)
                bytes = changelog.bytes
            case .add(let entry) where edit.key == ChangelogEcosystem.key:
                var changelog = Changelog(bytes, title: title)
                changelog.add(try nonEmpty(entry, edit))
                bytes = changelog.bytes
            case .set, .setToCommit, .add, .create, .remove: throw .notFound(file: file, key: edit.key)
            }
        }
        return bytes
    }

    /// An entry that has a text.
    private func nonEmpty(_ entry: String, _ edit: FileEdit) throws(EditError) -> String {
        guard entry.utf8.contains(where: { !$0.isSpace }) else {
            throw .unsupported(
                place: Place(file: edit.file, line: 1, column: 1), key: edit.key, why: "the entry has no text")
        }
        return entry
    }
}
