import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@Suite("Large runs in a PostgreSQL store", .enabled(if: PostgreSQLSchema.isThere, "\(PostgreSQLSchema.missing)"))
struct PostgreSQLSizeTests {
    private let schema: PostgreSQLSchema

    init() throws { schema = try PostgreSQLSchema() }

    @Test("A run that takes longer to decode than a transaction may be idle is read, and so is its chain")
    func large() async throws {
        // So short that the decoding of the run takes many times as long, whatever the machine.
        let store = try PostgreSQLRunStore(address: schema.address, workspace: "demo", idleLimit: .seconds(2))
        let writer = try PostgreSQLRunStore(address: schema.address, workspace: "demo", idleLimit: .seconds(60))
        let moment = RunStoreContractTests.moment
        let run = try await writer.create(RunStoreContractTests.plan, at: moment)
        let failure = StepFailure(
            code: "x", summary: "y", reasons: (0..<200).map { "a line of output that someone may want to see: \($0)" })
        let failed = (0..<1_000).map {
            RunEvent.failed(step: StepID("s\($0)"), attempt: 1, failure: failure, again: nil)
        }
        for part in 0..<12 { try await writer.append(failed, to: run, after: 1 + part * 1_000, at: moment) }
        let begin = ContinuousClock.now
        #expect(try await store.events(of: run, after: 0).count == 12_001)
        #expect(begin.duration(to: .now) > .seconds(2), "it is no large run")
        #expect(try await store.runs().count == 1)
        #expect(try await store.events(of: run, after: 10).count == 11_991)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }

    @Test("A read whose end is lost each time is given up after a few attempts, with an error")
    func bounded() async throws {
        let way = try FaultyWay(to: schema.address)
        defer { way.close() }
        let store = try PostgreSQLRunStore(address: try way.address(schema.address), workspace: "demo")
        let run = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        way.arm(.lostBefore, times: 1_000)
        do {
            _ = try await store.run(run)
            Issue.record("it was read")
        } catch {
            #expect(error.code == "store.unreachable", "\(error)")
        }
    }
}
