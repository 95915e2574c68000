import ReleaseModel

extension ConfigurationSchema {
    private static let releaseFields = UnifiedReleaseConfiguration.fields

    static let unifiedRelease = ObjectShape(
        "`unified-release`",
        [
            key("repository", .text(.name), "The repository of the workspace that has it.", isRequired: true),
            key(
                "tag", .text(.template(releaseFields, requires: [])),
                "Its tag. `{set}` is the version that all released components share, else `set-YYYY-MMDD`, with a number behind "
                    + "it where that exists; `{version}` is that shared version, or the one of the repository's own component; "
                    + "`{date}` is `YYYYMMDD`; `{workspace}` is the workspace's name. Default: the tag of the repository's own "
                    + "component where it is released too, else `{set}`."),
            key(
                "rolling", .text(.name),
                "A tag that moves with every release, such as `nightly`, in the place of `tag`. The release of before is "
                    + "replaced, and it is always a prerelease."),
            key(
                "title", .text(.template(releaseFields + ["tag"], requires: [])),
                "Its title; `{tag}` is its tag. Default: `{workspace} {tag}`."),
            key(
                "body", .text(.template(releaseFields + ["tag"] + UnifiedReleaseConfiguration.sections, requires: [])),
                "Its text. `{components}` is the table of components with versions, tags and commits; `{changelog}` is what "
                    + "changed in each; `{artifacts}` is the table of assets with sizes and sums, and how to verify them; "
                    + "`{timeline}` is when each was built, tagged and verified. Default: these four, in this order."),
            key(
                "latest", choice(LatestRelease.self),
                "Whether it becomes the repository's latest release: `auto` and `yes` where each component in it is stable and "
                    + "above all its stable versions before, `no` never. Default: `auto`."),
            key("draft", .boolean, "Whether it is left a complete draft that a person publishes. Default: false."),
            key("discussion", .text(.name), "The category of a discussion that is started for it."),
            key(
                "checksums", .map(.list(.text(.name), minimum: 1), keys: .name),
                "Files of checksums by name, each with the names of the assets that it covers; `*` and `?` stand for characters. "
                    + "A file that would cover nothing is left out. Every asset has to be in one. Default: "
                    + "`SHA256SUMS: ['*']`."),
            key("tests", .boolean, "Whether test releases make one too. Default: false."),
        ])
}
