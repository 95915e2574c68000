import ReleaseModel

extension ConfigurationSchema {
    static let trigger = ObjectShape(
        "a trigger",
        [
            key(
                "on", .choice(TriggerConfiguration.Event.writtenNames),
                "What happens: a component's `tag` is pushed; a branch is pushed (`push`); a `merged-release-pull-request`; "
                    + "a `release` is published at the forge; a `workflow` ends with success; another system sends an event "
                    + "(`dispatch`); a `schedule` is due.", isRequired: true),
            key(
                "start", .choice(TriggerConfiguration.Start.writtenNames),
                "What it starts: a `release`; opening or updating the release pull requests (`release-pr`); a release of "
                    + "everything `downstream` of the component whose tag or release it is. Default: `release-pr` after a push, "
                    + "`release` otherwise."),
            key("channel", .text(.name), "A channel of which it starts a build, in the place of `start`."),
            key(
                "branches", .list(.text(.name), minimum: 1),
                "For `push` and `workflow`: which branches count, as names or patterns with `*`. Default: the branch that is "
                    + "released."),
            key("workflow", .text(.name), "For `workflow`: its name or the name of its file."),
            key(
                "types", .list(.text(.name), minimum: 1),
                "For `dispatch`: the types of the events; `{component}` in one stands for the name of a component, or `all`."
            ),
            key(
                "cron", .text(.name),
                "For `schedule`: minute, hour, day, month and weekday, as in crontab: `0 2 * * *`."),
            key(
                "time-zone", .text(.name),
                "For `schedule`: the time zone of its hours, such as `Europe/Berlin`. Default: UTC."),
            key(
                "overlap", choice(TriggerConfiguration.Overlap.self),
                "For `schedule`, when its last start is still at work: `skip` this one, or `queue` it. Default: `skip`."
            ),
            key(
                "repositories", .list(.text(.name), minimum: 1),
                "In which repositories it happens. Default: in each of the workspace."),
            key(
                "components", .list(.text(.name), minimum: 1),
                "What is released, where the event names nothing. Default: whatever the commits call for."),
        ])
}

extension TriggerConfiguration.Event {
    /// Those that can be configured.
    static let writtenNames = names.filter { $0 != "pull-request" }
}

extension TriggerConfiguration.Start {
    /// Those that can be configured.
    static let writtenNames = [release, releasePullRequests, downstream].map(\.rawValue)
}
