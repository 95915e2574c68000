import ReleaseTestKit
import Testing

/// What keeps heavy suites from starting all at once.
@Suite("Turns of heavy suites")
struct TurnsTests {
    private actor Record {
        private var running = 0
        private(set) var most = 0
        private(set) var finished = 0

        func begin() {
            running += 1
            most = max(most, running)
        }

        func end() {
            running -= 1
            finished += 1
        }
    }

    @Test("Only so many run at a time, and each gets its turn", arguments: [1, 2, 5])
    func limit(count: Int) async {
        let turns = Turns(count)
        let record = Record()
        await withTaskGroup { group in
            for _ in 0..<40 {
                group.addTask {
                    await turns.take()
                    await record.begin()
                    for _ in 0..<20 { await Task.yield() }
                    await record.end()
                    await turns.give()
                }
            }
        }
        #expect(await record.most <= count)
        #expect(await record.finished == 40)
    }

    @Test("A turn that is given back can be taken again without waiting", .timeLimit(.minutes(1)))
    func again() async {
        let turns = Turns(1)
        let record = Record()
        for _ in 0..<3 {
            await turns.take()
            await record.begin()
            await record.end()
            await turns.give()
        }
        #expect(await record.finished == 3)
    }
}
