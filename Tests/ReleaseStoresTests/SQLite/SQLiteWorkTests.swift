import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What SQLite has to do, in its own steps: no clock and no other process has a say in them.
@Suite("The work of a SQLite store")
struct SQLiteWorkTests {
    private let folder: TemporaryFolder
    private let store: SQLiteRunStore

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteRunStore(path: folder.path + "/state.db")
    }

    private func work(of body: () async throws -> Void) async throws -> Int {
        let before = await store.work
        try await body()
        return await store.work - before
    }

    @Test("Reserving versions costs the same, however many runs hold others")
    func reserving() async throws {
        let moment = RunStoreContractTests.moment
        var costs: [Int] = []
        for minor in 0..<30 {
            let run = try await store.create(RunStoreContractTests.plan, at: moment)
            let versions = (0..<50).map { (ComponentID("c\($0)"), Version(1, minor, 0)) }
            costs.append(
                try await work { try await store.reserve(Dictionary(uniqueKeysWithValues: versions), for: run) })
            try await store.append([.finished], to: run, after: 1, at: moment)
        }
        let (first, last) = (costs[1], costs[29])
        #expect(last <= first + first / 10, "\(costs)")
    }
}
