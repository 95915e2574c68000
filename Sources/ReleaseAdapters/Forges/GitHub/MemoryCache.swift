import Synchronization

/// Answers of this process, up to a number of bytes; the oldest go first.
package final class MemoryCache: AnswerCache {
    private struct State {
        var entries: [CacheKey: CachedAnswer] = [:]
        var order: [CacheKey] = []
        var size = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: In bytes.
    package init(limit: Int = 64 << 20) { self.limit = limit }

    package func entry(for key: CacheKey) -> CachedAnswer? { state.withLock { $0.entries[key] } }

    package func keep(_ answer: CachedAnswer, for key: CacheKey) {
        state.withLock { state in
            if let old = state.entries.updateValue(answer, forKey: key) {
                state.size -= old.body.count
            } else {
                state.order.append(key)
            }
            state.size += answer.body.count
            while state.size > limit, !state.order.isEmpty {
                state.size -= state.entries.removeValue(forKey: state.order.removeFirst())?.body.count ?? 0
            }
        }
    }

    package func drop(below prefix: String) {
        state.withLock { state in
            state.order.removeAll { key in
                guard key.address.hasPrefix(prefix) else { return false }
                state.size -= state.entries.removeValue(forKey: key)?.body.count ?? 0
                return true
            }
        }
    }
}
