import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Changelogs")
struct ChangelogTests {
    private let changelog = ChangelogEcosystem()

    private func adding(_ entry: String, to text: String, file: String = "CHANGELOG.md") throws(EditError) -> String {
        try changelog.edited(text, file: file, "entry", from: "", to: entry)
    }

    @Test("A new file has a title and the entry", arguments: ["", "\n", " \n\t"])
    func made(text: String) throws {
        #expect(changelog.makes(file: "docs/x.md"))
        #expect(try adding("## 1.0.0\n\n* a", to: text) == "# Changelog\n\n## 1.0.0\n\n* a\n")
    }

    @Test(
        "The entry goes before the first heading of a version",
        arguments: ["## 1.0.0", "## [1.0.0](x) (y)", "### 1.0.0", "## v1.0.0", "### [1.0.0]", "### v[x"])
    func before(heading: String) throws {
        let text = "# Log\n\nWords.\n\n## Unreleased\n\n\(heading)\n\n* a\n"
        #expect(
            try adding("## 1.1.0\n\n* b", to: text)
                == "# Log\n\nWords.\n\n## Unreleased\n\n## 1.1.0\n\n* b\n\n\(heading)\n\n* a\n")
    }

    @Test(
        "Without such a heading the entry goes to the top and titles move one level down",
        arguments: [
            ("# History\n\nOld.\n", "## History\n\nOld.\n"), ("## Unreleased\n", "## Unreleased\n"),
            ("## 1.0.0\n", "## 1.0.0\n"), ("#### 1.0.0\n#x\n# y", "#### 1.0.0\n#x\n## y\n"),
        ])
    func atTop(text: String, rest: String) throws {
        #expect(try adding("## 1.1.0", to: text) == "# Changelog\n\n## 1.1.0\n\n\(rest)")
    }

    @Test("An R package's NEWS has no title")
    func news() throws {
        #expect(try adding("## 1.1.0", to: "", file: "p/NEWS.md") == "## 1.1.0\n")
        #expect(try adding("## 1.1.0", to: "# p\n", file: "NEWS.md") == "## 1.1.0\n\n## p\n")
    }

    @Test("CRLF line endings and a byte order mark stay")
    func lineEnds() throws {
        let text = "\u{FEFF}# Changelog\r\n\r\n## 1.0.0\r\n\r\n* a\r\n"
        #expect(
            try adding("## 1.1.0\n\n* b\r\n", to: text)
                == "\u{FEFF}# Changelog\r\n\r\n## 1.1.0\r\n\r\n* b\r\n\r\n## 1.0.0\r\n\r\n* a\r\n")
        #expect(try adding("## 1", to: "\u{FEFF}# A\r\n") == "\u{FEFF}# Changelog\r\n\r\n## 1\r\n\r\n## A\r\n")
    }

    @Test("Blank lines around an entry and at the file's ends are normalised")
    func blanks() throws {
        #expect(try adding("\n## 2.0.0\n\n", to: "\n# C\n\n## 1.0.0\n\n\n") == "# C\n\n## 2.0.0\n\n## 1.0.0\n")
    }

    @Test("An entry is added once", arguments: ["", "# C\n\n## 1.0.0\n", "# C\r\n", "Words", "\n\r\n\r\nA\nB"])
    func once(text: String) throws {
        let once = try adding("## 1.1.0\n\n* b", to: text)
        #expect(try adding("## 1.1.0\n\n* b\n", to: once) == once)
        #expect(try adding("## 1.1.0\n\n* c", to: once) != once)
        let beginning = try adding("## 1.1.0\n\n* b", to: "# C\n\n## 1.1.0\n\n* bee\n")
        #expect(beginning == "# C\n\n## 1.1.0\n\n* b\n\n## 1.1.0\n\n* bee\n")
    }

    @Test("Invalid UTF-8 stays")
    func bytes() throws {
        let edit = FileEdit(ecosystem: .changelog, file: "a", key: "entry", change: .add("## 2"))
        let text: [UInt8] = [0xFF, 0x0A] + Array("## 1 ".utf8) + [0xC3]
        let after = try changelog.apply([edit], to: "a", bytes: text)
        #expect(after == [0xFF, 0x0A] + Array("## 2\n\n## 1 ".utf8) + [0xC3, 0x0A])
    }

    @Test(
        "Text that is not an entry is refused",
        arguments: [("other", "", "x"), ("entry", "old", "x"), ("entry", "", " \n")])
    func refused(key: String, from: String, to: String) {
        #expect(throws: EditError.self) { try changelog.edited("a", file: "C.md", key, from: from, to: to) }
    }
}
