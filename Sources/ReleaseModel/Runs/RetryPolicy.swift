/// When a step that failed temporarily is retried automatically.
package struct RetryPolicy: Sendable, Hashable, Codable {
    /// In a row, including the first; after that a retry has to be requested.
    package var attempts: Int
    /// Before the second attempt; doubled before each further one.
    package var firstWait: Duration
    package var longestWait: Duration
    /// The maximum delay, whatever the other side says.
    package var longestAdvice: Duration

    package init(
        attempts: Int = 8, firstWait: Duration = .seconds(1), longestWait: Duration = .seconds(120),
        longestAdvice: Duration = .seconds(3600)
    ) {
        self.attempts = attempts
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.longestAdvice = longestAdvice
    }

    /// How long to wait before the next attempt; nil: there is none.
    ///
    /// - Parameter failures: How often it failed in a row, this time included.
    package func wait(after failures: Int, _ advice: RetryAdvice) -> Duration? {
        guard failures < attempts else { return nil }
        // 2^20 seconds are twelve days: the limit is reached long before.
        let own = min(longestWait, firstWait * (1 << min(max(failures - 1, 0), 20)))
        switch advice {
        case .never: return nil
        case .later: return own
        case .after(let advised): return advised > longestAdvice ? nil : max(own, advised)
        }
    }
}
