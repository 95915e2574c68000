import Foundation
import ReleaseTestKit
import ReleaseTestTraits
import Synchronization
import Testing

/// Seed 000, end to end: an upstream's release goes through four repositories by pull requests.
///
/// By default a few of the boundaries; `SLIPWAY_CRASH_SWEEP=all`: every boundary at the forge, at the remotes and of the
/// steps that wait for merges.
@Suite("A cascade over four repositories by pull requests", .heavy)
struct RequestedCascadeTests {
    private static let isWhole = ProcessInfo.processInfo.environment["SLIPWAY_CRASH_SWEEP"] != nil

    private struct Calm: Sendable {
        /// What doctor found before.
        var findings: String
        /// What its commands wrote.
        var said: String
        var end: [String]
        var boundaries: [String]
    }

    /// An undisturbed cascade; every test compares with this one.
    private static let calm = Task {
        let answer = Mutex<Calm?>(nil)
        try await GitHubSite.run { site in
            let cascade = try await RequestedCascade.begin(0, at: site)
            let findings = try await cascade.findings()
            let list = site.fixture.root + "/boundaries"
            let story = try await cascade.release(listing: list)
            let (end, boundaries) = (try await cascade.endState(), try namedBoundaries(in: list))
            answer.withLock {
                $0 = Calm(
                    findings: findings, said: story.commands.joined(separator: "\n"), end: end, boundaries: boundaries)
            }
        }
        return try #require(answer.withLock { $0 })
    }

    @Test(
        "It waits for a review and for a changed pull request, and says so; each tag starts its repository's workflow")
    func story() async throws {
        let calm = try await RequestedCascadeTests.calm.value
        #expect(!calm.findings.contains("workflow.dead-tag-pattern"), "\(calm.findings)")
        for line in [
            "the merge of http", "to become mergeable", "At least 1 approving review",
            "which has commits that this run did not test",
        ] {
            #expect(calm.said.contains(line), "\(line) is not in\n\(calm.said)")
        }
        let text = calm.end.joined(separator: "\n")
        for (name, version) in zip(RequestedCascade.names, ["0.2.0", "0.1.1", "0.1.1", "0.1.1"]) {
            for line in [
                "\(name): #1 'chore(release): bump version to \(version)",
                "\(name): refs/tags/\(name)-v\(version) is a commit of the merge of #1, written 1 times",
                "\(name): .github/workflows/release.yml was started by push of \(name)-v\(version)",
                "verify:\(name) succeeded",
            ] {
                #expect(text.contains(line), "\(line) is not in\n\(text)")
            }
            #expect(!text.contains("\(name): #2"), "one pull request each")
        }
        #expect(text.contains("pot-o-extensions: notes/by-hand.md on main"))
    }

    @Test("Killed at any boundary of a pull request's way and continued, it ends like an undisturbed one")
    func killed() async throws {
        let calm = try await RequestedCascadeTests.calm.value
        var seen: Set<String> = []
        let all = calm.boundaries.filter { (isOutside($0) || isOfDelivery($0)) && seen.insert($0).inserted }
        try #require(all.count >= 60, "too few: \(all)")
        for kind in ["set ", "open ", "merge #", "tag ", "append awaits ", "remove the branch "] {
            #expect(all.contains { $0.hasPrefix("after \(kind)") }, "\(kind): \(all)")
        }
        let results = CrashResults("cascades.txt")
        let passed = results.passed
        let open = all.filter { !passed.contains($0) }
        if RequestedCascadeTests.isWhole { results.add("# \(open.count) of \(all.count) boundaries") }
        var random = SeededGenerator(seed: 1)
        let kills = RequestedCascadeTests.isWhole ? open : Array(all.shuffled(using: &random).prefix(4))
        // What a run waits for depends on how fast checks and reviews come, so another run may pass one boundary by. It
        // ends alike all the same.
        let passedBy = Mutex<[String]>([])
        try await GitHubSite.run { site in
            try await atOnce(Array(kills.enumerated())) { number, boundary in
                var problem = ""
                do {
                    let cascade = try await RequestedCascade.begin(number, at: site)
                    let story = try await cascade.release(killedAt: boundary)
                    if story.kills != 1 { passedBy.withLock { $0.append(boundary) } }
                    problem = differences(try await cascade.endState(), calm.end)
                } catch { problem = "\(error)" }
                #expect(problem.isEmpty, "\(boundary): \(problem)")
                results.add("\(problem.isEmpty ? "ok" : "FAILED")\t\(boundary)")
            }
        }
        let missed = passedBy.withLock { $0 }
        #expect(missed.count <= max(1, kills.count / 20), "not killed there: \(missed)")
    }

    /// Whether a boundary is that of a record of a step that brings a commit, or what belongs to it, to others.
    private func isOfDelivery(_ boundary: String) -> Bool {
        boundary.contains(" append awaits ") || boundary.contains(" append amended")
            || ["push:", "tag:"].contains { boundary.contains(" append ") && boundary.contains($0) }
    }
}
