import ReleaseModel
import ReleasePorts

/// Sends again what failed and may pass: one rule for every request to GitHub, those of apps for their tokens included.
struct GitHubRetries: Sendable {
    /// Why an attempt failed.
    struct Failure: Error {
        enum Stage: Sendable {
            /// Nothing was sent, so nothing can have happened.
            case notSent
            /// It may have been carried out.
            case sent
            /// Another attempt would fail as well.
            case final
        }

        var error: ForgeError
        var stage: Stage
    }

    let time: GitHubClient.Time
    /// How often something that only reads is sent, in all.
    private static let attempts = 4

    /// - Parameters:
    ///   - asked: What is asked for.
    ///   - isWrite: Whether it must not be carried out twice, so that it is sent again only where nothing can have happened.
    func repeating<Answer>(
        _ asked: ForgeRequest, isWrite: Bool, _ attempt: () async throws(Failure) -> Answer
    ) async throws(ForgeError) -> Answer {
        var count = 1
        while true {
            let failure: Failure
            do throws(Failure) { return try await attempt() } catch { failure = error }
            guard count < GitHubRetries.attempts, let wait = wait(after: failure, isWrite: isWrite, count) else {
                throw failure.error
            }
            do { try await time.wait(wait) } catch { throw .cancelled(asked) }
            count += 1
        }
    }

    /// How long to wait before the same request is sent again; nil: it is not.
    private func wait(after failure: Failure, isWrite: Bool, _ attempt: Int) -> Duration? {
        guard failure.stage != .final else { return nil }
        switch failure.error {
        case .limited(let asked, let said):
            // GitHub asks for a minute at least where it does not say, and for more each time.
            let wait = said ?? .seconds(60 * attempt)
            guard wait <= time.patience else { return nil }
            time.say("\(asked.host) limits the requests: waiting \(wait.components.seconds) s")
            return wait
        case .unreachable, .unavailable, .unreadable, .incomplete:
            return isWrite && failure.stage == .sent ? nil : .seconds(1 << (attempt - 1))
        default: return nil
        }
    }
}
