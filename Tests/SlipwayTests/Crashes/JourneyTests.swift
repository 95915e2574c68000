import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Synchronization
import Testing

/// Seed 001, end to end: from a change to a merged release pull request to a release with assets.
///
/// By default a few of the boundaries and two seeds of faults; `SLIPWAY_CRASH_SWEEP=all`: every boundary at the forge and
/// the remote, and twenty seeds; `SLIPWAY_JOURNEY_SEED=15` beside it: this seed alone.
@Suite("From a change to a release, in jobs that fail and are killed", .heavy)
struct JourneyTests {
    private static let isWhole = ProcessInfo.processInfo.environment["SLIPWAY_CRASH_SWEEP"] != nil

    private static let seeds: [UInt64] = {
        let chosen = ProcessInfo.processInfo.environment["SLIPWAY_JOURNEY_SEED"].flatMap(UInt64.init)
        return chosen.map { [$0] } ?? Array(1...(isWhole ? 20 : 2))
    }()

    /// A boundary of one of the jobs.
    private struct Boundary: Sendable, Hashable, CustomStringConvertible {
        var job: Journey.Job
        var name: String
        var description: String { "\(job)\t\(name)" }
    }

    private struct Calm: Sendable {
        var end: [String]
        var boundaries: [Boundary]
        /// What further jobs found to do.
        var again: String
    }

    /// An undisturbed way; every test compares with this one.
    private static let calm = Task {
        let answer = Mutex<Calm?>(nil)
        try await GitHubSite.run { site in
            let journey = try await Journey.begin(0, at: site)
            let list = site.fixture.root + "/boundaries"
            try FileManager.default.createDirectory(atPath: list, withIntermediateDirectories: true)
            try await journey.go(listing: list)
            let boundaries = try Journey.Job.allCases.flatMap { job in
                try namedBoundaries(in: "\(list)/\(job)").filter(isOutside).map { Boundary(job: job, name: $0) }
            }
            let again = try await journey.goAgain()
            let end = try await site.endState(of: journey.repository)
            answer.withLock { $0 = Calm(end: end, boundaries: boundaries, again: again) }
        }
        return try #require(answer.withLock { $0 })
    }

    @Test("Its end has one release pull request, one tag on its merge, and one release with the assets of that commit")
    func undisturbed() async throws {
        let calm = try await JourneyTests.calm.value
        let text = calm.end.joined(separator: "\n")
        for line in [
            "#2 'chore: release 0.6.0' merged as 1, release-please--branches--main", "[\"autorelease: tagged\"]",
            "refs/tags/v0.6.0 is a tag of the merge of #2, written 1 times", "release v0.6.0 'v0.6.0' public stable",
            "* allocate GPUs", "* free what was allocated", "__version__ = \"0.6.0\"",
            "check of #1: Slipway success",
        ] {
            #expect(text.contains(line), "\(line) is not in\n\(text)")
        }
        for kind in [
            "create the branch ", "open ", "move the branch ", "change #", "label #", "comment on #", "upload ",
        ] {
            #expect(calm.boundaries.contains { $0.name.hasPrefix("after \(kind)") }, "\(kind): \(calm.boundaries)")
        }
        #expect(calm.again.contains("Nothing to release"), "\(calm.again)")
    }

    @Test("Killed at any boundary of any job and begun again on an empty disk, it ends like an undisturbed one")
    func killed() async throws {
        let calm = try await JourneyTests.calm.value
        try #require(calm.boundaries.count >= 40, "too few: \(calm.boundaries)")
        let results = CrashResults("journeys.txt")
        let passed = results.passed
        let open = calm.boundaries.filter { !passed.contains("\($0)") }
        if JourneyTests.isWhole { results.add("# \(open.count) of \(calm.boundaries.count) boundaries") }
        let kills = JourneyTests.isWhole ? open.map { [$0] } : sample(of: calm.boundaries)
        try await GitHubSite.run { site in
            try await atOnce(Array(kills.enumerated())) { number, kills in
                let names = kills.map(\.description).joined(separator: ", ")
                var problem = ""
                do {
                    let journey = try await Journey.begin(number, at: site)
                    try await journey.go(
                        killing: Dictionary(uniqueKeysWithValues: kills.map { ($0.job, $0.name) }))
                    let again = try await journey.goAgain()
                    problem = again == calm.again ? "" : again
                    problem += differences(try await site.endState(of: journey.repository), calm.end)
                } catch { problem = "\(error)" }
                #expect(problem.isEmpty, "\(names): \(problem)")
                results.add("\(problem.isEmpty ? "ok" : "FAILED")\t\(names)")
            }
        }
    }

    /// Ways with one kill in each job.
    private func sample(of boundaries: [Boundary]) -> [[Boundary]] {
        var random = SeededGenerator(seed: 1)
        return (0..<3).map { _ in
            Journey.Job.allCases.compactMap { job in
                boundaries.filter { $0.job == job }.randomElement(using: &random)
            }
        }
    }

    @Test(
        "With faults in every tenth answer and jobs that are repeated, it ends like an undisturbed one",
        arguments: JourneyTests.seeds)
    func faults(seed: UInt64) async throws {
        var settings = DoubleSettings()
        settings.seed = seed
        // Limits without a time are waited for by the minute.
        let kinds = FaultKind.allCases.filter { JourneyTests.isWhole || $0 != .limitedSilently }
        settings.faults = FaultSettings(rate: 0.1, kinds: kinds)
        try await GitHubSite.run(settings) { site in
            let journey = try await Journey.begin(0, at: site, repetitions: 10)
            try await journey.go()
            // What a job could not do for people, the next one does.
            for _ in 0..<3 { _ = try await journey.goAgain() }
            let calm = try await JourneyTests.calm.value
            let found = differences(try await site.endState(of: journey.repository), calm.end)
            #expect(found.isEmpty, "seed \(seed): \(found)")
            let struck = site.github.double.struckFaults.values.reduce(0, +)
            #expect(struck >= 5)
            CrashResults("faults.txt").add("\(seed)\t\(struck)\t\(found.isEmpty ? "ok" : "FAILED")")
        }
    }
}

/// The names in a list that `slipway-crash` wrote.
func namedBoundaries(in list: String) throws -> [String] {
    try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map {
        String($0.drop { $0 != " " }.dropFirst())
    }
}

/// Whether a boundary is that of an act at the forge or at the remote.
func isOutside(_ boundary: String) -> Bool {
    [
        "create the branch ", "move the branch ", "remove the branch ", "commit on ", "open ", "change #", "label #",
        "unlabel #", "comment on #", "request reviews ", "merge #", "check ", "draft ", "publish ", "upload ",
        "remove a release ", "rename ", "tag ", "push ", "set ",
    ].contains { boundary.drop { $0 != " " }.dropFirst().hasPrefix($0) }
}
