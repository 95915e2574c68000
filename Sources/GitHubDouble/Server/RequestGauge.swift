/// Counts how many requests the double answers at once, so that a test asserts a bound without looking at the time.
package actor RequestGauge {
    private var now = 0
    /// The most that there were.
    package private(set) var most = 0
    private var expected = 0

    /// Holds the next requests back until so many are there at once; after ten seconds it lets go.
    package func holdBack(until count: Int) {
        expected = count
        most = 0
    }

    func begin() async {
        now += 1
        most = max(most, now)
        if now >= expected { expected = 0 }
        for _ in 0..<1000 where expected > 0 { try? await Task.sleep(for: .milliseconds(10)) }
        expected = 0
    }

    func end() { now -= 1 }
}
