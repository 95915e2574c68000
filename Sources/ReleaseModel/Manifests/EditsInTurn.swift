/// The edits of one file, made one group after the other.
///
/// Two groups may reach the same value by different ways: a manifest's own version and a marker on its line. The second
/// finds the new value already there and is done; a conflicting one is refused.
package struct EditsInTurn {
    package typealias Editor = ([FileEdit], [UInt8]) throws(EditError) -> [UInt8]
    /// What stands at a key; nil where nothing does.
    package typealias Reader = (_ key: String, [UInt8]) throws(EditError) -> FoundValue?

    private let before: [UInt8]
    package private(set) var bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        before = bytes
        self.bytes = bytes
    }

    /// Makes a group's edits in what the groups before it left.
    ///
    /// - Parameters:
    ///   - editor: Performs edits of this group's kind.
    ///   - reader: Reads the values that these edits name.
    package mutating func make(_ edits: [FileEdit], with editor: Editor, reading reader: Reader) throws(EditError) {
        var open: [FileEdit] = []
        for edit in edits {
            // What is added may be added more than once.
            if case .set(_, let text) = edit.change, let same = open.first(where: { $0.key == edit.key }) {
                guard same.change.after != text else { continue }
                throw try contradiction(same.change.after, text, edit, reader)
            }
            if try !isDone(edit, reader) { open.append(edit) }
        }
        if !open.isEmpty { bytes = try editor(open, bytes) }
    }

    /// Whether an earlier group gave this edit's value the text that it wants.
    private func isDone(_ edit: FileEdit, _ reader: Reader) throws(EditError) -> Bool {
        guard bytes != before, case .set(let from, let to) = edit.change,
            let old = try reader(edit.key, before), old.text == from,
            let new = try reader(edit.key, bytes), new.text != old.text
        else { return false }
        guard new.text == to else {
            throw .contradictory(place: new.place, key: edit.key, first: new.text, second: to)
        }
        return true
    }

    private func contradiction(
        _ first: String, _ second: String, _ edit: FileEdit, _ reader: Reader
    ) throws(EditError) -> EditError {
        let place = try reader(edit.key, bytes)?.place ?? Place(file: edit.file, line: 1, column: 1)
        return .contradictory(place: place, key: edit.key, first: first, second: second)
    }
}
