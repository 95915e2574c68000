import ReleaseModel
import ReleaseText
import Testing

@Suite("TOML documents")
struct TOMLDocumentTests {
    @Test(
        "An error is reported with its code and exact location",
        arguments: [
            ("a = 1\nb = \n", "toml.missing-value t:2:5"),
            ("a = 1\na = 2\n", "toml.duplicate-key t:2:1"),
            ("é = 1\n", "toml.invalid-key t:1:1"),
            ("a = \"é\" x\n", "toml.trailing-text t:1:9"),
            ("a = \"x\n", "toml.unterminated-string t:1:5"),
            ("a = \"\"\"x\n", "toml.unterminated-string t:1:5"),
            ("a = \"\\q\"\n", "toml.invalid-escape t:1:6"),
            ("a = \"\\uD800\"\n", "toml.invalid-escape t:1:6"),
            ("a = [1, 2\n", "toml.unterminated-array t:1:5"),
            ("a = [1 2]\n", "toml.unterminated-array t:1:8"),
            ("a = {b = 1\n}\n", "toml.invalid-inline-table t:1:5"),
            ("a = {b = 1,}\n", "toml.invalid-inline-table t:1:12"),
            ("a = 01\n", "toml.invalid-number t:1:5"),
            ("a = 9223372036854775808\n", "toml.number-out-of-range t:1:5"),
            ("a = 2023-02-29\n", "toml.invalid-date t:1:5"),
            ("a = yes\n", "toml.invalid-value t:1:5"),
            ("a 1\n", "toml.missing-equals t:1:3"),
            ("[a\n", "toml.invalid-header t:1:3"),
            ("[a]\n[a]\n", "toml.duplicate-table t:2:2"),
            ("a = 1\n[a.b]\n", "toml.not-a-table t:2:2"),
            ("a = {b = 1}\na.c = 2\n", "toml.not-a-table t:2:1"),
            ("# \u{1}\n", "toml.control-character t:1:3"),
            ("<<<<<<< ours\n", "toml.merge-conflict t:1:1"),
        ])
    func faultPlace(text: String, expected: String) {
        let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
        #expect(document.diagnostics.map { "\($0.code) \($0.place)" } == [expected])
    }

    @Test("All errors in a file are reported at once, in file order")
    func allFaults() {
        let text = "a = \nb = 1\n[c\nd = yes\n[[e]]\nf = [1,\n  nope,\n  \"x\",\n]\nb = 'x\n[e]\n"
        let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
        #expect(
            document.diagnostics.map { "\($0.code) \($0.place.line):\($0.place.column)" } == [
                "toml.missing-value 1:5", "toml.invalid-header 3:3", "toml.invalid-value 4:5",
                "toml.invalid-value 7:3", "toml.unterminated-string 10:5", "toml.duplicate-table 11:2",
            ])
    }

    @Test("Invalid UTF-8 is reported where it is")
    func invalidUTF8() {
        let document = TOMLDocument(file: "t", bytes: Array("a = 1\nb = \"é".utf8) + [0xFF, 0x22])
        #expect(document.diagnostics.map(\.code) == ["toml.invalid-utf8"])
        #expect(document.diagnostics.first?.place == Place(file: "t", line: 2, column: 7))
    }

    @Test("The faulty line is shown, without its line ending and shortened to 120 characters")
    func excerpt() {
        let long = String(repeating: "é", count: 200)
        let document = TOMLDocument(file: "t", bytes: Array("a = yes # \(long)\r\nb = no\r\n".utf8))
        #expect(document.diagnostics.first?.excerpt.count == 120)
        #expect(document.diagnostics.last?.excerpt == "b = no")
    }

    @Test(
        "A byte order mark, CRLF and a missing final newline are accepted",
        arguments: ["\u{FEFF}[a]\nb = 'x'\n", "[a]\r\nb = 'x'\r\n", "[a]\nb = 'x'", "[a]\r\nb = 'x' # y"])
    func accepted(text: String) throws {
        let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
        #expect(document.diagnostics.isEmpty)
        let value = try #require(document.value(at: ValuePath(keys: "a", "b")))
        #expect(value.string == "x")
        #expect(document.place(of: value) == Place(file: "t", line: 2, column: 5))
    }

    @Test(
        "Deep nesting is an error and not a crash",
        arguments: [("a = ", "["), ("a = ", "{a="), ("a", ".a"), ("[a", ".a"), ("", "a = [\n")])
    func depth(start: String, repeated: String) {
        let text = start + String(repeating: repeated, count: 20_000) + " = 1"
        let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
        #expect(!document.diagnostics.isEmpty)
        // The last two break off before they are deep.
        guard start.hasPrefix("a") else { return }
        #expect(document.diagnostics.contains { $0.message.contains("deep") }, "\(document.diagnostics.map(\.message))")
    }

    @Test("Keys are compared by their bytes, not by their appearance")
    func normalization() {
        let text = "\"\u{E9}\" = 1\n\"e\u{301}\" = 2\n"
        let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
        #expect(document.diagnostics.isEmpty)
        #expect(document.root.entries.count == 2)
    }

    @Test("A large file is parsed in linear time", .timeLimit(.minutes(20)))
    func large() {
        let wide = (0..<20_000).map { "key\($0) = \"value\"" }.joined(separator: "\n")
        let long = "a = [" + String(repeating: "{b = 1, c = 'x'}, ", count: 20_000) + "]"
        let faulty = "a = {" + (0..<5_000).map { _ in "b = 1" }.joined(separator: ", ") + "}"
        for text in [wide, long, faulty] {
            let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
            #expect(document.diagnostics.count == (text == faulty ? 4_999 : 0))
        }
    }

    @Test(
        "A path's text leads back to the same path",
        arguments: [
            ["target", "cfg(unix)", "dependencies", "foo"], ["a.b", "c'd", "e\"f'", ""], ["[0]", "x[1]", "é\n\u{7F}"],
        ])
    func paths(keys: [String]) {
        let path = ValuePath(keys.map { .key($0) }).appending(index: 12).appending("end")
        #expect(ValuePath(path.description) == path)
    }

    @Test("Unusual keys are quoted as in TOML")
    func quoted() {
        #expect(
            ValuePath(keys: "target", "cfg(unix)", "dependencies", "a.b", "version").description
                == "target.'cfg(unix)'.dependencies.'a.b'.version")
    }
}
