import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Verdicts of gates")
struct GateVerdictTests {
    /// Output as the runners of several ecosystems write it, and how many tests it tells of.
    static let outputs: [(runner: String, output: String, count: Int?)] = [
        (
            "cargo",
            """
               Compiling core v1.0.0 (/w/core)
                Finished `test` profile [unoptimized + debuginfo] target(s) in 0.61s
                 Running unittests src/lib.rs (target/debug/deps/core-8e2a)

            running 3 tests
            test tests::a ... ok
            test tests::b ... ok
            test tests::c ... ok

            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

               Doc-tests core

            running 2 tests

            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s
            """, 5
        ),
        (
            "cargo with a filter that matches nothing",
            """
            running 0 tests

            test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 12 filtered out; finished in 0.00s
            """, 0
        ),
        (
            "cargo nextest",
            """
                Starting 3 tests across 2 binaries
                    PASS [   0.004s] core tests::a
            ------------
                 Summary [   0.021s] 3 tests run: 3 passed, 0 skipped
            """, 3
        ),
        (
            "pytest",
            """
            ============================= test session starts ==============================
            collected 4 items

            tests/test_a.py ....                                                     [100%]

            ========================= 3 passed, 1 skipped in 0.12s =========================
            """, 3
        ),
        (
            "pytest that failed", "=================== 1 failed, 2 passed, 1 warning in 0.20s ====================", 3
        ),
        ("pytest -q", "....                                                      [100%]\n4 passed in 0.02s", 4),
        ("pytest without tests", "============================ no tests ran in 0.01s =============================", 0),
        ("pytest -q without tests", "\nno tests ran in 0.00s", 0),
        ("pytest with everything deselected", "============ 12 deselected in 0.03s ============", 0),
        (
            "unittest",
            "..\n----------------------------------------------------------------------\nRan 2 tests in 0.000s\n\nOK", 2
        ),
        ("unittest with one test", "Ran 1 test in 0.000s\n\nOK", 1),
        ("unittest without tests", "\n----------\nRan 0 tests in 0.000s\n\nNO TESTS RAN", 0),
        ("go", "ok  \texample.org/core\t0.004s\n?   \texample.org/core/cmd\t[no test files]", 1),
        ("go -v", "=== RUN   TestA\n--- PASS: TestA (0.00s)\nPASS\nok  \texample.org/core\t(cached)", 1),
        ("go without tests", "?   \texample.org/core\t[no test files]", 0),
        ("go with a filter that matches nothing", "ok  \texample.org/core\t0.002s [no tests to run]", 0),
        ("node", "TAP version 13\nok 1 - a\n1..1\n# tests 1\n# suites 0\n# pass 1\n# fail 0", 1),
        ("node's spec reporter", "✔ a (0.5ms)\nℹ tests 2\nℹ suites 0\nℹ pass 2\nℹ fail 0", 2),
        ("node without tests", "TAP version 13\n1..0\n# tests 0\n# pass 0", 0),
        ("jest", "Test Suites: 2 passed, 2 total\nTests:       1 skipped, 7 passed, 8 total\nTime:        1.2 s", 7),
        ("jest without tests", "Test Suites: 0 of 1 total\nTests:       0 total", 0),
        ("vitest", " Test Files  2 passed (2)\n      Tests  5 passed | 1 skipped (6)\n   Duration  301ms", 5),
        (
            "XCTest",
            """
            Test Suite 'All tests' passed at 2026-01-01 00:00:00.000.
            \t Executed 4 tests, with 0 failures (0 unexpected) in 0.002 (0.003) seconds
            """, 4
        ),
        (
            "Swift Testing",
            "◇ Test run started.\n✔ Test run with 12 tests in 3 suites passed after 0.010 seconds.", 12
        ),
        ("Swift Testing without tests", "✔ Test run with 0 tests in 0 suites passed after 0.001 seconds.", 0),
        ("TAP", "1..3\nok 1\nok 2\nok 3", 3),
        ("TAP without tests", "1..0 # SKIP nothing to do", 0),
        ("a linter", "warning: unused variable\nFinished in 0.2s", nil),
        ("nothing", "", nil),
    ]

    @Test("The number of tests is read from the runner's output", arguments: outputs.indices)
    func count(index: Int) {
        let (runner, output, count) = GateVerdictTests.outputs[index]
        #expect(testCount(in: output) == count, "\(runner)")
    }

    @Test(
        "A test run without tests fails although it succeeded",
        arguments: outputs.indices.filter { outputs[$0].count == 0 }, [GateConfiguration.Tests.detect, .required])
    func zero(index: Int, tests: GateConfiguration.Tests) {
        let verdict = GateVerdict(.exited(0), output: GateVerdictTests.outputs[index].output, tests: tests)
        #expect(verdict == .refused("succeeded, but ran no test"))
    }

    @Test("If tests are required, their number must appear in the output")
    func required() {
        #expect(GateVerdict(.exited(0), output: "fine", tests: .detect) == .passed(tests: nil))
        #expect(
            GateVerdict(.exited(0), output: "fine", tests: .required)
                == .refused("succeeded, but its output does not say that any test ran"))
    }

    @Test("A command that is not a test run is judged only by its exit status")
    func none() {
        #expect(GateVerdict(.exited(0), output: "running 0 tests\n1..0", tests: .none) == .passed(tests: nil))
    }

    @Test(
        "Whatever the output, a command that fails is refused",
        arguments: [
            (CommandEnd.exited(1), "exited with status 1"), (.signalled(9), "was ended by signal 9"),
            (.timedOut, "took longer than its timeout"),
        ])
    func end(end: CommandEnd, reason: String) {
        for tests in GateConfiguration.Tests.allCases {
            #expect(GateVerdict(end, output: "3 passed in 0.1s", tests: tests) == .refused(reason))
        }
    }

    @Test("Colours in the output hide nothing")
    func colours() {
        #expect(testCount(in: "\u{1B}[32m\u{1B}[1m4 passed\u{1B}[0m\u{1B}[32m in 0.02s\u{1B}[0m") == 4)
    }
}
