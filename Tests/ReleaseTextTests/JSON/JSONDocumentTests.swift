import ReleaseModel
import ReleaseText
import Testing

@Suite("JSON")
struct JSONDocumentTests {
    private func document(_ text: String) -> JSONDocument { JSONDocument(file: "f", bytes: Array(text.utf8)) }

    private func faults(_ text: String) -> [String] {
        document(text).diagnostics.map { "\($0.code) \($0.place.line):\($0.place.column)" }
    }

    @Test("Values are read with their source bytes")
    func values() {
        let found = document(#"{"a": {"b.c": [1, -2.50e3, true, null, "x"]}, "": "é\n"}"#).scanned.values
        #expect(
            found.map { "\($0.key)=\($0.text)" } == [
                "a.'b.c'[0]=1", "a.'b.c'[1]=-2.50e3", "a.'b.c'[2]=true", "a.'b.c'[3]=null", "a.'b.c'[4]=x", "''=é\n",
            ])
    }

    @Test("Escapes are resolved, and half a pair is the replacement character")
    func escapes() {
        let text = #"["\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00", "\uD83Dx\uDE00"]"#
        #expect(
            document(text).root?.items?.map(\.string) == ["\"\\/\u{8}\u{C}\n\r\té😀", "\u{FFFD}x\u{FFFD}"])
    }

    @Test(
        "Invalid JSON is refused where it is wrong",
        arguments: [
            ("", ["json.empty 1:1"]), (" \n", ["json.empty 2:1"]), ("{\"a\": 1,}", ["json.trailing-comma 1:8"]),
            ("[1,\n2,\n]", ["json.trailing-comma 2:2"]), ("{'a': 1}", ["json.single-quotes 1:2"]),
            ("{a: 1}", ["json.unquoted-key 1:2"]), ("// x\n{}", ["json.comment 1:1"]),
            ("{} /* x", ["json.comment 1:4"]),
            ("{\"a\": 1 \"b\": 2}", ["json.missing-comma 1:9"]), ("{\"a\" 1}", ["json.missing-colon 1:6"]),
            ("[,1]", ["json.unexpected-comma 1:2"]), ("{\"a\": }", ["json.expected-value 1:7"]),
            ("[1", ["json.unclosed 1:1"]),
            ("{\"a\": [1}", ["json.unexpected-text 1:9"]), ("[01]", ["json.bad-number 1:2"]),
            ("[+1]", ["json.bad-number 1:2"]), ("[.5]", ["json.bad-number 1:2"]), ("[1.]", ["json.bad-number 1:2"]),
            ("[NaN]", ["json.bad-value 1:2"]), ("[True]", ["json.bad-value 1:2"]),
            ("\"a", ["json.unterminated-string 1:1"]),
            ("\"a\nb\"", ["json.unterminated-string 1:1"]), ("\"a\tb\"", ["json.control-character 1:3"]),
            ("\"\\x\"", ["json.bad-escape 1:2"]), ("\"\\u12G4\"", ["json.bad-escape 1:2"]),
            ("\"\\", ["json.unterminated-string 1:1"]),
            ("{} {}", ["json.trailing-text 1:4"]), ("[\u{A0}1]", ["json.bad-value 1:2"]),
        ])
    func refused(text: String, expected: [String]) {
        #expect(faults(text) == expected)
        #expect(document(text).root == nil)
    }

    @Test("Habits of JavaScript are all reported at once")
    func together() {
        #expect(
            faults("{\n  // c\n  a: 'x',\n  \"b\": [1,],\n}") == [
                "json.comment 2:3", "json.unquoted-key 3:3", "json.single-quotes 3:6", "json.trailing-comma 4:10",
                "json.trailing-comma 4:12",
            ])
    }

    @Test("Invalid UTF-8 is refused where it is")
    func encoding() {
        let document = JSONDocument(file: "f", bytes: [0x5B, 0x22, 0xFF, 0x22, 0x5D])
        #expect(document.diagnostics.map(\.code) == ["json.encoding"])
        #expect(document.diagnostics.first?.place == Place(file: "f", line: 1, column: 3))
    }

    @Test("A duplicate key is a warning, and its values can't be edited")
    func duplicate() {
        let text = #"{"a": "1", "a": "2"}"#
        #expect(faults(text) == ["json.duplicate-key 1:12"])
        #expect(document(text).root?["a"]?.string == "2")
        #expect(document(text).scanned.value("a") == nil)
    }

    @Test("A byte order mark is ignored and kept")
    func mark() throws {
        let bytes = Array("\u{FEFF}{\"a\": \"1\"}".utf8)
        let edit = FileEdit(ecosystem: "npm", file: "f", key: "a", from: "1", to: "2")
        let after = try edited([edit], of: "f", bytes: bytes) { JSONDocument(file: "f", bytes: $0).scanned }
        #expect(after == Array("\u{FEFF}{\"a\": \"2\"}".utf8))
    }

    @Test("A value with escapes is not edited, and no value that needs them is written")
    func unsupported() {
        func code(_ key: String, _ from: String, _ to: String) -> String? {
            let edit = FileEdit(ecosystem: "npm", file: "f", key: key, from: from, to: to)
            let bytes = Array(#"{"a": "\u0031", "b": "1"}"#.utf8)
            do throws(EditError) {
                _ = try edited([edit], of: "f", bytes: bytes) { JSONDocument(file: "f", bytes: $0).scanned }
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code("a", "1", "2") == "edit.unsupported")
        #expect(code("b", "1", "2\"") == "edit.not-verified")
        #expect(code("b", "1", "2\\u0031") == "edit.not-verified")
    }

    @Test("Nesting is read to a depth of 100, and deeper text ends in an error")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(faults(nested(100)) == [])
        #expect(faults(nested(101)) == ["json.too-deep 1:101"])
        #expect(faults(String(repeating: "[", count: 100_000)) == ["json.too-deep 1:101"])
    }

    @Test("A long key above many values costs no more than its length")
    func longKey() {
        let text =
            "{\"\(String(repeating: "k", count: 500_000))\": [\((0..<50_000).map(String.init).joined(separator: ","))]}"
        #expect(document(text).scanned.values.count == 50_000)
    }
}
