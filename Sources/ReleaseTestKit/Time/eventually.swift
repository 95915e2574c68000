/// What a test waited for did not happen in time.
package struct NotInTime: Error, CustomStringConvertible {
    let what: String
    let limit: Duration

    package var description: String { "\(what): not within \(limit)" }
}

/// Looks until something is so.
///
/// - Parameters:
///   - what: What is waited for, for the failure.
///   - limit: Many times what it takes, since the machine may be busy.
/// - Throws: ``NotInTime``, and whatever the look throws.
package func eventually(
    _ what: String, within limit: Duration = .seconds(120), every pause: Duration = .milliseconds(20),
    _ condition: () async throws -> Bool
) async throws {
    let begin = ContinuousClock.now
    while try await !condition() {
        guard begin.duration(to: .now) < limit else { throw NotInTime(what: what, limit: limit) }
        try await Task.sleep(for: pause)
    }
}

/// The same in a shell's words, for scripts of tests: it looks until a condition holds, and exits with 99 after about a
/// minute. It sets `n`, and has no quotes of its own.
///
/// - Parameter condition: A command: `[ -e go ]`.
package func shellWait(until condition: String) -> String {
    "n=0; until \(condition); do n=$((n + 1)); [ $n -lt 6000 ] || exit 99; sleep 0.01; done"
}
