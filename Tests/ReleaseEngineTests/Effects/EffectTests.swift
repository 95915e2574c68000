import ReleaseEngine
import ReleaseModel
import ReleaseTestKit
import Synchronization
import Testing

@Suite("An effect that happens once")
struct EffectTests {
    @Test("An effect that exists already is not made again")
    func existing() async throws {
        let target = Target(looks: [.same])
        #expect(try await target.ensured())
        #expect(target.log == ["look"])
    }

    @Test("A conflict is thrown before anything is done")
    func conflict() async throws {
        let target = Target(looks: [.different])
        await #expect(throws: Trouble.conflict) { try await target.ensured() }
        #expect(target.log == ["look"])
    }

    @Test("A missing effect is made once, and looked at again")
    func missing() async throws {
        let target = Target(looks: [.absent, .same])
        #expect(try await !target.ensured())
        #expect(target.log == ["look", "claim", "act", "look"])
    }

    @Test("A lost claim prevents the act, although the first look came before it was lost")
    func lostClaim() async throws {
        let target = Target(looks: [.absent], claim: .lostClaim)
        await #expect(throws: Trouble.lostClaim) { try await target.ensured() }
        #expect(target.log == ["look", "claim"])
    }

    @Test("If the target does not answer the first look, its error is thrown and nothing is done")
    func unanswered() async throws {
        let target = Target(looks: [.failure])
        await #expect(throws: Trouble.noAnswer) { try await target.ensured() }
        #expect(target.log == ["look"])
    }

    @Test("A failed act whose effect is there counts as made")
    func lostAnswer() async throws {
        let target = Target(looks: [.absent, .same], acts: .refused)
        #expect(try await !target.ensured())
        #expect(target.log == ["look", "claim", "act", "look"])
    }

    @Test("A failed act without effect throws the act's error, and is not repeated")
    func failed() async throws {
        let target = Target(looks: [.absent, .absent], acts: .refused)
        await #expect(throws: Trouble.refused) { try await target.ensured() }
        #expect(target.log == ["look", "claim", "act", "look"])
    }

    @Test("A failed act that finds something else in its place throws the conflict")
    func overtaken() async throws {
        let target = Target(looks: [.absent, .different], acts: .refused)
        await #expect(throws: Trouble.conflict) { try await target.ensured() }
        #expect(target.log == ["look", "claim", "act", "look"])
    }

    @Test("If neither the act nor the look after it succeeds, the effect stays unknown: the look's error is thrown")
    func unknown() async throws {
        let target = Target(looks: [.absent, .failure], acts: .refused)
        await #expect(throws: Trouble.noAnswer) { try await target.ensured() }
        #expect(target.log == ["look", "claim", "act", "look"])
    }

    @Test("An effect that becomes visible late is waited for, and not made a second time")
    func lag() async throws {
        let target = Target(looks: [.absent, .absent, .absent, .absent, .same])
        #expect(try await !target.ensured())
        #expect(
            target.log == [
                "look", "claim", "act", "look", "wait 0.2 seconds", "look", "wait 0.5 seconds", "look",
                "wait 1.0 seconds", "look",
            ])
    }

    @Test("Something else that appears while waiting is a conflict")
    func lateConflict() async throws {
        let target = Target(looks: [.absent, .absent, .different])
        await #expect(throws: Trouble.conflict) { try await target.ensured() }
        #expect(target.log.suffix(2) == ["wait 0.2 seconds", "look"])
    }

    @Test("An effect that stays invisible for five minutes is an error with its name, after a single act")
    func invisible() async throws {
        let target = Target(looks: [.absent])
        let error = await #expect(throws: EffectError.notVisible("the tag v1.2.0")) { try await target.ensured() }
        #expect(error?.code == "effect.not-visible")
        #expect(error?.retry == .later)
        #expect(error?.summary.contains("the tag v1.2.0") == true)
        #expect(target.log.count { $0 == "act" } == 1)
        #expect((Duration.seconds(300)..<Duration.seconds(302)).contains(target.waited))
        #expect(target.log.last == "look", "it may have become visible during the last wait")
    }

    @Test("An effect that becomes visible during the last wait counts")
    func lastMoment() async throws {
        let longest = Target(looks: [.absent])
        _ = try? await longest.ensured()
        let looks = longest.log.count { $0 == "look" }
        let target = Target(looks: Array(repeating: .absent, count: looks - 1) + [.same])
        #expect(try await !target.ensured())
        #expect(target.waited == longest.waited)
    }

    @Test("Cancellation of the act passes through, without another look")
    func cancelledAct() async throws {
        let target = Target(looks: [.absent, .same], isCancelled: true)
        await #expect(throws: CancellationError.self) { try await target.ensured() }
        #expect(target.log == ["look", "claim", "act"])
    }

    @Test("Cancellation while waiting passes through")
    func cancelledWait() async throws {
        let target = Target(looks: [.absent], waitsFail: true)
        await #expect(throws: CancellationError.self) { try await target.ensured() }
        #expect(target.log == ["look", "claim", "act", "look", "wait 0.2 seconds"])
    }
}

private enum Trouble: Error { case conflict, lostClaim, noAnswer, refused }

/// Where an effect is made: it answers each look as arranged, and notes all that happens.
private final class Target: Sendable {
    enum Look { case same, absent, different, failure }

    private struct State {
        var log: [String] = []
        var waited = Duration.zero
        /// The last one is repeated.
        var looks: [Look]
    }

    private let state: Mutex<State>
    private let claim: Trouble?
    private let refusal: Trouble?
    private let isCancelled: Bool
    private let waitsFail: Bool

    init(
        looks: [Look], claim: Trouble? = nil, acts refusal: Trouble? = nil, isCancelled: Bool = false,
        waitsFail: Bool = false
    ) {
        state = Mutex(State(looks: looks))
        self.claim = claim
        self.refusal = refusal
        self.isCancelled = isCancelled
        self.waitsFail = waitsFail
    }

    var log: [String] { state.withLock(\.log) }
    var waited: Duration { state.withLock(\.waited) }

    func ensured() async throws -> Bool {
        try await Effect(
            "the tag v1.2.0",
            checkClaim: {
                self.note("claim")
                if let claim = self.claim { throw claim }
            },
            wait: { duration in
                self.note("wait \(duration)")
                self.state.withLock { $0.waited += duration }
                if self.waitsFail { throw CancellationError() }
            }
        ).ensured {
            self.note("look")
            let answer = self.state.withLock { $0.looks.count > 1 ? $0.looks.removeFirst() : $0.looks[0] }
            return switch answer {
            case .same: .same
            case .absent: .absent
            case .different: .different(Trouble.conflict)
            case .failure: throw Trouble.noAnswer
            }
        } act: {
            self.note("act")
            if self.isCancelled { throw CancellationError() }
            if let refusal = self.refusal { throw refusal }
        }
    }

    private func note(_ event: String) { state.withLock { $0.log.append(event) } }
}
