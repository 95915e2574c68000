import Synchronization

/// Read-after-write lag: for some requests after a write, reads get what was true before it.
final class StaleAnswers: Sendable {
    /// What a lagging read sees.
    struct Past: Sendable {
        var repository: Repository
        /// Answers from git, by who asked what.
        var answers: [String: Answer]
    }

    private struct State {
        /// The last answer from git to each question.
        var last: [String: Answer] = [:]
        var frozen: [Int: (left: Int, past: Past)] = [:]
    }

    private let state = Mutex(State())

    /// From now on reads of a repository are stale.
    func freeze(_ repository: Repository, for requests: Int) {
        state.withLock { state in
            state.frozen[repository.id] = (requests, Past(repository: repository, answers: state.last))
        }
    }

    /// What the next read sees; nil: the present.
    func past(of repository: Int) -> Past? {
        state.withLock { state in
            guard let frozen = state.frozen[repository] else { return nil }
            state.frozen[repository] = frozen.left > 1 ? (frozen.left - 1, frozen.past) : nil
            return frozen.past
        }
    }

    func remember(_ answer: Answer, to key: String) {
        state.withLock { $0.last[key] = answer }
    }
}
