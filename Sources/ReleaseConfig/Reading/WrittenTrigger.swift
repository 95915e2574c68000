import Foundation
import ReleaseModel
import ReleaseText

/// A trigger as it is written.
struct WrittenTrigger: Sendable {
    let event: Written<String>
    let start: TriggerConfiguration.Start?
    let channel: Written<String>?
    let branches: [String]?
    let workflow: String?
    let types: [String]
    let cron: Written<String>?
    let timeZone: Written<String>?
    let overlap: TriggerConfiguration.Overlap?
    let repositories: [String]?
    let components: [Written<String>]
    /// All that it has, in file order.
    let keys: [Written<String>]

    /// nil where its event is missing, which the check of the file reports.
    init?(_ node: YAMLNode) {
        guard let event = node.written("on", \.text) else { return nil }
        self.event = event
        start = node["start"]?.choice(TriggerConfiguration.Start.self)
        channel = node.written("channel", \.text)
        branches = node["branches"]?.texts
        workflow = node["workflow"]?.text
        types = node["types"]?.texts ?? []
        cron = node.written("cron", \.text)
        timeZone = node.written("time-zone", \.text)
        overlap = node["overlap"]?.choice(TriggerConfiguration.Overlap.self)
        repositories = node["repositories"]?.texts
        components = node["components"]?.writtenTexts ?? []
        keys = (node.resolved.effectiveEntries ?? []).map { Written(value: $0.key.text, place: $0.key.place) }
    }

    /// The time zone; nil where there is none of that name.
    var zone: TimeZone? { timeZone.map { TimeZone(identifier: $0.value) } ?? .gmt }

    /// nil where it is invalid.
    var configuration: TriggerConfiguration? {
        guard let happens else { return nil }
        let isPush = if case .push = happens { true } else { false }
        var trigger = TriggerConfiguration(
            on: happens, start: channel != nil ? .channel : start ?? (isPush ? .releasePullRequests : .release),
            repositories: repositories?.map { RepositoryID($0) }, components: components.map { ComponentID($0.value) })
        trigger.channel = channel?.value
        return trigger
    }

    private var happens: TriggerConfiguration.Event? {
        switch event.value {
        case "tag": .tag
        case "push": .push(branches: branches)
        case "merged-release-pull-request": .mergedReleasePullRequest
        case "release": .release
        case "workflow": workflow.map { .workflow(name: $0, branches: branches) }
        case "dispatch": types.isEmpty ? nil : .dispatch(types: types)
        case "schedule": schedule.map { .schedule($0, overlap: overlap ?? .skip) }
        default: nil
        }
    }

    private var schedule: CronSchedule? {
        guard let cron, let zone else { return nil }
        return try? CronSchedule(cron.value, timeZone: zone)
    }
}
