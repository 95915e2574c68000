import ReleaseModel
import Synchronization
import Testing

@Suite("Work that waits, several at once")
struct BoundedMapTests {
    private struct Fault: Error, Equatable { var item: Int }

    @Test("Answers come in the order of the items, and no more are in progress than allowed", arguments: [1, 3, 50])
    func order(limit: Int) async {
        let working = Mutex((now: 0, most: 0))
        let answers = await boundedMap(Array(0..<20), atMost: limit) { item in
            working.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            // Later items end first.
            for _ in 0..<(20 - item) { await Task.yield() }
            working.withLock { $0.now -= 1 }
            return item * item
        }
        #expect(answers == (0..<20).map { $0 * $0 })
        let most = working.withLock { $0.most }
        #expect(most <= limit)
    }

    @Test("The first error ends the rest: what has not begun is left out")
    func error() async {
        let begun = Mutex<[Int]>([])
        await #expect(throws: Fault(item: 2)) {
            try await boundedMap(Array(0..<20), atMost: 1) { item in
                begun.withLock { $0.append(item) }
                if item >= 2 { throw Fault(item: item) }
            }
        }
        let items = begun.withLock { $0 }
        #expect(items == [0, 1, 2])
    }
}
