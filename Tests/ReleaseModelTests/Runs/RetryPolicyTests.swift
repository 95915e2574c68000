import ReleaseModel
import Testing

@Suite("Retry delays")
struct RetryPolicyTests {
    private let policy = RetryPolicy(attempts: 5, firstWait: .seconds(1), longestWait: .seconds(5))

    @Test(
        "Waits double up to the maximum, and end with the last attempt",
        arguments: [(1, 1), (2, 2), (3, 4), (4, 5), (5, nil), (6, nil)] as [(Int, Int?)])
    func doubling(failures: Int, seconds: Int?) {
        #expect(policy.wait(after: failures, .later) == seconds.map { .seconds($0) })
    }

    @Test("Permanent failures are not retried")
    func never() { #expect(policy.wait(after: 1, .never) == nil) }

    @Test("A server's retry time is respected, up to an hour, and never shortens our own delay")
    func advice() {
        #expect(policy.wait(after: 1, .after(.seconds(90))) == .seconds(90))
        #expect(policy.wait(after: 3, .after(.seconds(2))) == .seconds(4))
        #expect(policy.wait(after: 1, .after(.seconds(3601))) == nil)
    }

    @Test("However often something failed, nothing overflows")
    func large() {
        let patient = RetryPolicy(attempts: .max, firstWait: .seconds(1), longestWait: .seconds(60))
        #expect(patient.wait(after: 1_000_000, .later) == .seconds(60))
    }
}
