import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What runs are found by, without reading their journals.
@Suite("Finding runs")
struct RunIndexContractTests {
    private static let moment = RunStoreContractTests.moment
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    private func plan(_ digest: Digest = "d1", _ change: (inout ReleasePlan) -> Void = { _ in }) -> ReleasePlan {
        var plan = RunStoreContractTests.plan
        plan.digest = digest
        change(&plan)
        return plan
    }

    /// What a run's journal says that its row has to say.
    private func folded(_ run: RunID, in store: any RunStore) async throws -> RunSummary {
        RunFold(try await store.run(run)).summary
    }

    @Test("The list comes in pages, newest first, and ends", arguments: StoreKind.available)
    func pages(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        #expect(try await store.newest() == nil)
        #expect(try await store.summaries(before: nil, limit: 3).isEmpty)
        for _ in 0..<7 { _ = try await store.create(plan(), at: RunIndexContractTests.moment) }
        var numbers: [[Int?]] = []
        var last: RunID?
        while true {
            let page = try await store.summaries(before: last, limit: 3)
            guard let end = page.last else { break }
            numbers.append(page.map(\.id.number))
            last = end.id
        }
        #expect(numbers == [[7, 6, 5], [4, 3, 2], [1]])
        #expect(try await store.newest()?.number == 7)
        let known = try await store.known(among: ["r1", "r9", try #require(last)])
        #expect(known.contains(try #require(last)) && !known.contains("r9"))
    }

    @Test(
        "An open run is found by its purpose, a finished one by the plan it began with", arguments: StoreKind.available)
    func found(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let moment = RunIndexContractTests.moment
        let first = try await store.create(plan("d1"), at: moment)
        let shadow = try await store.create(plan("d2") { $0.request.purpose = .shadow }, at: moment)
        #expect(try await store.newestOpen(isShadow: false) == first)
        #expect(try await store.newestOpen(isShadow: true) == shadow)
        #expect(try await store.finished(plan: "d1") == nil)
        try await store.append(
            [.amended(from: "d1", to: "d3", reset: [], reason: "x"), .finished], to: first, after: 1, at: moment,
            plan: plan("d3"))
        #expect(try await store.newestOpen(isShadow: false) == nil)
        #expect(try await store.finished(plan: "d1") == first)
        #expect(try await store.finished(plan: "d3") == nil, "no run began with it")
        #expect(try await store.summaries(before: nil, limit: 9).last?.plan == "d3")
    }

    @Test(
        "A waiting run is not found until someone decides something or its time has come",
        arguments: StoreKind.available)
    func runnable(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let moment = RunIndexContractTests.moment
        let work = ApprovalWork(roles: ["release"], quorum: 1, lifetime: nil, people: ["anna": ["release"]])
        let plan = plan { plan in
            plan.steps = [
                PlannedStep(id: "approval:a", needs: [], work: .approval(work)),
                PlannedStep(id: "line:a", needs: ["approval:a"], work: .line),
            ]
        }
        let run = try await store.create(plan, at: moment)
        var revision = 1
        func goesOn(_ event: RunEvent? = nil, at time: Date = moment) async throws -> Bool {
            if let event {
                try await store.append([event], to: run, after: revision, at: moment)
                revision += 1
            }
            #expect(try await store.summaries(before: nil, limit: 1) == [folded(run, in: store)])
            return try await store.runnable(at: time, limit: 5) == [run]
        }
        #expect(try await !goesOn(at: .distantFuture))
        #expect(try await goesOn(.approved(step: "approval:a", by: "anna", role: "release", until: nil, via: nil)))
        #expect(try await !goesOn(.paused(by: "anna"), at: .distantFuture))
        #expect(try await goesOn(.resumed(by: "anna")))
        #expect(try await goesOn(.succeeded(step: "approval:a", attempt: 1, outcome: StepOutcome())))
        let failure = StepFailure(code: "x", summary: "y")
        let again = moment + 60
        #expect(try await !goesOn(.failed(step: "line:a", attempt: 1, failure: failure, again: again), at: again - 1))
        #expect(try await goesOn(at: again))
        #expect(
            try await !goesOn(.failed(step: "line:a", attempt: 2, failure: failure, again: nil), at: .distantFuture))
        #expect(try await goesOn(.retried(by: "anna")))
        let looked = RunEvent.awaits(step: "line:a", attempt: 3, what: "a merge", isByPerson: true, again: again + 60)
        #expect(try await !goesOn(looked, at: again))
        #expect(try await goesOn(at: again + 60), "also what waits for people is looked at again")
        #expect(try await !store.hasRunning())
        #expect(try await goesOn(.noticed(step: "line:a", what: "it was merged")))
        #expect(try await store.hasRunning())
        #expect(
            try await goesOn(.succeeded(step: "line:a", attempt: 3, outcome: StepOutcome())), "its end is not stored")
        #expect(try await !goesOn(.finished, at: .distantFuture))
    }

    @Test("Of many runnable runs the oldest come first, as many as requested", arguments: StoreKind.available)
    func oldest(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        for _ in 0..<4 { _ = try await store.create(plan(), at: RunIndexContractTests.moment) }
        #expect(try await store.runnable(at: RunIndexContractTests.moment, limit: 2).map(\.number) == [1, 2])
    }

    @Test(
        "Artifacts are found by component and version, in the newest finished release", arguments: StoreKind.available)
    func outputs(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let moment = RunIndexContractTests.moment
        let version = Version(1, 2, 0)
        let plan = plan { plan in
            plan.steps = [
                PlannedStep(
                    id: "collect:core", component: "core", needs: [],
                    work: .collect(CollectWork(folder: ".", version: version, artifacts: [], binaries: [])))
            ]
        }
        let done = RunEvent.succeeded(step: "collect:core", attempt: 1, outcome: StepOutcome())
        var runs: [RunID] = []
        for number in 0..<4 {
            var own = plan
            if number == 3 { own.request.purpose = .test }
            runs.append(try await store.create(own, at: moment))
        }
        try await store.append([done], to: runs[0], after: 1, at: moment)
        #expect(try await store.output(of: "core", version) == nil, "the run has not finished")
        try await store.append([done, .finished], to: runs[2], after: 1, at: moment)
        try await store.append([.finished], to: runs[0], after: 2, at: moment)
        try await store.append([done, .finished], to: runs[3], after: 1, at: moment)
        try await store.append([.finished], to: runs[1], after: 1, at: moment)
        #expect(try await store.output(of: "core", version) == runs[2])
        #expect(try await store.output(of: "core", Version(1, 2, 1)) == nil)
        #expect(try await store.output(of: "lib", version) == nil)
    }

    @Test("Public versions of a cancelled run stay held", arguments: StoreKind.available)
    func usedUp(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let moment = RunIndexContractTests.moment
        var journal = RandomJournal(seed: 1)
        _ = journal.next()
        let plan = plan { plan in
            plan.components = Array(journal.plan.components.prefix(2))
            plan.steps = plan.components.map { component in
                PlannedStep(
                    id: StepID("publish:\(component.name)/1"), component: component.name,
                    repository: "r", needs: [], work: .publish(PublishWork(target: .init("folder", ["path": "x"]))))
            }
        }
        let run = try await store.create(plan, at: moment)
        let other = try await store.create(plan, at: moment)
        let versions: [ComponentID: Version] = ["c0": Version(1, 0, 0), "c1": Version(1, 1, 0)]
        try await store.reserve(versions, for: run)
        try await store.append(
            [.started(step: "publish:c1/1", attempt: 1), .cancelled(by: "a", reason: "b")], to: run, after: 1,
            at: moment)
        #expect(try await store.reservations(isOpen: false).map(\.component) == ["c1"])
        #expect(try await store.reservations(isOpen: true).isEmpty)
        await #expect(throws: StoreError.versionHeld("c1", Version(1, 1, 0), by: run)) {
            try await store.reserve(versions, for: other)
        }
        try await store.reserve(["c0": Version(1, 0, 0)], for: other)
        #expect(try await store.reservations(isOpen: true).map(\.run) == [other])
    }

    @Test(
        "Whatever happens, through either of two handles, the row equals the journal's fold",
        arguments: StoreKind.chained,
        UInt64(0)..<6)
    func folds(kind: StoreKind, seed: UInt64) async throws {
        let handles = [try stores.open(kind), try stores.open(kind)]
        var journal = RandomJournal(seed: seed)
        let run = try await handles[0].create(journal.plan, at: RunIndexContractTests.moment)
        let versions = journal.plan.components.compactMap { one in one.nextVersion.map { (one.name, $0) } }
        try await handles[0].reserve(Dictionary(uniqueKeysWithValues: versions), for: run)
        var revision = 1
        for number in 0..<60 {
            let handle = handles[number % 7 < 4 ? 0 : 1]
            let events =
                (0..<(1 + number % 3)).map { _ in journal.next().event }
                + (number < 59
                    ? []
                    : [
                        seed % 2 == 0
                            ? RunEvent.finished : .cancelled(by: "a", reason: "b")
                    ])
            try await handle.append(events, to: run, after: revision, at: journal.next().at)
            revision += events.count
            #expect(try await handle.summaries(before: nil, limit: 1) == [folded(run, in: handle)], "seed \(seed)")
        }
        // Looks into the file as a whole, with what is held and made.
        #expect(try await stores.openUpkeep(kind).rebuildIndex().isEmpty, "seed \(seed)")
        let conflicting = handles[0]
        await #expect(throws: StoreError.conflict(expected: revision - 1, actual: revision)) {
            try await conflicting.append([.finished], to: run, after: revision - 1, at: RunIndexContractTests.moment)
        }
        #expect(try await handles[0].summaries(before: nil, limit: 1) == [folded(run, in: handles[0])])
    }

    /// A run of which a snapshot is kept.
    private func longRun(_ store: any RunStore) async throws -> RunID {
        let plan = plan { plan in
            plan.steps = (0..<400).map { PlannedStep(id: StepID("line:\($0)"), needs: [], work: .line) }
        }
        let run = try await store.create(plan, at: RunIndexContractTests.moment)
        let events = plan.steps.dropLast().flatMap { step -> [RunEvent] in
            [
                .started(step: step.id, attempt: 1),
                .succeeded(step: step.id, attempt: 1, outcome: StepOutcome(note: "ünï")),
            ]
        }
        let claim = try await store.claim(run, for: "a", lasting: .seconds(5), isTakingOver: false)
        try await store.append(events, to: run, after: 1, at: RunIndexContractTests.moment, plan: nil, under: claim)
        try await store.giveUp(claim)
        try await store.append(
            [.skipped(step: "line:399", by: "anna", reason: "r")], to: run, after: events.count + 1,
            at: RunIndexContractTests.moment + 1)
        return run
    }

    @Test("Reading from a snapshot gives the same state as the journal", arguments: StoreKind.available)
    func glance(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let run = try await longRun(store)
        let (seen, whole) = (try await stores.open(kind).glance(at: run), try await store.run(run))
        #expect(seen.state == whole.state && seen.plan == whole.plan && seen.id == whole.id)
        await #expect(throws: StoreError.noSuchRun("r9")) { try await store.glance(at: "r9") }
    }

    private static func table(_ name: String, _ kind: StoreKind) -> String {
        kind == .postgresql ? "slipway_\(name)" : name
    }

    @Test(
        "The checksum of a stored plan covers the stored text and matches the plan's digest",
        arguments: StoreKind.chained)
    func storedSum(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        var plan = RunStoreContractTests.plan
        plan.warnings = ["a \"quoted\" {brace}, and a \\ behind it"]
        plan.digest = try planDigest(plan)
        let run = try await store.create(plan, at: plan.createdAt)
        #expect(try await store.run(run).storedSum == plan.digest)
        let (table, column) = kind == .sqlite ? ("plans", "plan") : ("slipway_runs", "plan")
        try stores.run("UPDATE \(table) SET \(column) = replace(\(column), 'brace', 'other')", in: kind)
        let changed = try await stores.open(kind).run(run)
        let found = try planDigest(changed.plan)
        #expect(found != plan.digest && changed.storedSum == found)
    }

    @Test("A forged snapshot decides nothing, and is found and discarded", arguments: StoreKind.chained)
    func forgedSnapshot(kind: StoreKind) async throws {
        let store = try stores.open(kind)
        let run = try await longRun(store)
        let table = RunIndexContractTests.table("snapshots", kind)
        try stores.run("UPDATE \(table) SET state = replace(state, '8:line:398', '8:line:399')", in: kind)
        let fresh = try stores.openUpkeep(kind)
        #expect(try await fresh.glance(at: run).state["line:398"] == .pending, "it is looked at")
        #expect(try await fresh.run(run).state["line:398"].isDone, "it is not acted on")
        #expect(try await fresh.rebuildIndex() == [run])
        #expect(try await fresh.rebuildIndex().isEmpty)
        #expect(try await fresh.glance(at: run).state["line:398"].isDone)
        // One that hangs on another journal, or was folded otherwise, is not even looked at.
        let forged = try await longRun(store)
        try stores.run("UPDATE \(table) SET state = '', hash = 'x'", in: kind)
        #expect(try await stores.open(kind).glance(at: forged).state == store.run(forged).state)
        try stores.run("UPDATE \(table) SET fold = 0", in: kind)
        #expect(try await stores.open(kind).glance(at: forged).state == store.run(forged).state)
    }

    @Test("Changes beside the journals are found, and rebuilt from the journals", arguments: StoreKind.chained)
    func rebuilt(kind: StoreKind) async throws {
        let store = try stores.openUpkeep(kind)
        let moment = RunIndexContractTests.moment
        var journal = RandomJournal(seed: 3)
        _ = journal.next()
        var runs: [RunID] = []
        for number in 0..<4 {
            var own = journal.plan
            own.components = own.components.map { component in
                var component = component
                component.nextVersion = Version(1, number, 0)
                return component
            }
            own.steps = [
                PlannedStep(
                    id: "collect:c0", component: "c0", needs: [],
                    work: .collect(
                        CollectWork(folder: ".", version: Version(1, number, 0), artifacts: [], binaries: [])))
            ]
            let run = try await store.create(own, at: moment)
            let versions = Dictionary(uniqueKeysWithValues: own.components.map { ($0.name, Version(1, number, 0)) })
            try await store.reserve(versions, for: run)
            try await store.append(
                [
                    .claimed(by: "a/1/1", fence: 1), .succeeded(step: "collect:c0", attempt: 1, outcome: StepOutcome()),
                    .finished,
                ], to: run, after: 1, at: moment)
            runs.append(run)
        }
        #expect(try await store.rebuildIndex().isEmpty)
        func table(_ name: String) -> String { RunIndexContractTests.table(name, kind) }
        let before = try await (
            store.summaries(before: nil, limit: 9), store.reservations(isOpen: false),
            store.output(of: "c0", Version(1, 2, 0))
        )
        try stores.run(
            """
            UPDATE \(table("runs")) SET status = 'running', wakes_at = 0, done = 0 WHERE number = 1;
            DELETE FROM \(table("held")) WHERE run = 2 AND component = 'c1';
            UPDATE \(table("held")) SET run = 1 WHERE run = 4 AND component = 'c2';
            DELETE FROM \(table("outputs")) WHERE run = 3;
            """, in: kind)
        #expect(try await store.rebuildIndex() == [runs[0], runs[1], runs[2], runs[3]])
        #expect(try await store.rebuildIndex().isEmpty)
        let after = try await (
            store.summaries(before: nil, limit: 9), store.reservations(isOpen: false),
            store.output(of: "c0", Version(1, 2, 0))
        )
        #expect(before.0 == after.0 && before.1 == after.1 && before.2 == after.2)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }

    @Test("An unreadable journal does not block the others, and is left alone", arguments: StoreKind.chained)
    func unreadable(kind: StoreKind) async throws {
        let store = try stores.openUpkeep(kind)
        let moment = RunIndexContractTests.moment
        for _ in 0..<2 { _ = try await store.create(plan(), at: moment) }
        let runs = RunIndexContractTests.table("runs", kind)
        let events = RunIndexContractTests.table("events", kind)
        try stores.run(
            "UPDATE \(events) SET event = replace(event, 'test', 'Test') WHERE run = 1; UPDATE \(runs) SET status = ''",
            in: kind)
        let fresh = try stores.open(kind)
        #expect(try await fresh.runnable(at: moment, limit: 9).map(\.number) == [2])
        await #expect(throws: StoreError.self) { try await fresh.summaries(before: nil, limit: 9) }
        #expect(try await fresh.summaries(before: nil, limit: 1).map(\.id.number) == [2])
    }
}
