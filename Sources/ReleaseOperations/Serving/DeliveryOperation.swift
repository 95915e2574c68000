import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// What arrived for a workspace, and what it led to.
package struct DeliveryOperation: Sendable {
    private let workspace: Workspace
    private let contexts: TriggerContexts

    package init(_ workspace: Workspace) { self.init(workspace, TriggerContexts(workspace)) }

    init(_ workspace: Workspace, _ contexts: TriggerContexts) {
        self.workspace = workspace
        self.contexts = contexts
    }

    /// How many deliveries are decided before the workspace is looked at again.
    private static let batch = 100

    /// Decides what has arrived, oldest first.
    ///
    /// - Returns: What was decided here; another server may have been first with the rest.
    func decideAll(in store: any ServedStore) async throws -> [DeliveryRecord] {
        var decided: [DeliveryRecord] = []
        while true {
            let open = try await store.undecided(limit: Self.batch)
            guard !open.isEmpty else { return decided }
            var context = try await contexts.context(store)
            for var record in open {
                let (decision, build) = decision(on: record.delivery, in: context)
                let isOurs = try await store.decide(record.delivery.id, decision, at: workspace.now(), again: false)
                // What is ignored changes nothing for the deliveries behind it; what another server decided may.
                let isIgnored = if case .ignore = decision { true } else { false }
                if !isIgnored || !isOurs {
                    context.started = try await store.starts(ended: TriggerContexts.endedStarts)
                }
                guard isOurs else { continue }
                if let build { try await notice(build, in: store) }
                record.decision = decision
                decided.append(record)
            }
        }
    }

    /// - Returns: The decision, and the build that the delivery is about.
    private func decision(
        on delivery: Delivery, in context: TriggerContext
    ) -> (decision: TriggerDecision, build: NoticedBuild?) {
        let occurrence: Occurrence
        do throws(UnreadableDelivery) { occurrence = try self.occurrence(of: delivery, in: context) } catch {
            return (.ignore(TriggerReason(.badValue, error.sentence)), nil)
        }
        let decision = triggerDecision(on: occurrence, in: context)
        guard case .ignore(let reason) = decision, reason.code == .build else { return (decision, nil) }
        return (decision, NoticedBuild(occurrence))
    }

    /// Lets a build look at its workflow now. Whether there is such a run, and whether it waits, is not the event's to say.
    private func notice(_ build: NoticedBuild, in store: any ServedStore) async throws {
        do {
            try await RunControl(store: store, now: workspace.now).notice(build.step, build.what, in: build.run)
        } catch {
            guard case StoreError.noSuchRun = error else { throw error }
        }
    }

    private func occurrence(
        of delivery: Delivery, in context: TriggerContext
    ) throws(UnreadableDelivery) -> Occurrence {
        let body = Data(delivery.body.utf8)
        switch delivery.source {
        case .github: return try workspace.readDelivery(delivery.event, body)
        case .look:
            guard let seen = try? decodeJSON(Occurrence.self, from: body) else {
                throw UnreadableDelivery(sentence: "The push can't be read: a newer version of Slipway wrote it.")
            }
            return seen
        case .schedule:
            guard let tick = try? decodeJSON(DueSchedule.self, from: body) else {
                throw UnreadableDelivery(sentence: "The tick of a schedule can't be read.")
            }
            // A trigger that is gone since has no place any more.
            let place = context.triggers.firstIndex { DueSchedule.name(of: $0) == tick.schedule } ?? -1
            return Occurrence(repository: nil, actor: nil, kind: .tick(Tick(trigger: place, due: tick.due)))
        case .request:
            guard let asked = try? decodeJSON(AskedRelease.self, from: body) else {
                throw UnreadableDelivery(sentence: "The request can't be read: a newer version of Slipway wrote it.")
            }
            return Occurrence(
                repository: nil, actor: asked.by.text, kind: .request(asked.request, key: delivery.id.text))
        }
    }

    // MARK: For people

    /// A page of deliveries, newest first.
    package func list(before number: Int?, limit: Int) async throws -> [DeliveryRecord] {
        guard workspace.hasStore() else { return [] }
        return try await workspace.openInbox().deliveries(before: number, limit: limit)
    }

    /// A delivery by its id or its number, and what became of what it started.
    package func show(_ name: String) async throws -> (record: DeliveryRecord, starts: [StartRecord]) {
        let store = try await workspace.openInbox()
        let record = try await named(name, in: store)
        return (record, try await starts(of: record, in: store))
    }

    /// Decides a delivery once more, as if nothing that it named had been started before; a server begins what follows.
    ///
    /// What is at work goes on and is joined.
    package func replay(_ name: String) async throws -> (record: DeliveryRecord, starts: [StartRecord]) {
        let store = try await workspace.openInbox()
        var record = try await named(name, in: store)
        var context = try await contexts.context(store)
        context.started.removeAll { $0.stage == .ended }
        let (decision, build) = decision(on: record.delivery, in: context)
        if let build { try await notice(build, in: store) }
        record.decidedAt = workspace.now()
        try await store.decide(record.delivery.id, decision, at: workspace.now(), again: true)
        record.decision = decision
        return (record, try await starts(of: record, in: store))
    }

    private func starts(of record: DeliveryRecord, in store: any ServedStore) async throws -> [StartRecord] {
        guard case .start(let starts) = record.decision else { return [] }
        var found: [StartRecord] = []
        for start in starts { if let one = try await store.start(start.key) { found.append(one) } }
        return found
    }

    private func named(_ name: String, in store: any ServedStore) async throws -> DeliveryRecord {
        if let found = try await store.delivery(DeliveryID(name)) { return found }
        if let number = Int(name), number > 0, number < .max,
            let found = try await store.deliveries(before: number + 1, limit: 1).first, found.number == number
        {
            return found
        }
        throw NoSuchDelivery(name: name)
    }
}

/// A request for a release, as it is stored.
struct AskedRelease: Sendable, Codable {
    var by: Principal
    var request: ReleaseRequest
}

struct NoSuchDelivery: UserFacingError {
    var name: String

    var code: String { "event.unknown" }
    var summary: String { "No event \(name) is stored." }
    var reasons: [String] {
        ["Events are removed 30 days after they were decided, or as keep-events in server.yaml says."]
    }
    var suggestions: [String] { ["List them: slipway events list"] }
    var exitCode: ExitCode { .usage }
}
