import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("The real program, killed")
struct KillTests {
    /// SLIPWAY_KILL_SEEDS: how many seeds; each kills until the release is through.
    static let seeds = 0..<UInt64(ProcessInfo.processInfo.environment["SLIPWAY_KILL_SEEDS"].flatMap(Int.init) ?? 6)

    @Test(
        "Killed at random moments and started again, a release ends as an undisturbed one, with nothing done twice",
        arguments: seeds)
    func resumes(seed: UInt64) async throws {
        let calm = try await Fixture.chain()
        defer { calm.remove() }
        let disturbed = try await Fixture.chain()
        defer { disturbed.remove() }
        let plan = calm.root + "/plan.json"
        #expect(try await calm.slipway("plan", "--out", plan).end == .exited(0))
        #expect(try await calm.slipway("apply", plan).end == .exited(0))
        var random = SeededGenerator(seed: seed)
        var kills = 0
        while true {
            // On a machine with much to do each attempt gets less far; so it gets a little longer each time.
            let longest = 0.6 + 0.02 * Double(kills)
            let result = try await disturbed.slipway(
                "apply", plan, killedAfter: .random(in: 0.005...longest, using: &random))
            if result.end == .exited(0) { break }
            #expect(result.end == .signalled(9) || result.end == .exited(137), "seed \(seed): \(result.errorText)")
            kills += 1
            try #require(kills < 200, "seed \(seed) never gets through")
        }
        #expect(try await disturbed.outcome() == calm.outcome(), "seed \(seed), \(kills) kills")
        #expect(try await disturbed.updates() == calm.updates(), "seed \(seed), \(kills) kills")
    }
}
