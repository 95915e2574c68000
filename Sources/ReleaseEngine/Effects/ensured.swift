import ReleaseModel

/// The result of checking an effect at its target.
enum Presence {
    case absent
    /// Present, as it should be.
    case same
    /// Something else has its place: a conflict, which is never overwritten.
    case different(any Error)
}

/// Makes an effect happen once: check, act, check again.
///
/// The outcome of a failed act is unknown; only another check shows it. A successful one may be invisible for a while,
/// since reads may lag behind writes.
///
/// The claim is checked right before the act.
///
/// - Parameters:
///   - name: What to wait for, in words: `the tag v1.2.0`.
///   - look: Checks the target; a missing response is an error, never ``Presence/absent``.
///   - act: Safe to do twice, even if an earlier one is still in progress.
/// - Returns: Whether it already existed.
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

/// How long an effect may stay invisible: five minutes in total, which is what package indexes take on a bad day.
private let visibilityWaits: [Duration] = [0.2, 0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60].map { .seconds($0) }

/// An effect that was done but is not visible.
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
