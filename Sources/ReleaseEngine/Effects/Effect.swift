package import ReleaseModel

/// The result of checking an effect at its target.
package enum Presence {
    case absent
    /// Present, as it should be.
    case same
    /// Something else has its place: a conflict, which is never overwritten.
    case different(any Error)
}

/// A change in the outside world, and what making it needs from its run.
package struct Effect {
    /// What to wait for, in words: `the tag v1.2.0`.
    private let name: String
    private let checkClaim: @Sendable () async throws -> Void
    private let wait: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - checkClaim: Called right before the act; throws where the act may not begin.
    ///   - wait: Lets time pass until the effect is visible.
    package init(
        _ name: String, checkClaim: @escaping @Sendable () async throws -> Void,
        wait: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.name = name
        self.checkClaim = checkClaim
        self.wait = wait
    }
}

extension Effect {
    /// Makes the effect happen once: check, act, check again.
    ///
    /// The outcome of a failed act is unknown; only another check shows it. A successful one may be invisible for a
    /// while, since reads may lag behind writes.
    ///
    /// The claim is checked right before the act.
    ///
    /// - Parameters:
    ///   - look: Checks the target; a missing response is an error, never ``Presence/absent``.
    ///   - act: Safe to do twice, even if an earlier one is still in progress.
    /// - Returns: Whether it already existed.
    package func ensured(look: () async throws -> Presence, act: () async throws -> Void) async throws -> Bool {
        switch try await look() {
        case .same: return true
        case .different(let conflict): throw conflict
        case .absent: break
        }
        try await checkClaim()
        do { try await act() } catch {
            if error is CancellationError { throw error }
            switch try await look() {
            case .same: return false
            case .different(let conflict): throw conflict
            case .absent: throw error
            }
        }
        for duration in visibilityWaits {
            switch try await look() {
            case .same: return false
            case .different(let conflict): throw conflict
            case .absent: try await wait(duration)
            }
        }
        guard case .same = try await look() else { throw EffectError.notVisible(name) }
        return false
    }
}

/// How long an effect may stay invisible: five minutes in total, which is what package indexes take on a bad day.
private let visibilityWaits: [Duration] = [0.2, 0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60].map { .seconds($0) }

/// An effect that was done but is not visible.
package enum EffectError: UserFacingError, Equatable {
    case notVisible(String)

    package var code: String { "effect.not-visible" }

    package var summary: String {
        switch self {
        case .notVisible(let name): "\(name) was accepted and can't be seen after five minutes."
        }
    }

    package var suggestions: [String] { ["Check whether it exists; if so: slipway run retry"] }
    package var retry: RetryAdvice { .later }
}
