import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What every store of runs promises.
@Suite("Stores of runs")
struct RunStoreContractTests {
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    static let plan = ReleasePlan(
        digest: "d1", createdAt: moment, workspace: "demo", request: ReleaseRequest(), repositories: [], components: [],
        steps: [], warnings: ["ünïcode"], nothingToRelease: nil)

    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    private func store(_ kind: StoreKind) throws -> any RunStore { try stores.open(kind) }

    @Test("A new run has its plan, and a journal that says so", arguments: StoreKind.available)
    func create(kind: StoreKind) async throws {
        let store = try store(kind)
        let id = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let record = try await store.run(id)
        #expect(id.number == 1 && record.id == id)
        #expect(record.plan == RunStoreContractTests.plan)
        #expect(record.createdAt == RunStoreContractTests.moment)
        #expect(
            try await store.events(of: id, after: 0) == [
                JournalEntry(
                    sequence: 1, at: RunStoreContractTests.moment,
                    event: .created(
                        plan: "d1", trigger: Trigger(by: "test", command: "test"),
                        moment: RunStoreContractTests.plan.createdAt))
            ])
    }

    @Test("Runs are listed newest first, even beyond nine", arguments: StoreKind.available)
    func newestFirst(kind: StoreKind) async throws {
        let store = try store(kind)
        for _ in 0..<11 { _ = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment) }
        let ids = try await store.runs().map(\.id)
        #expect(ids.map(\.number) == (1...11).reversed().map { $0 })
    }

    @Test("Events are kept in the order in which they were added", arguments: StoreKind.available)
    func order(kind: StoreKind) async throws {
        let store = try store(kind)
        let id = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let events: [RunEvent] = [
            .started(step: "a", attempt: 1),
            .succeeded(
                step: "a", attempt: 1,
                outcome: StepOutcome(
                    commit: "c", artifacts: [Artifact(name: "n", digest: "d", size: 1 << 40, origin: "o")])),
            .failed(
                step: "b", attempt: 2, failure: StepFailure(code: "x", summary: "y", reasons: ["z\n\"'\u{0}"]),
                again: nil),
            .skipped(step: "b", by: "anna", reason: "é"), .retried(by: "anna"),
            .amended(from: "d1", to: "d2", reset: ["a"], reason: "fixed"), .paused(by: "a"), .resumed(by: "a"),
            .cancelled(by: "a", reason: "b"),
            .approved(step: "a", by: "anna", role: "lead", until: nil, via: nil, subject: "s"),
            .amended(from: "d2", to: "d3", reset: [], reason: "fixed", by: "anna"),
            .voided(step: "a", by: "anna", reason: "other commits"), .finished,
        ]
        try await store.append(Array(events.prefix(4)), to: id, after: 1, at: RunStoreContractTests.moment, plan: nil)
        try await store.append(
            Array(events.dropFirst(4)), to: id, after: 5, at: RunStoreContractTests.moment, plan: nil)
        let entries = try await store.events(of: id, after: 1)
        #expect(entries.map(\.event) == events)
        #expect(entries.map(\.sequence) == Array(2...14))
        #expect(try await store.events(of: id, after: 14).isEmpty)
        #expect(try await store.events(of: id, after: 13).map(\.event) == [.finished])
    }

    @Test("A writer with an outdated view adds nothing, not even in part", arguments: StoreKind.available, [0, 1])
    func conflict(kind: StoreKind, revision: Int) async throws {
        let store = try store(kind)
        let id = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        try await store.append([.retried(by: "a")], to: id, after: 1, at: RunStoreContractTests.moment)
        await #expect(throws: StoreError.conflict(expected: revision, actual: 2)) {
            try await store.append(
                [.paused(by: "a"), .finished], to: id, after: revision, at: RunStoreContractTests.moment, plan: nil)
        }
        #expect(try await store.events(of: id, after: 0).count == 2)
    }

    @Test("Of many writers with the same view, one wins", arguments: StoreKind.available)
    func winner(kind: StoreKind) async throws {
        let store = try store(kind)
        let id = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let wins = await withTaskGroup(of: Bool.self) { group in
            for writer in 0..<20 {
                group.addTask {
                    do {
                        try await store.append(
                            [.paused(by: Principal("\(writer)"))], to: id, after: 1, at: RunStoreContractTests.moment,
                            plan: nil)
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        #expect(try await store.events(of: id, after: 0).count == 2)
    }

    @Test("An amendment changes plan and journal together", arguments: StoreKind.available)
    func amendment(kind: StoreKind) async throws {
        let store = try store(kind)
        let id = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        var plan = RunStoreContractTests.plan
        plan.digest = "d2"
        let event = RunEvent.amended(from: "d1", to: "d2", reset: [], reason: "fixed")
        await #expect(throws: StoreError.self) {
            try await store.append([event], to: id, after: 7, at: RunStoreContractTests.moment, plan: plan)
        }
        #expect(try await store.run(id).plan.digest == "d1")
        try await store.append([event], to: id, after: 1, at: RunStoreContractTests.moment, plan: plan)
        #expect(try await store.run(id).plan == plan)
        #expect(try await store.runs().first?.plan == plan)
    }

    @Test(
        "A version that a run holds is refused to every other, all or none, and the run is shown",
        arguments: StoreKind.available)
    func reservations(kind: StoreKind) async throws {
        let store = try store(kind)
        let first = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let second = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        try await store.reserve(["core": Version(1, 1, 0), "lib": Version(2, 0, 0)], for: first)
        // Again, as a resumed run does.
        try await store.reserve(["core": Version(1, 1, 0)], for: first)
        await #expect(throws: StoreError.versionHeld("core", Version(1, 1, 0), by: first)) {
            try await store.reserve(["app": Version(1, 0, 0), "core": Version(1, 1, 0)], for: second)
        }
        try await store.reserve(["core": Version(1, 2, 0)], for: second)
        #expect(
            try await store.reservations() == [
                Reservation(component: "core", version: Version(1, 1, 0), run: first),
                Reservation(component: "lib", version: Version(2, 0, 0), run: first),
                Reservation(component: "core", version: Version(1, 2, 0), run: second),
            ])
    }

    @Test("A cancelled run holds no versions; a finished one still does", arguments: StoreKind.available)
    func released(kind: StoreKind) async throws {
        let store = try store(kind)
        var runs: [RunID] = []
        for minor in 0..<3 {
            let run = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
            if minor < 2 { try await store.reserve(["core": Version(1, minor, 0)], for: run) }
            runs.append(run)
        }
        let cancelled = RunEvent.cancelled(by: "anna", reason: "no")
        try await store.append([cancelled], to: runs[0], after: 1, at: RunStoreContractTests.moment, plan: nil)
        try await store.append([.finished], to: runs[1], after: 1, at: RunStoreContractTests.moment, plan: nil)
        try await store.reserve(["core": Version(1, 0, 0)], for: runs[2])
        await #expect(throws: StoreError.versionHeld("core", Version(1, 1, 0), by: runs[1])) {
            try await store.reserve(["core": Version(1, 1, 0)], for: runs[2])
        }
        #expect(try await store.reservations().map(\.run) == [runs[1], runs[2]])
    }

    @Test(
        "A version is held in every spelling; a similar one is not", arguments: StoreKind.available
    )
    func spellings(kind: StoreKind) async throws {
        let store = try store(kind)
        let first = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let second = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let (held, same) = (try #require(Version("1.0rc1")), try #require(Version("1.0.0rc1")))
        try await store.reserve(["core": held], for: first)
        await #expect(throws: StoreError.versionHeld("core", same, by: first)) {
            try await store.reserve(["core": same], for: second)
        }
        try await store.reserve(["core": try #require(Version("1.0.0-rc.10"))], for: second)
        try await store.reserve(["lib": same], for: second)
    }

    @Test("A cancelled run can't reserve versions", arguments: StoreKind.available)
    func tooLate(kind: StoreKind) async throws {
        let store = try store(kind)
        let run = try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment)
        let cancelled = RunEvent.cancelled(by: "anna", reason: "no")
        try await store.append([cancelled, .resumed(by: "a")], to: run, after: 1, at: RunStoreContractTests.moment)
        try await store.reserve(["core": Version(1, 0, 0)], for: run)
        #expect(try await store.reservations().isEmpty)
    }

    @Test("Of many runs that want one version, one gets it", arguments: StoreKind.available)
    func oneHolder(kind: StoreKind) async throws {
        let store = try store(kind)
        var runs: [RunID] = []
        for _ in 0..<8 {
            runs.append(try await store.create(RunStoreContractTests.plan, at: RunStoreContractTests.moment))
        }
        let wins = await withTaskGroup(of: Bool.self) { group in
            for run in runs {
                group.addTask {
                    do {
                        try await store.reserve(["core": Version(1, 0, 0)], for: run)
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test("A run that does not exist is reported as missing", arguments: StoreKind.available)
    func missing(kind: StoreKind) async throws {
        let store = try store(kind)
        await #expect(throws: StoreError.noSuchRun("r9")) { try await store.run("r9") }
        await #expect(throws: StoreError.noSuchRun("r9")) { try await store.reserve([:], for: "r9") }
        await #expect(throws: StoreError.noSuchRun("r9")) { try await store.events(of: "r9", after: 0) }
        await #expect(throws: StoreError.noSuchRun("r9")) {
            try await store.append([.finished], to: "r9", after: 0, at: RunStoreContractTests.moment, plan: nil)
        }
    }
}
