import Dispatch
import Synchronization

/// All results in the order of the items, computed on all cores; for many items that each take microseconds.
///
/// - Parameter chunk: How many items one core takes at a time.
package func concurrentMap<Item: Sendable, Answer: Sendable>(
    _ items: [Item], chunk: Int = 2_000, _ answer: @Sendable (Item) -> Answer
) -> [Answer] {
    guard items.count > chunk else { return items.map(answer) }
    let count = (items.count + chunk - 1) / chunk
    let parts = Mutex<[[Answer]]>(Array(repeating: [], count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let end = min((index + 1) * chunk, items.count)
        let part = items[(index * chunk)..<end].map(answer)
        parts.withLock { $0[index] = part }
    }
    var answers: [Answer] = []
    answers.reserveCapacity(items.count)
    for part in parts.withLock({ $0 }) { answers += part }
    return answers
}
