import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Jobs of a CI begin on an empty disk: what a killed one left is found at the forge.
///
/// By default some of the boundaries of the forge and of git; `SLIPWAY_CRASH_SWEEP=all`: every boundary.
@Suite("A release job whose machine is lost", .heavy, .serialized)
struct LostJobTests {
    private static let isWhole = ProcessInfo.processInfo.environment["SLIPWAY_CRASH_SWEEP"] != nil

    /// What changes something at the forge or at the remote.
    private static func acts(among boundaries: [String]) -> [String] {
        boundaries.filter { name in
            ["draft ", "publish ", "upload ", "remove ", "tag ", "push "].contains {
                name.drop { $0 != " " }.dropFirst().hasPrefix($0)
            }
        }
    }

    private static func sample(_ names: [String], every step: Int) -> [String] {
        stride(from: 0, to: names.count, by: step).map { names[$0] }
    }

    @Test("Killed at any boundary and begun again on an empty disk, it ends with each release complete, once")
    func killed() async throws {
        try await LostJobSite.run { site in
            let all = try await site.boundaries()
            let acts = LostJobTests.acts(among: all)
            try #require(acts.count >= 20, "too few: \(all)")
            let chosen = LostJobTests.isWhole ? all : LostJobTests.sample(acts, every: 3)
            // Jobs mostly wait: the forge wants a second between two writes.
            try await atOnce(chosen) { boundary in
                let repository = try await site.repository()
                let first = try await site.job(repository, killedAt: boundary)
                #expect(first.end == .signalled(9), "\(boundary): \(first.end) \(first.errorText)")
                let second = try await site.job(repository)
                #expect(second.hasSucceeded, "\(boundary): \(second.end) \(second.text)\(second.errorText)")
                let problems = try await site.problems(repository)
                #expect(problems.isEmpty, "\(boundary): \(problems)")
                let before = try await site.releases(repository)
                let third = try await site.job(repository)
                #expect(third.hasSucceeded && third.text.contains("Nothing to release"), "\(boundary): \(third.text)")
                let after = try await site.releases(repository)
                #expect(after == before, "\(boundary): it was released again")
            }
            let requests = await site.requests()
            let complete = requests.sent / chosen.count * all.count
            #expect(complete < requests.left / 10, "a complete sweep sends \(complete) requests")
        }
    }

    @Test("A dry run says that a lost job's release is finished first, and finishes nothing")
    func dryRun() async throws {
        try await LostJobSite.run { site in
            let tagged = try await site.boundaries().first { $0.hasPrefix("after push ") }
            let repository = try await site.repository()
            _ = try await site.job(repository, killedAt: try #require(tagged))
            let before = try await site.releases(repository)
            let dry = try await site.job(repository, isDry: true)
            #expect(dry.hasSucceeded && dry.text.contains("core-v1.1.0, tool-v2.0.1 is unfinished"), "\(dry.text)")
            let after = try await site.releases(repository)
            #expect(after == before)
        }
    }

    @Test(
        "Two jobs at once release once, and neither of them shows an incomplete release", arguments: [false, true])
    func twoAtOnce(isSingle: Bool) async throws {
        try await LostJobSite.run(isSingle: isSingle) { site in
            try await atOnce(Array(0..<(LostJobTests.isWhole ? 20 : 4))) { _ in
                let repository = try await site.repository()
                async let left = site.job(repository)
                async let right = site.job(repository)
                let ends = try await [left, right]
                let isReleased = ends.contains { $0.hasSucceeded }
                #expect(isReleased, "\(ends.map(\.errorText))")
                let last = try await site.job(repository)
                #expect(last.hasSucceeded, "\(last.text)\(last.errorText)")
                let problems = try await site.problems(repository)
                #expect(problems.isEmpty, "\(problems) \(ends.map(\.errorText))")
            }
        }
    }

    @Test("Killed one after the other wherever it is, a release becomes complete without any job's disk")
    func killedAgainAndAgain() async throws {
        try await LostJobSite.run { site in
            let acts = LostJobTests.acts(among: try await site.boundaries())
            let boundaries = LostJobTests.isWhole ? acts : LostJobTests.sample(acts, every: 4)
            let repository = try await site.repository()
            for boundary in boundaries {
                let job = try await site.job(repository, killedAt: boundary)
                #expect(job.hasSucceeded || job.end == .signalled(9), "\(boundary): \(job.errorText)")
            }
            let last = try await site.job(repository)
            #expect(last.hasSucceeded, "\(last.text)\(last.errorText)")
            let problems = try await site.problems(repository)
            #expect(problems.isEmpty, "\(problems)")
        }
    }
}
