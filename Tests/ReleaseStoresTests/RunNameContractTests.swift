import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// How runs are named, in every store.
@Suite("Names of runs")
struct RunNameContractTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    @Test("A run answers to its id and to its number, and to nothing else", arguments: StoreKind.available)
    func names(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        _ = try await store.create(Self.plan, at: Self.moment)
        let run = try await store.create(Self.plan, at: Self.moment)
        #expect(try await store.run("r2").id == run)
        try await store.append([.paused(by: "a")], to: "r2", after: 1, at: Self.moment)
        #expect(try await store.events(of: run, after: 1).map(\.event) == [.paused(by: "a")])
        #expect(try await store.events(of: "r2", after: 1).map(\.event) == [.paused(by: "a")])
        try await store.reserve(["core": Version(1, 0, 0)], for: "r2")
        try await store.reserve(["core": Version(1, 0, 0)], for: run)
        #expect(try await store.reservations().map(\.run) == [run])
        for other: RunID in ["r2-00000000", "r3", "2", "r02"] {
            await #expect(throws: StoreError.noSuchRun(other)) { try await store.run(other) }
            await #expect(throws: StoreError.noSuchRun(other)) { try await store.events(of: other, after: 0) }
            await #expect(throws: StoreError.noSuchRun(other)) {
                try await store.append([.finished], to: other, after: 2, at: Self.moment)
            }
            await #expect(throws: StoreError.noSuchRun(other)) {
                try await store.claim(other, for: "e", lasting: .seconds(1), isTakingOver: false)
            }
        }
    }

    @Test("Two stores that create the same run give it different ids", arguments: StoreKind.chained)
    func twoStores(kind: StoreKind) async throws {
        let other = try TestedStores()
        let moments = [Self.moment, Self.moment.addingTimeInterval(0.001)]
        let first = try await stores.open(kind).create(Self.plan, at: moments[0])
        let second = try await other.open(kind).create(Self.plan, at: moments[1])
        #expect(first != second && first.number == 1 && second.number == 1)
    }

    @Test("After a restored backup the next run has the number of a lost one, but not its id")
    func restored() async throws {
        let store = try SQLiteRunStore(path: stores.path)
        _ = try await store.create(Self.plan, at: Self.moment)
        let copy = stores.folder.path + "/copy.db"
        try await store.backUp(to: copy)
        let lost = try await store.create(Self.plan, at: Self.moment.addingTimeInterval(60))
        let next = try await SQLiteRunStore(path: copy).create(Self.plan, at: Self.moment.addingTimeInterval(120))
        #expect(lost.number == 2 && next.number == 2 && lost != next)
    }

    @Test("An id that is not the run's own is found", arguments: StoreKind.chained)
    func renamed(kind: StoreKind) async throws {
        let store = try stores.openUpkeep(kind)
        _ = try await store.create(Self.plan, at: Self.moment)
        let table = kind == .sqlite ? "runs" : "slipway_runs"
        try stores.run("UPDATE \(table) SET id = 'r1-01234567'", in: kind)
        #expect(try await store.verifyChain(against: nil).faults.map(\.place) == [.run("r1")])
    }

    @Test("Data of a newer version is reported as too new, never as damaged", arguments: StoreKind.chained)
    func laterPlan(kind: StoreKind) async throws {
        let store = try stores.openUpkeep(kind)
        let run = try await store.create(Self.plan, at: Self.moment)
        let table = kind == .sqlite ? "plans" : "slipway_runs"
        for change in ["'slipway.plan/2', 'slipway.plan/3'", "'\"components\":[]', '\"components\":{}'"] {
            try stores.run("UPDATE \(table) SET plan = replace(plan, \(change))", in: kind)
            do {
                _ = try await store.run(run)
                Issue.record("it was read")
            } catch {
                #expect(error.code == "store.too-new" && !"\(error.suggestions)".contains("backup"), "\(error)")
            }
        }
    }
}
