import Foundation
package import ReleaseModel
package import ReleasePorts

/// The tick of a schedule, as it is stored.
struct DueSchedule: Sendable, Codable {
    /// ``name(of:)``.
    var schedule: String
    var due: Date

    /// What tells a schedule from others, wherever it stands among the triggers; nil for another trigger.
    static func name(of trigger: TriggerConfiguration) -> String? {
        guard case .schedule(let schedule, _) = trigger.event else { return nil }
        let scope = trigger.components.map(\.text).joined(separator: ",")
        return "\(trigger.startName) \(schedule.text) \(schedule.timeZone.identifier) \(scope)"
            .trimmingCharacters(in: .whitespaces)
    }
}

/// Puts the ticks of schedules into the inbox, each once, however many servers there are.
///
/// A schedule counts from when a server first saw it. Of the ticks that were missed while no server ran, only the newest
/// is made up for, and only within a day.
struct DueSchedules: Sendable {
    let workspace: Workspace

    /// How old a tick may be.
    static let oldest: TimeInterval = 86_400

    func take(in store: any ServedStore) async throws {
        let now = workspace.now()
        for trigger in workspace.configuration.triggers {
            guard let name = DueSchedule.name(of: trigger), case .schedule(let schedule, _) = trigger.event else {
                continue
            }
            let since = try await firstSeen(name, schedule, at: now, in: store)
            let begin = max(since, now.addingTimeInterval(-Self.oldest))
            guard let due = schedule.moments(after: begin, through: now, limit: 1).last else { continue }
            try await take("schedule/\(name)/\(due.formatted(.iso8601))", "tick", name, due, now, in: store)
        }
    }

    /// When a server first saw a schedule, which is now where none has.
    private func firstSeen(
        _ name: String, _ schedule: CronSchedule, at now: Date, in store: any ServedStore
    ) async throws -> Date {
        let id = "schedule/\(name)/first seen"
        if let known = try await store.delivery(DeliveryID(id)) { return known.delivery.receivedAt }
        try await take(id, "first-seen", name, now, now, in: store)
        let next = schedule.next(after: now).map { "; it is due next at \($0.formatted(.iso8601))" } ?? ""
        try await store.decide(
            DeliveryID(id),
            .ignore(
                TriggerReason(
                    .notATrigger,
                    "The schedule '\(schedule.text)' (\(schedule.timeZone.identifier)) counts from now on\(next).")),
            at: now, again: false)
        return now
    }

    private func take(
        _ id: String, _ event: String, _ name: String, _ due: Date, _ now: Date, in store: any ServedStore
    ) async throws {
        let body = try encodeJSON(DueSchedule(schedule: name, due: due))
        _ = try await store.take([
            Delivery(
                id: DeliveryID(id), source: .schedule, event: event, body: String(decoding: body, as: UTF8.self),
                receivedAt: now)
        ])
    }
}
