import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Skip tokens")
struct SkipTokensTests {
    @Test(
        "Every customary spelling is read, wherever it is in the message",
        arguments: [
            ("docs: x [skip ci]", ["ci"]), ("[ci skip] docs: x", ["ci"]), ("x\n\n[no ci]", ["ci"]),
            ("x [skip actions]", ["ci"]), ("x [actions skip]", ["ci"]), ("x [skip_release]", ["release"]),
            ("x [skip release]", ["release"]), ("x [Skip-Release]", ["release"]),
            ("x [skip_tests][skip_docs]", ["tests", "docs"]), ("x [skip_publish_dev]", ["publish_dev"]),
            ("x [skip release] [skip_release]", ["release"]),
        ])
    func read(message: String, names: [String]) {
        #expect(skipTokens(in: message, of: "c").map(\.name) == names)
    }

    @Test(
        "Other texts in brackets ask for nothing",
        arguments: [
            "[skip]", "[ci]", "skip ci", "[link](skip ci)", "[skip ci", "[skip\nci]", "[ci skipped]", "[skip $x]", "[]",
        ])
    func others(message: String) {
        #expect(skipTokens(in: message, of: "c").isEmpty)
    }

    @Test("A token keeps its spelling and its commit")
    func spelled() {
        #expect(
            skipTokens(in: "x [Skip release]", of: "c1") == [
                SkipToken(name: "release", text: "[Skip release]", commit: "c1")
            ])
    }
}
