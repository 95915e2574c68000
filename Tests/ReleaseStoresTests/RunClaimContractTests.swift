import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every store promises about the right to perform a run.
@Suite("Claims of runs")
struct RunClaimContractTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    /// Two handles to one store, and a run in it.
    private func scene(_ kind: StoreKind) async throws -> (first: any RunStore, second: any RunStore, run: RunID) {
        let first = try stores.open(kind)
        let run = try await first.create(RunClaimContractTests.plan, at: RunClaimContractTests.moment)
        return (first, try stores.open(kind), run)
    }

    @Test("A free run is granted on request", arguments: StoreKind.available)
    func granted(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        let claim = try await scene.first.claim(scene.run, for: "a", lasting: .seconds(60), isTakingOver: false)
        #expect(claim.run == scene.run && claim.engine == "a" && claim.fence == 1)
        #expect(claim.token.text.count == 32)
    }

    @Test("A held run is refused to another engine, and the holder is shown", arguments: StoreKind.available)
    func refused(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        _ = try await scene.first.claim(scene.run, for: "a", lasting: .seconds(60), isTakingOver: false)
        await #expect(throws: StoreError.claimed(scene.run, by: "a")) {
            try await scene.second.claim(scene.run, for: "b", lasting: .seconds(60), isTakingOver: false)
        }
        let other = try await scene.second.create(RunClaimContractTests.plan, at: RunClaimContractTests.moment)
        #expect(
            try await scene.second.claim(other, for: "b", lasting: .seconds(60), isTakingOver: false).engine == "b")
    }

    @Test("The holder of a run is the engine whose claim is in force", arguments: StoreKind.available)
    func holder(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        #expect(try await scene.second.holder(of: scene.run) == nil)
        let claim = try await scene.first.claim(scene.run, for: "a", lasting: .seconds(60), isTakingOver: false)
        #expect(try await scene.second.holder(of: scene.run) == "a")
        try await scene.first.giveUp(claim)
        #expect(try await scene.second.holder(of: scene.run) == nil)
        _ = try await scene.first.claim(scene.run, for: "b", lasting: .zero, isTakingOver: false)
        #expect(try await scene.second.holder(of: scene.run) == nil, "it is expired")
    }

    @Test("An expired or released claim is granted to the next engine", arguments: StoreKind.available, [true, false])
    func free(kind: StoreKind, isGivenUp: Bool) async throws {
        let scene = try await scene(kind)
        let claim = try await scene.first.claim(
            scene.run, for: "a", lasting: isGivenUp ? .seconds(60) : .zero, isTakingOver: false)
        if isGivenUp { try await scene.first.giveUp(claim) }
        let next = try await scene.second.claim(scene.run, for: "b", lasting: .seconds(60), isTakingOver: false)
        #expect(next.fence > claim.fence)
    }

    @Test("A held run can be taken over when the holder is known to be dead", arguments: StoreKind.available)
    func takenOver(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        let claim = try await scene.first.claim(scene.run, for: "a", lasting: .seconds(60), isTakingOver: false)
        let next = try await scene.second.claim(scene.run, for: "b", lasting: .seconds(60), isTakingOver: true)
        #expect(next.fence > claim.fence)
    }

    @Test("Fences grow with every claim, even of the same engine", arguments: StoreKind.available)
    func fences(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        var fences: [Int] = []
        for engine in ["a", "a", "b", "a"] {
            let claim = try await scene.first.claim(
                scene.run, for: EngineID(engine), lasting: .zero, isTakingOver: false)
            fences.append(claim.fence)
        }
        #expect(zip(fences, fences.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("An expired claim is renewed if no other engine took it", arguments: StoreKind.available)
    func renewed(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        let claim = try await scene.first.claim(scene.run, for: "a", lasting: .zero, isTakingOver: false)
        try await scene.first.renew(claim, lasting: .seconds(60))
        await #expect(throws: StoreError.claimed(scene.run, by: "a")) {
            try await scene.second.claim(scene.run, for: "b", lasting: .seconds(60), isTakingOver: false)
        }
    }

    @Test("An engine that lost its claim can neither renew it nor write", arguments: StoreKind.available)
    func lost(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        let claim = try await scene.first.claim(scene.run, for: "a", lasting: .zero, isTakingOver: false)
        let next = try await scene.second.claim(scene.run, for: "b", lasting: .seconds(60), isTakingOver: false)
        await #expect(throws: StoreError.claimLost(scene.run)) {
            try await scene.first.renew(claim, lasting: .seconds(60))
        }
        var amended = RunClaimContractTests.plan
        amended.digest = "d2"
        await #expect(throws: StoreError.claimLost(scene.run)) {
            try await scene.first.append(
                [.finished], to: scene.run, after: 1, at: RunClaimContractTests.moment, plan: amended, under: claim)
        }
        let record = try await scene.second.run(scene.run)
        #expect(record.state.revision == 1 && record.plan == RunClaimContractTests.plan)
        // Giving it up frees nothing that is another's.
        try await scene.first.giveUp(claim)
        try await scene.second.append(
            [.claimed(by: "b", fence: next.fence)], to: scene.run, after: 1, at: RunClaimContractTests.moment,
            plan: nil, under: next)
        #expect(try await scene.first.events(of: scene.run, after: 0).count == 2)
    }

    @Test("An engine that released its claim can't write once another has it", arguments: StoreKind.available)
    func gaveUp(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        let claim = try await scene.first.claim(scene.run, for: "a", lasting: .seconds(60), isTakingOver: false)
        try await scene.first.giveUp(claim)
        _ = try await scene.second.claim(scene.run, for: "b", lasting: .zero, isTakingOver: false)
        await #expect(throws: StoreError.claimLost(scene.run)) {
            try await scene.first.append(
                [.finished], to: scene.run, after: 1, at: RunClaimContractTests.moment, plan: nil, under: claim)
        }
    }

    @Test("Decisions by people need no claim", arguments: StoreKind.available)
    func decisions(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        _ = try await scene.first.claim(scene.run, for: "a", lasting: .seconds(60), isTakingOver: false)
        try await scene.second.append(
            [.paused(by: "anna")], to: scene.run, after: 1, at: RunClaimContractTests.moment)
        #expect(try await scene.first.run(scene.run).state.isPaused)
    }

    @Test("Of many engines that want one run, one gets it", arguments: StoreKind.available)
    func winner(kind: StoreKind) async throws {
        let scene = try await scene(kind)
        let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
            for engine in 0..<8 {
                let store = try stores.open(kind)
                group.addTask {
                    do {
                        _ = try await store.claim(
                            scene.run, for: EngineID("e\(engine)"), lasting: .seconds(60), isTakingOver: false)
                        return true
                    } catch { return false }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test("A run that does not exist can't be claimed", arguments: StoreKind.available)
    func missing(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        await #expect(throws: StoreError.noSuchRun("r9")) {
            try await store.claim("r9", for: "a", lasting: .zero, isTakingOver: false)
        }
        await #expect(throws: StoreError.noSuchRun("r9")) {
            try await store.renew(Claim(run: "r9", engine: "a", fence: 1, token: "t"), lasting: .zero)
        }
    }
}
