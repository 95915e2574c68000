/// How the double misbehaves, by rate.
package struct FaultSettings: Sendable, Codable, Hashable {
    /// Of all requests to the API and uploads, from 0 to 1.
    package var rate = 0.0
    package var kinds = FaultKind.allCases
    /// How long a delayed answer waits, in milliseconds.
    package var delay = 50
    /// How many requests a lagging object is hidden from.
    package var lag = 2
    /// What `Retry-After` says, in seconds.
    package var retryAfter = 1

    package init() {}

    package init(rate: Double, kinds: [FaultKind]) {
        self.rate = rate
        self.kinds = kinds
    }
}

package enum FaultKind: String, Sendable, Codable, CaseIterable {
    /// 500, 502 or 503; nothing was done.
    case refused
    /// 502 behind the effect.
    case failedLate
    /// Done, and the connection closed without an answer.
    case lost
    /// The answer stops in the middle.
    case cut
    case delayed
    /// 429, or 403, with `Retry-After`.
    case limited
    /// 403 without `Retry-After`.
    case limitedSilently
    /// What was just written is not seen for some requests.
    case lag
}
