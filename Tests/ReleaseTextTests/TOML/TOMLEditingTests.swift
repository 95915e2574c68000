import ReleaseModel
import ReleaseText
import Testing

@Suite("Edits of TOML values")
struct TOMLEditingTests {
    private func replaced(_ text: String, _ path: ValuePath, by new: String) throws(EditError) -> String {
        let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
        let bytes = try document.replacing([TOMLReplacement(path: path, text: new, key: path.description)])
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "The quotes of a value stay",
        arguments: [
            ("a = \"1\" # c\r\n", "a = \"2\" # c\r\n"), ("a='1'", "a='2'"), ("a = '''1'''", "a = '''2'''"),
            ("a = \"\"\"\r\n1\"\"\"\n", "a = \"\"\"\r\n2\"\"\"\n"), ("a = \"\"", "a = \"2\""),
        ])
    func quotes(before: String, after: String) throws {
        #expect(try replaced(before, ValuePath(keys: "a"), by: "2") == after)
    }

    @Test("Several values are replaced at once, each found in the file as it was")
    func several() throws {
        let document = TOMLDocument(file: "t", bytes: Array("a = ['1', '22']\nb = 2020-01-01\n".utf8))
        let bytes = try document.replacing([
            TOMLReplacement(path: ValuePath(keys: "b"), text: "2021-12-31", key: "b"),
            TOMLReplacement(path: ValuePath(keys: "a").appending(index: 1), within: 1..<2, text: "333", key: "a[1]"),
            TOMLReplacement(path: ValuePath(keys: "a").appending(index: 0), text: "", key: "a[0]"),
        ])
        #expect(String(decoding: bytes, as: UTF8.self) == "a = ['', '2333']\nb = 2021-12-31\n")
    }

    @Test(
        "A value that has escapes, is not a string, or would need escapes is refused",
        arguments: [
            ("a = \"1\\u002E2\"", "2"), ("a = 1", "2"), ("a = ['x']", "2"), ("a = 'x'", "it's"), ("a = \"x\"", "\\"),
        ])
    func unsupported(text: String, new: String) {
        #expect {
            try replaced(text, ValuePath(keys: "a"), by: new)
        } throws: { error in
            (error as? EditError)?.code == "edit.unsupported"
        }
    }

    @Test("A path without a value is a separate error")
    func notFound() {
        #expect(throws: EditError.notFound(file: "t", key: "b")) {
            try replaced("a = '1'", ValuePath(keys: "b"), by: "2")
        }
    }

    @Test("An edit that makes a date invalid is refused")
    func brokenDate() {
        #expect {
            try replaced("a = 2020-01-01", ValuePath(keys: "a"), by: "soon")
        } throws: { error in
            (error as? EditError)?.code == "edit.unreadable"
        }
    }

    @Test("A file that can't be parsed is not edited")
    func unreadable() {
        #expect {
            try replaced("a = '1'\nb", ValuePath(keys: "a"), by: "2")
        } throws: { error in
            (error as? EditError)?.code == "edit.unreadable"
        }
    }
}
