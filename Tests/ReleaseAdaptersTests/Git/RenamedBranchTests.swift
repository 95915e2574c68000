import ReleaseModel
import ReleasePorts
import Testing

@Suite("A branch that the remote no longer has")
struct RenamedBranchTests {
    @Test("It was renamed or deleted, not pushed to, and a pull would not help")
    func gone() {
        let gone = SourceControlError.branchMoved("main", expected: "a1", found: nil, folder: "/w/pump")
        #expect(gone.summary.contains("renamed or deleted") && !gone.summary.contains("pushed"))
        #expect(!gone.suggestions.contains { $0.contains("pull") })
        #expect(gone.suggestions.contains { $0.contains("branch --move main NEW") })
        let moved = SourceControlError.branchMoved("main", expected: "a1", found: "b2", folder: "/w/pump")
        #expect(moved.summary.contains("someone pushed") && moved.suggestions[0].contains("pull --ff-only"))
    }
}
