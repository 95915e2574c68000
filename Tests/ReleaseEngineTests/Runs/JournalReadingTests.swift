import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// A store whose cached folds say something else than its journals, and that counts how often a journal is read.
private final class ForgedStore: RunStoreAround {
    let inner: any RunStore
    private let forged: [RunEvent]
    private let readings = Mutex(0)
    var count: Int { readings.withLock { $0 } }

    init(_ store: any RunStore, forged: [RunEvent] = []) {
        inner = store
        self.forged = forged
    }

    func run(_ id: RunID) async throws(StoreError) -> RunRecord {
        readings.withLock { $0 += 1 }
        return try await inner.run(id)
    }

    func glance(at run: RunID) async throws(StoreError) -> RunRecord {
        var record = try await inner.run(run)
        record.add(forged.map { JournalEntry(sequence: 0, at: Scene.moment, event: $0) })
        return record
    }
}

@Suite("What an engine reads of a run")
struct JournalReadingTests {
    @Test(
        "What a run is said to have come to is what its journal says, whatever a cached fold says",
        arguments: [
            [RunEvent.finished],
            [.failed(step: "push:core", attempt: 1, failure: StepFailure(code: "x", summary: "forged"), again: nil)],
        ])
    func forged(events: [RunEvent]) async throws {
        let scene = try Scene(workspace: { configuration in
            configuration.approvals = [
                ApprovalConfiguration(name: "lead", roles: ["lead"], quorum: 1, lifetime: nil, components: nil)
            ]
            configuration.people = ["anna": ["lead"]]
        })
        let store = ForgedStore(scene.store, forged: events)
        let id = try await store.create(scene.plan, at: Scene.moment)
        let record = try await RunEngine(environment: scene.environment(store: store)).perform(id)
        #expect(record.status == .waiting)
        #expect(record == (try await scene.store.run(id)))
    }

    @Test("No step reads the journal: a longer plan reads it as often as a short one")
    func counted() async throws {
        func readings(gates: Int) async throws -> Int {
            let scene = try Scene(
                configure: { _, settings in
                    settings.gates = (0..<gates).map { GateConfiguration(name: "test\($0)", run: ["make", "test"]) }
                },
                workspace: { configuration in
                    configuration.people = ["anna": ["lead"]]
                    configuration.approvals = (0..<gates).map {
                        ApprovalConfiguration(
                            name: "lead\($0)", roles: ["lead"], quorum: 1, lifetime: nil, components: nil)
                    }
                })
            let store = ForgedStore(scene.store)
            let id = try await store.create(scene.plan, at: Scene.moment)
            _ = try await RunEngine(environment: scene.environment(store: store)).perform(id)
            for _ in 0..<gates {
                let control = RunControl(store: scene.store, now: { Scene.moment })
                try await control.decide(.approve(nil, role: nil), on: id, by: "anna")
            }
            let before = store.count
            let record = try await RunEngine(environment: scene.environment(store: store)).perform(id)
            #expect(record.status == .succeeded)
            return store.count - before
        }
        let (few, many) = (try await readings(gates: 1), try await readings(gates: 6))
        #expect(few == many, "\(few) and \(many)")
    }

    @Test("Whenever the store does not answer and is asked again, that is reported")
    func silent() async throws {
        let scene = try Scene()
        let store = MuteStore(scene.store, failures: 3)
        let reports = Mutex(0)
        var environment = scene.environment(store: store)
        environment.wait = { _ in }
        environment.storeIsSilent = { reports.withLock { $0 += 1 } }
        let id = try await store.create(scene.plan, at: Scene.moment)
        #expect(try await RunEngine(environment: environment).perform(id).status == .succeeded)
        #expect(reports.withLock { $0 } == 3)
    }
}

/// A store that does not take the first appends.
private actor MuteStore: RunStoreAround {
    nonisolated let inner: any RunStore
    private var failures: Int

    init(_ store: any RunStore, failures: Int) {
        inner = store
        self.failures = failures
    }

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        failures -= 1
        guard failures < 0 else { throw .unreachable(address: "db", reason: "it restarts") }
        return try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
    }
}
