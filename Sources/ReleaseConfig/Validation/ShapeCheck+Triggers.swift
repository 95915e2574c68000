import ReleaseModel

/// What a trigger's keys say together.
extension ShapeCheck {
    /// Which keys an event has beside those of all, and which of them it needs.
    private static let keysByEvent: [String: (needed: [String], possible: [String])] = [
        "push": ([], ["branches"]), "workflow": (["workflow"], ["branches"]), "dispatch": (["types"], []),
        "schedule": (["cron"], ["time-zone", "overlap"]),
    ]
    /// What a key that is missing could look like.
    private static let examples = [
        "workflow": "workflow: ci.yml", "types": "types: [build_all]", "cron": "cron: '0 2 * * *'",
    ]

    /// - Parameter channels: The names of those that the file describes.
    mutating func checkTrigger(_ trigger: WrittenTrigger, channels: [String]) {
        let event = trigger.event.value
        guard TriggerConfiguration.Event.writtenNames.contains(event) else { return }
        let own = Self.keysByEvent[event] ?? ([], [])
        let special = Set(Self.keysByEvent.values.flatMap { $0.needed + $0.possible })
        for key in trigger.keys where special.contains(key.value) && !(own.needed + own.possible).contains(key.value) {
            report(
                "config.misplaced-key", key.place, "`\(key.value)` says nothing of a trigger for `\(event)`.",
                "Remove it.")
        }
        for key in own.needed where !trigger.keys.contains(where: { $0.value == key }) {
            report(
                "config.incomplete-trigger", trigger.event.place, "A trigger for `\(event)` needs `\(key)`.",
                "Add it, for example: \(Self.examples[key] ?? key)")
        }
        if trigger.start == .downstream, !["tag", "release"].contains(event) {
            report(
                "config.trigger-downstream", trigger.event.place,
                "`downstream` needs an event that names a release: `tag` or `release`.",
                "Write `start: release` here, or another event.")
        }
        checkChannel(of: trigger, channels)
        if event == "schedule", !trigger.keys.filter({ $0.value == "repositories" }).isEmpty {
            report(
                "config.misplaced-key", trigger.keys.first { $0.value == "repositories" }?.place ?? trigger.event.place,
                "A schedule is due everywhere, so `repositories` says nothing of it.", "Remove it.")
        }
        checkSchedule(trigger)
    }

    private mutating func checkChannel(of trigger: WrittenTrigger, _ channels: [String]) {
        guard let channel = trigger.channel else { return }
        if !channels.contains(channel.value) {
            report(
                "config.unknown-channel", channel.place, "`\(channel.value)` is not a channel of this file.",
                nearestName(to: channel.value, among: channels).map { "Did you mean `\($0)`?" }
                    ?? "Describe it: `channels: { \(yamlText(channel.value)): { scheme: nightly, publish: [{ to: folder }] } }`."
            )
        }
        if !["push", "workflow", "dispatch", "schedule"].contains(trigger.event.value) {
            report(
                "config.trigger-channel", channel.place,
                "A channel builds what branches have, and a trigger for `\(trigger.event.value)` is about a release.",
                "Write another event: `push`, `workflow`, `dispatch` or `schedule`.")
        }
        for key in trigger.keys where ["start", "components"].contains(key.value) {
            report(
                "config.misplaced-key", key.place,
                "The trigger starts a build of a channel, and `\(key.value)` says nothing of that.",
                "Remove it, or remove `channel`.")
        }
    }

    private mutating func checkSchedule(_ trigger: WrittenTrigger) {
        guard trigger.event.value == "schedule" else { return }
        guard let zone = trigger.zone else {
            guard let name = trigger.timeZone else { return }
            return report(
                "config.time-zone", name.place, "There is no time zone `\(name.value)`.",
                "Write a name of the time zone database, such as Europe/Berlin, or UTC.")
        }
        guard let cron = trigger.cron else { return }
        do throws(CronSchedule.Problem) { _ = try CronSchedule(cron.value, timeZone: zone) } catch {
            report("config.schedule", cron.place, error.sentence, "Write it as in crontab: '0 2 * * *'.")
        }
    }
}
