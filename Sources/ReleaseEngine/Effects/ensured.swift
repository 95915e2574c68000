import ReleaseModel

/// What a look at the outside found of an effect.
enum Presence {
    case absent
    /// There, as it should be.
    case same
    /// Something else has its place: a conflict, which is never overwritten.
    case different(any Error)
}

/// Makes an effect be there, once: look, act, look again.
///
/// An act that failed is neither done nor not done; only another look tells. One that succeeded may not be seen for a
/// while, since what is read may lag behind what is written.
///
/// The claim is asked for right before the act.
///
/// - Parameters:
///   - name: What is waited for, in words: `the tag v1.2.0`.
///   - look: Asks the outside; an answer that is missing is an error, never ``Presence/absent``.
///   - act: Safe to do twice, also where an earlier one is still on its way.
/// - Returns: Whether it was there before.
func ensured(
    _ name: String, _ context: StepContext, look: () async throws -> Presence, act: () async throws -> Void
) async throws -> Bool {
    switch try await look() {
    case .same: return true
    case .different(let conflict): throw conflict
    case .absent: break
    }
    try await context.checkClaim()
    do { try await act() } catch {
        if error is CancellationError { throw error }
        switch try await look() {
        case .same: return false
        case .different(let conflict): throw conflict
        case .absent: throw error
        }
    }
    for wait in visibilityWaits {
        switch try await look() {
        case .same: return false
        case .different(let conflict): throw conflict
        case .absent: try await context.environment.wait(wait)
        }
    }
    guard case .same = try await look() else { throw EffectError.notVisible(name) }
    return false
}

/// How long an effect may stay unseen: five minutes in all, which is what package indexes take on a bad day.
private let visibilityWaits: [Duration] = [0.2, 0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60].map { .seconds($0) }

/// An effect that was done and can't be seen.
enum EffectError: UserFacingError, Equatable {
    case notVisible(String)

    var code: String { "effect.not-visible" }

    var summary: String {
        switch self {
        case .notVisible(let name): "\(name) was accepted and can't be seen after five minutes."
        }
    }

    var suggestions: [String] { ["Look for it by hand; when it is there: slipway run retry"] }
    var retry: RetryAdvice { .later }
}
