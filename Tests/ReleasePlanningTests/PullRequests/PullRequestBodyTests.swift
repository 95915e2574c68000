import Foundation
import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

/// The bodies of release pull requests; with `RECORD_GOLDEN=1` they are written anew.
@Suite("Bodies of release pull requests")
struct PullRequestBodyTests {
    private static func entry(_ component: String, _ version: String = "1.2.0", _ text: String = "x")
        -> PullRequestBody.Entry
    {
        PullRequestBody.Entry(
            component: component, version: version,
            notes:
                "## [\(version)](https://example.org) (2026-01-01)\n\n\n### Features\n\n* \(text) ([abc1234](https://example.org/c))"
        )
    }

    private func golden(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/pull-requests/\(name)")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test("One component's notes are between the two lines", arguments: Compatibility.allCases)
    func single(compatibility: Compatibility) throws {
        let body = PullRequestBody([Self.entry("core")], compatibility: compatibility)
        try golden(body.text, "single-\(compatibility.rawValue).md")
    }

    @Test(
        "Several components have a block each; a nameless one has only its version", arguments: Compatibility.allCases)
    func several(compatibility: Compatibility) throws {
        let body = PullRequestBody(
            [Self.entry("core"), Self.entry("", "2.0.0"), Self.entry("@scope/x", "0.1.0-rc.1")],
            compatibility: compatibility)
        try golden(body.text, "several-\(compatibility.rawValue).md")
    }

    @Test("Header, footer and the text between are as configured")
    func words() throws {
        let body = PullRequestBody(
            [Self.entry("core")], header: "We release", footer: "Bye", extra: "More", compatibility: .compat)
        try golden(body.text, "words.md")
    }

    @Test("A body is read as it was written", arguments: Compatibility.allCases, [1, 2, 3])
    func roundTrip(compatibility: Compatibility, count: Int) throws {
        let entries = ["core", "", "@scope/x"].prefix(count).map { Self.entry($0) }
        let body = PullRequestBody(entries, compatibility: compatibility)
        let read = try #require(PullRequestBody(reading: body.text, compatibility: compatibility))
        #expect(read.entries.map(\.version) == entries.map(\.version))
        #expect(read.entries.map(\.notes) == entries.map(\.notes))
        #expect(count == 1 || read.entries.map(\.component) == entries.map(\.component))
        #expect(read.header == body.header && read.footer == body.footer)
        #expect(PullRequestBody(reading: body.text.replacing("\n", with: "\r\n")) != nil)
    }

    @Test(
        "Text that is not a release is not read",
        arguments: [
            "", "---", "hello", "a\n---\nb\n---\nc", "---\n<details><summary>x</summary>\n---\n", "## 1.0.0 (x)",
        ])
    func others(text: String) { #expect(PullRequestBody(reading: text) == nil) }

    @Test("Notes too long for a forge go into a file on their own branch; length is counted as GitHub does")
    func overflow() throws {
        #expect(PullRequestOverflow(String(repeating: "é", count: 65_536), head: "h") == nil)
        #expect(PullRequestOverflow(String(repeating: "🚀", count: 32_768), head: "h") == nil)
        let overflow = try #require(PullRequestOverflow(String(repeating: "🚀", count: 32_769), head: "h"))
        #expect(overflow.branch == "h--release-notes" && overflow.path == "release-notes.md")
        #expect(PullRequestOverflow.branch(in: "text") == nil)
    }

    @Test(
        "The link to overlong notes is read back, even with manual text around it",
        arguments: Compatibility.allCases, ["https://example.org/a/b", nil])
    func overflowLink(compatibility: Compatibility, address: String?) throws {
        let overflow = try #require(PullRequestOverflow("long", head: "h/x", limit: 3))
        let body = overflow.body(address: address, compatibility: compatibility)
        for text in [body, "Wait.\r\n\r\n\(body)\r\nThanks.\n"] {
            #expect(PullRequestOverflow.branch(in: text) == "h/x--release-notes")
        }
    }

    @Test("In compat mode overlong notes are linked with release-please's wording")
    func compatOverflow() throws {
        let overflow = try #require(PullRequestOverflow("long", head: "h", limit: 3))
        #expect(
            overflow.body(address: "https://example.org/a/b", compatibility: .compat)
                == "This release is too large to preview in the pull request body. View the full release notes here: https://example.org/a/b/blob/h--release-notes/release-notes.md"
        )
    }

    @Test("Text that only mentions the file is not a link to overlong notes")
    func noOverflow() {
        #expect(PullRequestOverflow.branch(in: "See https://example.org/a/b/blob/x/release-notes.md") == nil)
        #expect(
            PullRequestOverflow.branch(
                in: "This release is too large to preview in the pull request body. View the full release notes here: x"
            ) == nil)
    }
}
