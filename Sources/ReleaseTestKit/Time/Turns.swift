/// Lets so many through at a time; the others wait in the order in which they came.
package actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package init(_ count: Int) { free = max(1, count) }

    package func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    package func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// For suites that start programs by the dozen. Whole suites wait, before any of their tests has begun, so no test waits
/// within its time limit.
package let heavyTurns = Turns(2)
