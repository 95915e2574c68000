import ReleaseModel

/// The keys that say how commits become versions, changelogs and pull requests.
extension ConfigurationSchema {
    static let versioning = ObjectShape(
        "`versioning`",
        [
            key(
                "strategy", choice(VersioningConfiguration.Strategy.self),
                "`default`: breaking → major, feature → minor, else patch. `always-bump-…`: whatever the commits say. "
                    + "`prerelease`: counts the last number of a prerelease. `service-pack`: counts `-sp.N`. `calver`: by "
                    + "the calendar."),
            key("format", .text(.calendarFormat), "Of `calver`, such as `YYYY.0M.MICRO`."),
            key(
                "bump-minor-pre-major", .boolean,
                "Whether a breaking change raises the minor number below 1.0.0. Default: false."),
            key(
                "bump-patch-for-minor-pre-major", .boolean,
                "Whether a feature raises the patch number below 1.0.0. Default: false."),
            key(
                "prerelease", .boolean,
                "Whether the strategy `prerelease` keeps its suffix. Default: false; a `prerelease-type` alone keeps it too, "
                    + "unless `compatibility` is `compat`."),
            key(
                "prerelease-type", .text(.name),
                "The suffix of the first prerelease after a stable version: `beta`, `rc.1`. Its label makes what "
                    + "`slipway release --prerelease LABEL` makes, until `--graduate`."),
            key(
                "release-as", .text(.versionOrNothing),
                "The next version, whatever the commits say, once: when it is released, it is used up and the plan says so. "
                    + "`''` goes back to the commits where `defaults` say one."
            ),
            key(
                "initial-version", .text(.version),
                "The version of a component that was never released. Default: as its ecosystem has it."),
        ])

    static let changelog = ObjectShape(
        "`changelog`",
        [
            key(
                "path", .text(.insideRepository),
                "The file, relative to the component's folder. Default: `CHANGELOG.md`."),
            key("skip", .boolean, "Whether none is written. Default: false."),
            key(
                "type", choice(ChangelogConfiguration.Kind.self),
                "`default`: sections by commit type. `github`: releases of the forge have its own list of merged pull requests; "
                    + "the changelog file has the sections. Default: `default`."),
            key(
                "sections", .list(.object(section), minimum: 0),
                "Its sections, in their order. Default: the usual ones of the ecosystem."),
            key(
                "host", .text(.name),
                "The address that commits, comparisons and issues are linked to. Default: `https://github.com`."),
            key("date-format", .text(.name), "Of `%Y`, `%m` and `%d`. Default: `%Y-%m-%d`."),
            key("authors", .boolean, "Whether entries name their authors. Default: false."),
            key(
                "unreleased", choice(ChangelogConfiguration.Unreleased.self),
                "What happens to the text under `Unreleased`: they `move` into the entry of the version, or `keep` their "
                    + "place. Default: `move`."),
        ])

    static let section = ObjectShape(
        "a section",
        [
            key("type", .text(.name), "The commits' type.", isRequired: true),
            key(
                "scope", .text(.name),
                "Only commits with this scope. The first section that takes a commit has it. Default: any scope."),
            key("section", .text(.name), "The section's title. Default: the usual one of the type."),
            key("hidden", .boolean, "Whether only breaking commits of this type are shown. Default: false."),
        ])

    static let pullRequest = ObjectShape(
        "`pull-request`",
        [
            key(
                "separate", .boolean,
                "One for each component instead of one for all. Default: only where there is exactly one component."),
            key(
                "title", .text(.name),
                "With `${scope}`, `${component}`, `${version}`, `${branch}`. Default: "
                    + "`\(PullRequestConfiguration().title)`."),
            key(
                "group-title", .text(.name),
                "Of one for several components. Default: `\(PullRequestConfiguration().groupTitle)`."),
            key("header", .text(.name), "What stands above the notes."),
            key("footer", .text(.name), "What stands below the notes."),
            key("draft", .boolean, "Whether it is opened as a draft. Default: false."),
            key("labels", labels, "Its labels. Default: `[\"autorelease: pending\"]`."),
            key(
                "release-labels", labels,
                "Its labels once its releases exist. Default: `[\"autorelease: tagged\"]`."),
            key("extra-labels", labels, "Further labels."),
            key("signoff", .text(.name), "`Name <mail>` of a Signed-off-by line."),
            key("reviewers", labels, "Users that are asked to review it when it is opened."),
            key("team-reviewers", labels, "Teams that are asked to review it when it is opened."),
            key(
                "auto-merge", choice(MergeMethod.self),
                "Lets the forge merge it like this as soon as its rules allow. Default: a person merges it."),
        ])

    private static let labels = ValueShape.list(.text(.name), minimum: 0)
}
