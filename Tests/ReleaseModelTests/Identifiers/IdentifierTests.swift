import Foundation
import ReleaseModel
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("They are ordered by the bytes of their text, not by any locale")
    func order() {
        let names: [ComponentID] = ["é", "b", "a-b", "a_b", "Z", "a.b", "ab", "z", "10", "9"]
        #expect(names.sorted().map(\.text) == ["10", "9", "Z", "a-b", "a.b", "a_b", "ab", "b", "z", "é"])
    }

    @Test("In JSON they are plain strings, also as keys")
    func json() throws {
        let text = String(
            decoding: try encodeJSON([ComponentID("core"): TagName("v1")], isPretty: false), as: UTF8.self)
        #expect(text == #"{"core":"v1"}"#)
        #expect(try decodeJSON([ComponentID: TagName].self, from: Data(text.utf8)) == ["core": "v1"])
    }
}
