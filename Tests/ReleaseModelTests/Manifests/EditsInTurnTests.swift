import ReleaseModel
import Testing

@Suite("Sequential edits")
struct EditsInTurnTests {
    /// Every key names the whole text.
    private func edited(_ edits: [FileEdit], _ bytes: [UInt8]) throws(EditError) -> [UInt8] {
        var text = String(decoding: bytes, as: UTF8.self)
        for edit in edits {
            guard text == edit.change.before else {
                throw .unexpected(
                    place: Place(file: edit.file, line: 1, column: 1), key: edit.key, expected: edit.change.before,
                    found: text)
            }
            text = edit.change.after
        }
        return Array(text.utf8)
    }

    private func found(_ key: String, _ bytes: [UInt8]) -> FoundValue? {
        FoundValue(text: String(decoding: bytes, as: UTF8.self), place: Place(file: "f", line: 1, column: 1))
    }

    private func edit(_ key: String, from: String = "1", to: String) -> FileEdit {
        FileEdit(ecosystem: "extra-file", file: "f", key: key, from: from, to: to)
    }

    @Test("An edit is done if an earlier group already set the wanted text")
    func done() throws {
        var turns = EditsInTurn(Array("1".utf8))
        try turns.make([edit("a", to: "2")], with: edited, reading: found)
        try turns.make([edit("b", to: "2"), edit("b", to: "2")], with: edited, reading: found)
        #expect(turns.bytes == Array("2".utf8))
    }

    @Test("A value that was the wanted one before the first edit is not what the plan saw")
    func alreadyThere() {
        var turns = EditsInTurn(Array("2".utf8))
        #expect(throws: EditError.self) { try turns.make([edit("a", to: "2")], with: edited, reading: found) }
    }

    @Test("Two texts for one value are refused with both", arguments: [["a", "b"], ["a", "a"]])
    func contradictory(keys: [String]) {
        let place = Place(file: "f", line: 1, column: 1)
        #expect(throws: EditError.contradictory(place: place, key: keys[1], first: "2", second: "3")) {
            var turns = EditsInTurn(Array("1".utf8))
            if keys[0] == keys[1] {
                try turns.make([edit("a", to: "2"), edit("a", to: "3")], with: edited, reading: found)
            } else {
                try turns.make([edit("a", to: "2")], with: edited, reading: found)
                try turns.make([edit("b", to: "3")], with: edited, reading: found)
            }
        }
    }
}
