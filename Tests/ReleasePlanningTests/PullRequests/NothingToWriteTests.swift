import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Plans without a release branch")
struct NothingToWriteTests {
    private func plan(_ kinds: [PlanReason.Kind], component: String? = nil, edits: [PlannedEdit] = []) -> ReleasePlan {
        var planned = PlannedComponent(
            name: "core", path: ".", repository: "core", currentVersion: Version(1, 0, 0),
            nextVersion: Version(1, 1, 0), tag: "v1.1.0", bump: .minor,
            reasons: kinds.map { PlanReason(kind: $0, summary: "why") }, changelog: "", edits: edits, level: 1)
        planned.component = component
        return ReleasePlan(
            createdAt: Date(timeIntervalSince1970: 0), workspace: "w", request: ReleaseRequest(), repositories: [],
            components: [planned], steps: [], warnings: [], nothingToRelease: nil)
    }

    @Test("Only a version that is in the manifest before any tag counts as merged")
    func merged() {
        #expect(nothingToWrite(plan([.commit, .untaggedVersion]))?.contains("merged already") == true)
        #expect(nothingToWrite(plan([.commit])) == nothingToWrite(plan([.requested])))
        let other = nothingToWrite(plan([.commit]))
        #expect(other?.contains("merged already") == false && other?.contains("core 1.1.0 changes no file") == true)
        #expect(other?.contains("slipway release") == true)
    }

    @Test("With release-please's files, only commands that accept them are suggested")
    func releasePlease() {
        #expect(nothingToWrite(plan([.commit], component: ""))?.contains("slipway release") == false)
    }

    @Test("A plan with something to write, or nothing to release, says so")
    func others() {
        let edit = PlannedEdit(
            repository: "core",
            edit: FileEdit(ecosystem: "version-file", file: "VERSION", key: "version", from: "1.0.0", to: "1.1.0"))
        #expect(nothingToWrite(plan([.commit], edits: [edit])) == nil)
        var nothing = plan([.unchanged])
        nothing.nothingToRelease = "Nothing to release."
        #expect(nothingToWrite(nothing) == "Nothing to release.")
    }
}
