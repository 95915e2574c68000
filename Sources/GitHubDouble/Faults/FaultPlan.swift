import Crypto
import Foundation
import Synchronization

/// Decides which request meets which fault: the same for the same seed, whatever else happens beside it.
final class FaultPlan: Sendable {
    private let settings: Mutex<FaultSettings>
    private let seed: UInt64
    private let counts = Mutex<[String: Int]>([:])
    private let struck = Mutex<[FaultKind: Int]>([:])
    private let once = Mutex<[(operation: String, kind: FaultKind)]>([])

    init(_ settings: FaultSettings, seed: UInt64) {
        self.settings = Mutex(settings)
        self.seed = seed
    }

    var current: FaultSettings {
        get { settings.withLock { $0 } }
        set { settings.withLock { $0 = newValue } }
    }

    /// How often each kind has struck.
    var met: [FaultKind: Int] { struck.withLock { $0 } }

    /// The next request to an operation meets this.
    func plan(_ kind: FaultKind, for operation: String) { once.withLock { $0.append((operation, kind)) } }

    /// What happens to the next request of this name; nil: nothing.
    func next(_ operation: String, isWrite: Bool) -> Fault? {
        let planned: FaultKind? = once.withLock { once in
            guard let index = once.firstIndex(where: { $0.operation == operation }) else { return nil }
            return once.remove(at: index).kind
        }
        let count = counts.withLock { counts in
            counts[operation, default: 0] += 1
            return counts[operation] ?? 0
        }
        let settings = current
        let chance = number("\(operation) \(count)")
        var kind = planned
        if kind == nil, Double(chance >> 11) / Double(1 << 53) < settings.rate, !settings.kinds.isEmpty {
            kind = settings.kinds[Int(number("\(operation) \(count) kind") % UInt64(settings.kinds.count))]
        }
        guard let kind, isWrite || kind != .lag else { return nil }
        struck.withLock { $0[kind, default: 0] += 1 }
        return Fault(kind: kind, chance: chance)
    }

    private func number(_ text: String) -> UInt64 {
        SHA256.hash(data: Data("\(seed) \(text)".utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
