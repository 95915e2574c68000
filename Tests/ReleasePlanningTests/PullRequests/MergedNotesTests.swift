import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Notes of merged pull requests")
struct MergedNotesTests {
    private func body(_ entries: [PullRequestBody.Entry]) -> String {
        PullRequestBody(entries, compatibility: .compat).text
    }

    @Test("A body with one part speaks of the only release, whatever that is called")
    func only() {
        let body = body([.init(component: "", version: "1.1.0", notes: "## 1.1.0 (2026-01-01)\n\n\nby hand")])
        #expect(mergedNotes(of: "core", in: body) == "## 1.1.0 (2026-01-01)\n\n\nby hand")
    }

    @Test("A body with several parts says of each release what its own part says, whatever the scope of its name")
    func several() {
        let body = body([
            .init(component: "core", version: "1.1.0", notes: "of core"),
            .init(component: "tool", version: "2.0.0", notes: "of tool"),
        ])
        #expect(mergedNotes(of: "@acme/core", in: body) == "of core")
        #expect(mergedNotes(of: "tool", in: body) == "of tool")
        #expect(mergedNotes(of: "other", in: body) == nil)
    }

    @Test("A body in which nothing of a release is left says nothing", arguments: ["", "merged", "---\nwords\n---"])
    func nothing(body: String) { #expect(mergedNotes(of: "core", in: body) == nil) }

    @Test("A text is cut at a line's end where it is too long, with the address of the rest")
    func cut() {
        let text = (1...100).map { "line \($0)\n" }.joined()
        let cut = fitted(text, to: 300, rest: "https://example.org/rest")
        #expect(
            cut.utf16.count <= 300 && cut.hasPrefix("line 1\nline 2\n") && cut.contains("(https://example.org/rest)"))
        #expect(fitted("short", to: 300, rest: nil) == "short")
    }
}
