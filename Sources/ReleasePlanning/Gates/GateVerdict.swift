package import ReleaseModel

/// The verdict on a gate or a build from a command's exit status and output.
package enum GateVerdict: Sendable, Hashable {
    /// With the number of tests, if a test runner reported it.
    case passed(tests: Int?)
    /// With why, as what the command did: `exited with status 1`.
    case refused(String)

    /// - Parameter timeout: How long the command was allowed to take, in seconds; nil: not limited.
    package init(_ end: CommandEnd, output: String, tests: GateConfiguration.Tests, timeout: Int? = nil) {
        switch end {
        case .timedOut: self = .refused("took longer than its timeout" + (timeout.map { " of \($0) s" } ?? ""))
        case .signalled(let signal): self = .refused("was ended by signal \(signal)")
        case .exited(let status) where status != 0: self = .refused("exited with status \(status)")
        case .exited:
            guard tests != .none else {
                self = .passed(tests: nil)
                return
            }
            switch (testCount(in: output), tests) {
            case (0, _): self = .refused("succeeded, but ran no test")
            case (nil, .required): self = .refused("succeeded, but its output does not say that any test ran")
            case (let count, _): self = .passed(tests: count)
            }
        }
    }
}

/// How many tests a test runner's output says were run, summed over its summaries; nil if it shows none.
///
/// Known closing lines: cargo (`test result: ok. 3 passed; 1 failed`), nextest (`3 tests run`), pytest (`3 passed, 1
/// skipped in 0.1s`, `no tests ran`), unittest (`Ran 3 tests in`), go (`ok pkg`, `no test files`, `no tests to run`),
/// node (`# tests 3`), swift (`Executed 3 tests`, `Test run with 3 tests`), jest and vitest (`Tests: 3 passed`), and
/// TAP plans (`1..3`) where nothing else is said. Colours are ignored.
package func testCount(in output: String) -> Int? {
    var total: Int?
    var planned: Int?
    func add(_ count: Int) { total = (total ?? 0) + count }
    for line in output.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(whereSeparator: \.isNewline) {
        let text = line.drop { $0 == " " || $0 == "=" }
        if text.hasPrefix("test result:") || isPytestSummary(text) {
            add(number(before: " passed", in: text) + number(before: " failed", in: text))
        } else if text.hasPrefix("Ran "), let count = firstNumber(in: text), text.contains(" test") {
            add(count)
        } else if text.hasPrefix("NO TESTS RAN") || text.hasPrefix("no tests ran") {
            add(0)
        } else if text.hasPrefix("Summary ["), text.contains(" run:") {
            add(number(before: text.contains(" test run:") ? " test run:" : " tests run:", in: text))
        } else if text.hasPrefix("# tests ") || text.hasPrefix("ℹ tests "), let count = firstNumber(in: text) {
            add(count)
        } else if text.contains("Executed "), text.contains(" test"),
            let count = firstNumber(in: text.drop { !$0.isNumber })
        {
            add(count)
        } else if text.contains("Test run with "), let count = firstNumber(in: text.drop { !$0.isNumber }) {
            add(count)
        } else if text.hasPrefix("Tests: ") || text.hasPrefix("Tests  ") {
            add(number(before: " passed", in: text) + number(before: " failed", in: text))
        } else if text.hasPrefix("ok  \t") || text.hasPrefix("ok \t") {
            // go names the packages that it tested, not how many tests they have.
            add(text.contains("[no tests to run]") ? 0 : 1)
        } else if text.hasPrefix("?   \t"), text.contains("[no test files]") {
            add(0)
        } else if line.hasPrefix("1.."), let count = Int(line.dropFirst(3).prefix { $0.isNumber }) {
            // Only at the line's beginning: an indented plan is a subtest's
            // ([TAP 14](https://testanything.org/tap-version-14-specification.html)).
            planned = (planned ?? 0) + count
        }
    }
    // node prints a plan beside its summary, for the same tests.
    return total ?? planned
}

/// `3 passed, 1 skipped in 0.12s`, with or without a frame of `=`.
private func isPytestSummary(_ text: Substring) -> Bool {
    text.contains(/^[0-9]+ (passed|failed|skipped|deselected|errors?|xfailed|xpassed|warnings?)\b.* in [0-9]/)
}

private func firstNumber(in text: Substring) -> Int? {
    Int(text.drop { !($0.isASCII && $0.isNumber) }.prefix { $0.isASCII && $0.isNumber })
}

/// The number right before a word; 0 if the word does not occur.
private func number(before word: String, in text: Substring) -> Int {
    guard let range = text.firstRange(of: word) else { return 0 }
    return Int(String(text[..<range.lowerBound].reversed().prefix { $0.isASCII && $0.isNumber }.reversed())) ?? 0
}
