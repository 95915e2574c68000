/// One change in one file.
package struct FileEdit: Sendable, Hashable {
    package var ecosystem: EcosystemName
    /// Relative to the repository.
    package var file: String
    /// The ecosystem's name for the value: `package.version`, `dependencies.core.version`, `project.dependencies[2]`.
    package var key: String
    package var change: Change

    /// What happens to the value, or to the file.
    package enum Change: Sendable, Hashable {
        /// Replaces a value that must read `from`; both as written without quotes.
        case set(from: String, to: String)
        /// Replaces a value that must read `from` by the id of the commit that this release makes of a component.
        case setToCommit(from: String, of: ComponentID)
        /// Adds an entry; one that is there already is not added again. A missing file is made where its ecosystem can.
        case add(String)
        /// Makes the file, or fills an empty one, with this value.
        case create(String)
        /// Removes the file, which must have this digest.
        case remove(Digest)
    }

    package init(ecosystem: EcosystemName, file: String, key: String, change: Change) {
        self.ecosystem = ecosystem
        self.file = file
        self.key = key
        self.change = change
    }

    /// A value replaced by another text.
    package init(ecosystem: EcosystemName, file: String, key: String, from: String, to: String) {
        self.init(ecosystem: ecosystem, file: file, key: key, change: .set(from: from, to: to))
    }

    /// Whether the edit removes its file.
    package var removesFile: Bool { if case .remove = change { true } else { false } }

    /// The texts of a replaced value, for editors that only replace.
    ///
    /// - Throws: ``EditError/unsupported(place:key:why:)`` for every other change.
    package func replacedTexts() throws(EditError) -> (from: String, to: String) {
        guard case .set(let from, let to) = change else {
            throw .unsupported(
                place: Place(file: file, line: 1, column: 1), key: key,
                why: "only a value that is there can be replaced")
        }
        return (from, to)
    }
}

extension FileEdit.Change {
    /// The text that is replaced, as plans show it; empty where nothing is there yet.
    package var before: String {
        switch self {
        case .set(let from, _), .setToCommit(let from, _): from
        case .add, .create: ""
        case .remove(let digest): digest.text
        }
    }

    /// The new text, as plans show it: `{commit:core}` for a commit that is yet to be made, empty for a removed file.
    package var after: String {
        switch self {
        case .set(_, let to): to
        case .setToCommit(_, let component): "{commit:\(component)}"
        case .add(let text), .create(let text): text
        case .remove: ""
        }
    }

    /// Whether a file that is not there may be made for it.
    package var mayMakeFile: Bool {
        switch self {
        case .add, .create: true
        case .set, .setToCommit, .remove: false
        }
    }

    /// Whether the new text is known only when the release has made its commits.
    package var awaitsCommit: Bool { if case .setToCommit = self { true } else { false } }
}

/// The old and the new text, for messages.
extension FileEdit.Change: CustomStringConvertible {
    package var description: String { "\(before) → \(after)" }
}
