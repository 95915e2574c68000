import Testing

/// What counts as a difference between end states.
@Suite("Comparing the ends of jobs")
struct EndStateTests {
    private func difference(_ before: String, _ after: String) -> String {
        """
        diff --git a/CHANGELOG.md b/CHANGELOG.md
        --- a/CHANGELOG.md
        +++ b/CHANGELOG.md
        @@ -3 +3 @@
        -\(before)
        +\(after)

        """
    }

    @Test("A job repeated after midnight writes another day into the same entry: that is one write")
    func day() {
        #expect(isRedated(difference("## 0.6.0 (2026-11-30)", "## 0.6.0 (2026-12-01)")))
    }

    @Test("A write of equal content is one too many, and so is any other change")
    func others() {
        #expect(!isRedated(""))
        #expect(!isRedated(difference("## 0.6.0 (2026-11-30)", "## 0.7.0 (2026-12-01)")))
        #expect(!isRedated(difference("* allocate GPUs", "* free GPUs")))
    }
}
