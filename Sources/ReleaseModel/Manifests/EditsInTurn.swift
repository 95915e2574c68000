/// The edits of one file, made one group after the other.
///
/// Two groups may reach the same value by different ways: a manifest's own version and a marker on its line. The second
/// finds the new value already there and is done; a conflicting one is refused.
package struct EditsInTurn {
    package typealias Editor = ([FileEdit], [UInt8]) throws(EditError) -> [UInt8]

    private let before: [UInt8]
    package private(set) var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        before = bytes
        self.bytes = bytes
    }

    /// Makes a group's edits in what the groups before it left.
    ///
    /// - Parameter editor: Performs edits of this group's kind; an edit from a value that is not there is answered with
    ///   ``EditError/unexpected(place:key:expected:found:)``.
    package mutating func make(_ edits: [FileEdit], with editor: Editor) throws(EditError) {
        var open: [FileEdit] = []
        for edit in edits {
            // Edits from the empty text add something, and may do so more than once.
            if !edit.from.isEmpty, let same = open.first(where: { $0.key == edit.key }) {
                guard same.to != edit.to else { continue }
                throw try contradiction(same.to, edit, with: editor)
            }
            if try !isDone(edit, with: editor) { open.append(edit) }
        }
        if !open.isEmpty { bytes = try editor(open, bytes) }
    }

    /// Whether an earlier group gave this edit's value the text that it wants.
    private func isDone(_ edit: FileEdit, with editor: Editor) throws(EditError) -> Bool {
        guard bytes != before, let old = try value(of: edit, in: before, with: editor), old.text == edit.from,
            let new = try value(of: edit, in: bytes, with: editor), new.text != old.text
        else { return false }
        guard new.text == edit.to else {
            throw .contradictory(place: new.place, key: edit.key, first: new.text, second: edit.to)
        }
        return true
    }

    private func contradiction(_ first: String, _ edit: FileEdit, with editor: Editor) throws(EditError) -> EditError {
        let place = try value(of: edit, in: bytes, with: editor)?.place ?? Place(file: edit.file, line: 1, column: 1)
        return .contradictory(place: place, key: edit.key, first: first, second: edit.to)
    }

    private func value(
        of edit: FileEdit, in bytes: [UInt8], with editor: Editor
    ) throws(EditError) -> (text: String, place: Place)? {
        var question = edit
        // No file can hold this text, so the editor answers with what is there.
        question.from = "\u{0}"
        question.to = "\u{0}"
        do throws(EditError) {
            _ = try editor([question], bytes)
        } catch {
            switch error {
            case .unexpected(let place, _, _, let found): return (found, place)
            case .notFound: return nil
            default: throw error
            }
        }
        return nil
    }
}
