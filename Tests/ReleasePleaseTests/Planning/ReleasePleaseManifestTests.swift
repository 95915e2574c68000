import ReleaseManifests
import ReleaseModel
import ReleasePlease
import Testing

@Suite("Manifests of release-please")
struct ReleasePleaseManifestTests {
    private let manifest = ReleasePleaseManifestEcosystem()
    private static let file = ".release-please-manifest.json"

    private func edited(_ text: String, _ edits: [(String, String, String)]) throws(EditError) -> String {
        let edits = edits.map { key, from, to in
            FileEdit(
                ecosystem: .releasePleaseManifest, file: Self.file, key: key,
                change: from.isEmpty ? .add(to) : .set(from: from, to: to))
        }
        return String(
            decoding: try manifest.apply(edits, to: Self.file, bytes: Array(text.utf8)), as: UTF8.self)
    }

    @Test(
        "A package's version is replaced and every other byte stays", arguments: [".", "a", "packages/a b", "x.y['z']"])
    func replaced(path: String) throws {
        let text = "{\n\t\"\(path)\":   \"1.0.0\",\r\n\t\"other\" : \"1.0.0\"}"
        #expect(try edited(text, [(path, "1.0.0", "1.1.0")]) == text.replacing("   \"1.0.0", with: "   \"1.1.0"))
    }

    @Test(
        "New packages go at the end in the order of their paths, indented like the last one",
        arguments: [
            ("{\n    \"m\": \"1\"\n}\n", "{\n    \"m\": \"1\",\n    \"a\": \"2\",\n    \"b/c\": \"3\"\n}\n"),
            ("{\"m\": \"1\"}", "{\"m\": \"1\", \"a\": \"2\", \"b/c\": \"3\"}"),
            ("{\r\n\t\"m\": \"1\"\r\n}", "{\r\n\t\"m\": \"1\",\r\n\t\"a\": \"2\",\r\n\t\"b/c\": \"3\"\r\n}"),
            ("{}\n", "{\n  \"a\": \"2\",\n  \"b/c\": \"3\"\n}\n"), ("", "{\n  \"a\": \"2\",\n  \"b/c\": \"3\"\n}\n"),
            ("\u{FEFF}{ }", "\u{FEFF}{\n  \"a\": \"2\",\n  \"b/c\": \"3\"\n}"),
        ])
    func added(text: String, expected: String) throws {
        #expect(manifest.makes(file: Self.file))
        #expect(try edited(text, [("b/c", "", "3"), ("a", "", "2")]) == expected)
    }

    @Test("Replacing and adding go together, and doing it again changes nothing")
    func both() throws {
        let once = try edited("{\"a\": \"1\"}", [("q\"\\\u{1}", "", "2"), ("a", "1", "1.1")])
        #expect(once == "{\"a\": \"1.1\", \"q\\\"\\\\\\u0001\": \"2\"}")
        #expect(try edited(once, [("q\"\\\u{1}", "", "2")]) == once)
    }

    @Test(
        "A version that differs from the plan is an error with its location",
        arguments: [("1.0.0", "2.0.0"), ("", "2.0.0")])
    func unexpected(from: String, to: String) {
        #expect(
            throws: EditError.unexpected(
                place: Place(file: Self.file, line: 2, column: 7), key: "a", expected: from, found: "1.2.0")
        ) {
            try edited("{\n\"a\": \"1.2.0\"}", [("a", from, to)])
        }
    }

    @Test("A file that is not an object can't be edited", arguments: ["[]", "{", "1", "{\"a\": }"])
    func unreadable(text: String) {
        #expect(throws: EditError.self) { try edited(text, [("a", "", "1")]) }
    }
}
