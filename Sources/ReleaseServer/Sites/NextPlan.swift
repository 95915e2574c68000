import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import Synchronization

/// What would be released now. Planning reads all repositories, so it is done when someone asks, at most every few seconds,
/// and never by the request itself.
final class NextPlan: Sendable {
    struct Made: Sendable {
        var plan: ReleasePlan
        /// Those that it needs at forges.
        var rights: [NeededRight]
        var at: Date
    }

    private struct State {
        var made: Made?
        var problem: String?
        /// When it was tried last.
        var triedAt: Date?
    }

    private let state = Mutex(State())
    private let wishes = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// An older one is made anew when someone looks.
    private static let freshness: TimeInterval = 20
    /// How long a page waits for the first plan.
    private static let patience = Duration.seconds(3)

    /// The newest plan, which may be a little old; nil: there is none yet, or it can't be made.
    func look(at moment: Date) async -> (made: Made?, problem: String?) {
        let before = state.withLock { $0 }
        let isFresh = before.triedAt.map { moment.timeIntervalSince($0) < NextPlan.freshness } ?? false
        if !isFresh { wishes.continuation.yield() }
        var waited = Duration.zero
        while waited < NextPlan.patience, state.withLock({ $0.triedAt == nil }), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
            waited += .milliseconds(50)
        }
        return state.withLock { ($0.made, $0.problem) }
    }

    /// Plans whenever it is wished for, until the task is cancelled.
    func follow(_ workspace: @Sendable () async throws -> Workspace) async {
        for await _ in wishes.stream {
            do {
                let workspace = try await workspace()
                let (plan, world) = try await workspace.plan(ReleaseRequest())
                let rights = workspace.repositoryNeeds(of: plan, in: world).rights
                let moment = workspace.now()
                state.withLock { $0 = State(made: Made(plan: plan, rights: rights, at: moment), triedAt: moment) }
            } catch {
                let sentence = (error as? any UserFacingError)?.summary ?? "\(type(of: error))"
                state.withLock { state in
                    state.problem = sentence
                    state.triedAt = Date()
                }
            }
        }
    }
}
