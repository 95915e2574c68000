import Synchronization

/// What goes wrong at a port, by rate and seed.
///
/// The same call, counted by its name, meets the same fault in every run of one seed, whatever else goes on beside it.
package final class Faults: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Not done: refused for now.
        case refused
        /// Done, after a while.
        case slow
        /// Not done, with a timeout.
        case timedOut
        /// Done, but the response was lost.
        case answerLost
        /// The time was up first, and it was done after that.
        case doneLate
        /// Done, and those who look don't see it for a while.
        case lag
        /// Not done: too many calls, with a time to wait.
        case limited
        /// The response is truncated.
        case truncated
    }

    package let seed: UInt64
    /// Of all calls, from 0 to 1.
    private let rate: Double
    private let kinds: [Kind]
    private let counts = Mutex<[String: Int]>([:])
    private let met = Mutex<[Kind: Int]>([:])

    package init(seed: UInt64, rate: Double, kinds: [Kind] = Kind.allCases) {
        self.seed = seed
        self.rate = rate
        self.kinds = kinds
    }

    /// How often each kind has struck.
    package var struck: [Kind: Int] { met.withLock { $0 } }

    /// What happens to the next call of this name; nil: nothing.
    package func next(_ call: String) -> Kind? {
        let count = counts.withLock { counts in
            counts[call, default: 0] += 1
            return counts[call] ?? 0
        }
        var random = SeededGenerator(seed: seed &+ Faults.hash("\(call) \(count)"))
        guard Double.random(in: 0..<1, using: &random) < rate, let kind = kinds.randomElement(using: &random) else {
            return nil
        }
        met.withLock { $0[kind, default: 0] += 1 }
        return kind
    }

    /// FNV-1a: the same in every process, which Swift's own is not.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
