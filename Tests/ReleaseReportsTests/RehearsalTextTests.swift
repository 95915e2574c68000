import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports
import Testing

extension ReportTextTests {
    /// One with everything that a report can have.
    private var rehearsal: Rehearsal {
        let run = record([
            .started(step: .gate("core", "test"), attempt: 1),
            .failed(step: .gate("core", "test"), attempt: 1, failure: failure, again: nil),
        ])
        let counts: [String: Rehearsal.Requests.Count] = [
            "acme/core": .init(reads: 12, unchanged: 2, writes: 5, graphQL: 1, git: 6),
            "acme/lib": .init(reads: 3, git: 4),
            "": .init(reads: 1),
        ]
        var rehearsal = Rehearsal(
            plan: Self.plan, run: run, outcome: .incomplete, requests: .init(counts, busiestMinute: 4))
        var core = Rehearsal.Repository(id: "core", name: "acme/core")
        core.branches = [
            .init(name: "main", from: "0123456789abcdef", to: "123456789abcdef0", commits: 1),
            .init(name: "release", from: nil, to: "23456789abcdef01", commits: 2),
            .init(name: "old", from: "3456789abcdef012", to: nil, commits: 0),
        ]
        core.tags = ["v1.3.0"]
        core.releases = [
            .init(
                tag: "v1.3.0", title: "core 1.3.0", isDraft: true, isPrerelease: false,
                assets: [.init(name: "SHA256SUMS", size: 80), .init(name: "core.tar.gz", size: 1000)])
        ]
        core.pullRequests = [
            .init(number: 7, title: "chore: release 1.3.0", branch: "release", base: "main", state: .merged)
        ]
        rehearsal.repositories = [core, .init(id: "lib", name: nil)]
        rehearsal.rights = [
            NeededRight(
                repository: "core", name: ForgeRepository(owner: "acme", name: "core"), area: .contents, level: .write,
                purposes: ["push main", "make the tag v1.3.0"])
        ]
        rehearsal.approvals = [Rehearsal.Approval(step: "approval/go", by: ["ada", "bob"])]
        rehearsal.notRehearsed = [Rehearsal.NotRehearsed("builds and gates", "They were left out.")]
        rehearsal.faults = ["lost": 1, "cut": 2]
        rehearsal.span = Duration.milliseconds(12_340)
        return rehearsal
    }

    @Test("A rehearsal that is incomplete") func rehearsalText() throws {
        try golden(ReleaseReports.rehearsalText(rehearsal), "rehearsal.txt")
    }

    @Test("A rehearsal as JSON") func rehearsalJSON() throws {
        let json = try encodeJSON(RehearsalReport(rehearsal))
        try golden(String(decoding: json, as: UTF8.self), "rehearsal.json")
    }
}
