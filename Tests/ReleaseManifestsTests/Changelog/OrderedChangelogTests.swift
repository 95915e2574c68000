import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Where a release's entry goes in a changelog")
struct OrderedChangelogTests {
    private let changelog = ChangelogEcosystem()
    private let entry = "## 2.4.0 (2026-05-05)\n\n### Features\n\n* hum"

    private func released(_ text: String, moving words: String = "", file: String = "CHANGELOG.md") throws -> String {
        try changelog.edited(text, file: file, "release", from: words, to: entry)
    }

    /// What stands before the entry and what stands behind it.
    private func around(_ text: String, file: String = "CHANGELOG.md", entry: String? = nil) throws -> (String, String)
    {
        let parts = try released(text, file: file).split(
            separator: entry ?? self.entry, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(parts)")
        return (String(parts[0]), String(parts[1]))
    }

    @Test(
        "It goes above the newest version, whatever that heading looks like",
        arguments: [
            "## 2.3.0", "# [2.3.0](https://h.example/c) (2026-01-01)", "### 2.3.0", "## [2.3.0] - 2026-01-01",
            "## Horn 2.3.0", "## Horn v2.3.0 – “Brass”", "## v2", "## Release 2.3.0", "## horn@2.3.0",
            "## @band/horn@2.3.0",
            "2.3.0 / 2026-01-01\n------------------", "Version 2.3.0\n===", "## 2026-01-31", "## `2.3.0`",
            "## **2.3.0**",
            "## [2.3.0][]", "## [v2.3.0][1]", "# 2.3.0-rc.1", "## 2.3.0 ##", "  ## 2.3", "##\t2.3.0",
            "<a name=\"2.3.0\"></a>\n## 2.3.0", "<a id='2.3.0'></a>\n\n## [2.3.0]", "## <a name=\"x\"></a>2.3.0",
            "#### 2.3.0",
        ])
    func aboveNewest(heading: String) throws {
        let (before, after) = try around(
            "# News of the horn\n\nAll notable changes.\n\n\(heading)\n\n* blow\n\n## 1.0.0\n")
        #expect(before == "# News of the horn\n\nAll notable changes.\n\n")
        #expect(after == "\n\n\(heading)\n\n* blow\n\n## 1.0.0\n")
    }

    @Test(
        "If no heading names a version, a line that is a version counts as one",
        arguments: ["**2.3.0** (2026-01-01)", "v2.3.0 - January 1, 2026", "2.3.0", "<h2>2.3.0</h2>", "__2.3.0__"])
    func lineAsHeading(line: String) throws {
        let (before, after) = try around("# News\n\nAll changes.\n\n\(line)\n\n- blow\n\n**1.0.0**\n- x\n")
        #expect(before == "# News\n\nAll changes.\n\n")
        #expect(after == "\n\n\(line)\n\n- blow\n\n**1.0.0**\n- x\n")
    }

    @Test(
        "A line of prose that begins with a version is not a heading",
        arguments: ["2.3.0 was a good year.", "2.0 and later need a mute."])
    func prose(line: String) throws {
        let (before, _) = try around("# News\n\n\(line)\n\n## 1.0.0\n")
        #expect(before == "# News\n\n\(line)\n\n")
    }

    @Test("A version on the first line counts", arguments: ["## 2.3.0\n", "# 2.3.0\n* a\n", "2.3.0\n=====\n"])
    func onFirstLine(text: String) throws {
        #expect(try released(text) == "\(entry)\n\n\(text)")
    }

    @Test(
        "Front matter stays first",
        arguments: [
            "---\ntitle: News\ntags:\n  - a\n- b\n---\n", "+++\ntitle = \"News\"\n+++\n", "---\ntitle: x\n...\n",
        ])
    func frontMatter(matter: String) throws {
        #expect(try released(matter) == "\(matter)\n\(entry)\n")
        #expect(try released(matter + "\n## 2.3.0\n") == "\(matter)\n\(entry)\n\n## 2.3.0\n")
        #expect(try released(matter + "\n# News\n\n## 2.3.0\n") == "\(matter)\n# News\n\n\(entry)\n\n## 2.3.0\n")
    }

    @Test(
        "It goes above a block that folds the newest version away, and never into it",
        arguments: [
            "<details>\n<summary>Older</summary>\n\n## 2.3.0\n\n* blow\n\n## 1.0.0\n\n</details>\n",
            "<details open>\n<summary>2026</summary>\n<details><summary>May</summary>\n\n2.3.0\n-----\n\n</details>\n</details>\n",
        ])
    func aboveDetails(rest: String) throws {
        #expect(try around("# News\n\n" + rest) == ("# News\n\n", "\n\n" + rest))
        let (before, after) = try around("# News\n\n## 2.3.1\n\n* hum\n\n" + rest)
        #expect(before == "# News\n\n" && after.hasSuffix(rest))
        // A closed block says nothing of what follows it.
        let closed = "# News\n\n<details>\nx\n</details>\n\n"
        #expect(try around(closed + "## 2.3.0\n").0 == closed)
    }

    @Test("A horizontal rule on the first line does not start front matter")
    func ruleIsNoFrontMatter() throws {
        let text = "---\n\nAll the news\n\n---\n\n## 2.3.0\n"
        #expect(try released(text) == "---\n\nAll the news\n\n---\n\n\(entry)\n\n## 2.3.0\n")
    }

    @Test(
        "Versions in code, comments and raw HTML do not count",
        arguments: [
            "```md\n## 1.0.0\n```", "~~~~\n~~~\n## 1.0.0\n~~~~", "<!-- so:\n## 1.0.0\n-->", "<!--\n\n## 1.0.0\n\n-->",
            "    ## 1.0.0", "<pre>\n## 1.0.0\n</pre>", "- so:\n\n  ```\n  ## 1.0.0\n  ```", "> ## 1.0.0",
            "1. ```\n   ## 1.0.0\n   ```", "````\n```\n## 1.0.0\n```\n````",
        ])
    func notInCode(sample: String) throws {
        let (before, after) = try around("# News\n\nWrite so:\n\n\(sample)\n\n## 2.3.0\n\n* a\n")
        #expect(before == "# News\n\nWrite so:\n\n\(sample)\n\n")
        #expect(after == "\n\n## 2.3.0\n\n* a\n")
    }

    @Test(
        "Sentences with versions do not count",
        arguments: ["## Upgrading from 1.x to 2.0.0", "## Changes since 1.0", "## Releases of 2.x", "## Node 18"])
    func sentences(heading: String) throws {
        let (before, _) = try around("# News\n\n\(heading)\n\nWords.\n\n## 2.3.0\n")
        #expect(before.hasSuffix("\(heading)\n\nWords.\n\n"))
    }

    @Test(
        "Unreleased stays on top with its content, unless its text moves",
        arguments: [
            "## [Unreleased]", "## Unreleased", "# Unreleased",
            "## [Unreleased](https://h.example/compare/v2.3.0...HEAD)",
            "## Unreleased (2.x)", "## Next release", "## [HEAD]", "Unreleased\n----------", "## 🚧 Unreleased",
        ])
    func belowUnreleased(heading: String) throws {
        let (before, after) = try around("# News\n\n\(heading)\n\n### Fixed\n\n- 2 leaks\n\n## 2.3.0\n\n* a\n")
        #expect(before == "# News\n\n\(heading)\n\n### Fixed\n\n- 2 leaks\n\n")
        #expect(after == "\n\n## 2.3.0\n\n* a\n")
    }

    @Test("Below Unreleased also where there is no version yet, and before the links at the end")
    func belowUnreleasedAlone() throws {
        let text = "# News\n\n## [Unreleased]\n\n[Unreleased]: https://h.example/commits\n"
        #expect(
            try released(text)
                == "# News\n\n## [Unreleased]\n\n\(entry)\n\n[Unreleased]: https://h.example/commits\n")
        #expect(try released("# News\n\n## Unreleased\n") == "# News\n\n## Unreleased\n\n\(entry)\n")
    }

    @Test("Moved text leaves the section; its comments and empty headings stay")
    func moving() throws {
        let text = """
            # News

            ## [Unreleased]
            <!-- Newest first. -->

            A word.

            ### Added

            ### Fixed

            - a leak

            ## [2.3.0]

            """
        let words = try #require(changelog.readChangelog(Array(text.utf8), file: "CHANGELOG.md")).unreleased
        #expect(words == "A word.\n\n### Fixed\n\n- a leak")
        #expect(
            try released(text, moving: words)
                == "# News\n\n## [Unreleased]\n<!-- Newest first. -->\n\n### Added\n\n\(entry)\n\n## [2.3.0]\n")
    }

    @Test("Text that differs from the plan is an error")
    func otherWords() {
        #expect(throws: EditError.self) { try released("## Unreleased\n\n- b\n\n## 1.0.0\n", moving: "- a") }
    }

    @Test(
        "Placeholders are not text",
        arguments: [
            "", "### Added\n\n### Fixed", "<!-- nothing\nyet -->", "_Nothing yet._", "- N/A", "No changes yet.",
            "* [CHANGE]\n* [FEATURE]\n* [BUGFIX]", "### Added\n\n- \n\n### Fixed\n\n- TBD",
        ])
    func placeholders(text: String) {
        let reading = changelog.readChangelog(Array("## Unreleased\n\n\(text)\n\n## 1.0.0\n".utf8), file: "C.md")
        #expect(reading?.unreleased == "")
    }

    @Test(
        "Text after a label, a link or a number counts",
        arguments: ["* [FIX] #7", "- [#7](x)", "- [CVE-2026-1]"])
    func shortWords(text: String) {
        let reading = changelog.readChangelog(Array("## Unreleased\n\n\(text)\n\n## 1.0.0\n".utf8), file: "C.md")
        #expect(reading?.unreleased == text)
    }

    @Test(
        "Without a version it goes below the title and the introduction",
        arguments: [
            ("# News\n", "# News\n\n", "\n"), ("# News\n\nOf the horn.\n", "# News\n\nOf the horn.\n\n", "\n"),
            ("# News\n\nOld.\n\n## Early days\n", "# News\n\nOld.\n\n", "\n\n## Early days\n"),
            ("# News\n* old\n", "# News\n\n", "\n\n* old\n"), ("Of the horn.", "Of the horn.\n\n", "\n"),
            ("* old\n", "", "\n\n* old\n"), ("## Early days\n", "", "\n\n## Early days\n"),
        ])
    func withoutVersion(text: String, before: String, after: String) throws {
        #expect(try released(text) == before + entry + after)
    }

    @Test("A new file has a title, except an R package's NEWS", arguments: ["", "\n\n"])
    func made(text: String) throws {
        #expect(try released(text) == "# Changelog\n\n\(entry)\n")
        #expect(try released(text, file: "NEWS.md") == "\(entry)\n")
    }

    @Test("A file that lists the oldest version first gets it at the end")
    func upwards() throws {
        let text = "# News\n\n## 1.0.0\n\n* a\n\n## 1.1.0\n\n* b\n"
        #expect(try released(text) == "\(text)\n\(entry)\n")
    }

    @Test(
        "No other byte changes",
        arguments: [
            "# News\r\n\r\n## 2.3.0\r\n\r\n* a\r\n", "\u{FEFF}# News\n\n## 2.3.0\n", "# News\n\n## 2.3.0\n\n* a",
            "\n\n# News \n\n\n## 2.3.0\n\n\n\n", "# News\n## 2.3.0\n* a\t \n", "\u{FEFF}## 2.3.0\r\n",
            "# News\r\n\r\nWords",
        ])
    func bytes(text: String) throws {
        let isWindows = text.contains("\r\n")
        let result = try released(text)
        let entry = isWindows ? self.entry.replacing("\n", with: "\r\n") : self.entry
        let place = try #require(result.firstRange(of: entry))
        #expect(result.replacing("\r\n", with: "").contains("\r") == false)
        #expect(!isWindows || !result.replacing("\r\n", with: "").contains("\n"))
        var rest = result
        rest.removeSubrange(place)
        func words(_ text: String) -> [Substring] {
            text.split { $0.isNewline || $0 == "\u{FEFF}" }
        }
        #expect(result.hasPrefix("\u{FEFF}") == text.hasPrefix("\u{FEFF}"))
        #expect(words(rest) == words(text))
        // Behind the entry the file is as it was.
        #expect(text.hasSuffix(result[place.upperBound...].drop(while: \.isNewline)))
        #expect(rest.utf8.count >= text.utf8.count)
    }

    @Test("Invalid UTF-8 stays")
    func otherBytes() throws {
        let edit = FileEdit(ecosystem: .changelog, file: "C.md", key: "release", change: .add(entry))
        let text: [UInt8] = Array("# A\n\n\u{5C}".utf8) + [0xFF, 0xFE, 0x0A, 0x0A] + Array("## 1.0.0 ".utf8) + [0xC3]
        let after = try changelog.apply([edit], to: "C.md", bytes: text)
        #expect(after == Array(text[..<10]) + Array("\(entry)\n\n## 1.0.0 ".utf8) + [0xC3])
    }

    @Test(
        "An entry is added once",
        arguments: ["", "# C\n\n## 1.0.0\n", "Words", "## Unreleased\n", "# C\r\n\r\n## 1.0.0\r\n"])
    func once(text: String) throws {
        let once = try released(text)
        #expect(once != text)
        #expect(try released(once) == once)
    }

    @Test("A reStructuredText file gets it in its own markup and with its own underlines")
    func restructuredText() throws {
        let text = "=======\nHistory\n=======\n\n2.3.0\n~~~~~\n\nFixed\n^^^^^\n\n* a\n"
        let linked = "## [2.4.0](https://h.example/c) (2026-05-05)\n\n### Features\n\n* **gui:** `hum`"
        #expect(
            try changelog.edited(text, file: "HISTORY.rst", "release", from: "", to: linked)
                == """
                =======
                History
                =======

                `2.4.0 <https://h.example/c>`__ (2026-05-05)
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

                Features
                ^^^^^^^^

                * **gui:** ``hum``

                2.3.0
                ~~~~~

                Fixed
                ^^^^^

                * a

                """)
    }

    @Test("An AsciiDoc file gets it in its own markup")
    func asciiDoc() throws {
        let text = "= News\n\n----\n== 1.0.0\n----\n\n== 2.3.0\n\n* a\n"
        let linked = "## [2.4.0](https://h.example/c)\n\n### Features\n\n* **gui:** hum"
        #expect(
            try changelog.edited(text, file: "NEWS.adoc", "release", from: "", to: linked)
                == "= News\n\n----\n== 1.0.0\n----\n\n== https://h.example/c[2.4.0]\n\n=== Features\n\n* *gui:* hum\n\n== 2.3.0\n\n* a\n"
        )
    }

    @Test(
        "In AsciiDoc anchors and attributes above the newest heading stay with it",
        arguments: [
            "[[v2.3.0]]\n", "[#v2.3.0]\n", "[[v2.3.0]]\n\n", "[role=\"release\"]\n[[v2.3.0]]\n", "[#v2.3.0.stable]\n\n",
            "anchor:v2.3.0[]\n",
        ])
    func asciiDocAnchor(anchor: String) throws {
        let text = "= News\n\nAll of it.\n\n\(anchor)== 2.3.0\n\n[[a]]\n* a\n\n[[v2.2.0]]\n== 2.2.0\n\n* b\n"
        let new = "## 2.4.0\n\n* c"
        #expect(
            try changelog.edited(text, file: "NEWS.adoc", "release", from: "", to: new)
                == "= News\n\nAll of it.\n\n== 2.4.0\n\n* c\n\n\(anchor)== 2.3.0\n\n[[a]]\n* a\n\n[[v2.2.0]]\n== 2.2.0\n\n* b\n"
        )
        let sections = changelog.readChangelog(Array(text.utf8), file: "NEWS.adoc")?.sections
        #expect(sections?.map(\.text).first?.hasSuffix("* a") == true, "the next anchor is not of this section")
    }

    @Test("A section or a link line is replaced only if it is as planned")
    func replaced() throws {
        let text = "# C\r\n\r\n## 1.0.0\r\n\r\n* a\r\n\r\n[1]: https://h.example\r\n"
        let section = try changelog.edited(
            text, file: "C.md", "section:1.0.0", from: "## 1.0.0\n\n* a", to: "## 1.0.0\n\n* a\n* b")
        #expect(section == "# C\r\n\r\n## 1.0.0\r\n\r\n* a\r\n* b\r\n\r\n[1]: https://h.example\r\n")
        #expect(throws: EditError.self) {
            try changelog.edited(text, file: "C.md", "link:1", from: "[1]: https://x.example", to: "[1]: y")
        }
    }

    @Test("A UTF-16 file can't get one")
    func otherEncoding() {
        #expect(changelog.readChangelog([0xFF, 0xFE, 0x23, 0], file: "C.md")?.obstacle != nil)
        #expect(changelog.readChangelog(Array("# C\n".utf8), file: "C.md")?.obstacle == nil)
    }
}
