import ReleaseModel

extension ConfigurationSchema {
    /// - Parameter publish: An entry of `publish`.
    static func channel(publish: ObjectShape) -> ObjectShape {
        ObjectShape(
            "a channel",
            [
                key(
                    "scheme", choice(ChannelConfiguration.Scheme.self),
                    "How its builds are named. `nightly`: `nightly-YYYYMMDD-COMMIT`, and manifests stay as they are. `develop`: "
                        + "one version for all, the next patch with `-dev.NUMBER`, which is written into what is built and never "
                        + "on a branch.", isRequired: true),
                key(
                    "of", .list(.text(.name), minimum: 1),
                    "The components that it builds. Default: all of the workspace."),
                key(
                    "anchor", .text(.name),
                    "The component whose commit names a nightly, or above whose stable versions a develop version is. Default: "
                        + "of a nightly, the one in the repository of its `release`, or the only repository; of a develop "
                        + "version, all of them."),
                key(
                    "from", choice(ChannelConfiguration.Source.self),
                    "Which commits are built. `main`: the newest of each release branch. `pins`: those of the tags that "
                        + "`versions.toml` records. Default: `main`."),
                key(
                    "fallback", .choice(["stable"]),
                    "`stable`: a repository that failed in the last build and has not changed since, or that nothing pins, is "
                        + "built at its last stable release, and plan, run and notes say so. Default: it is not replaced."
                ),
                key(
                    "publish", .list(.object(publish), minimum: 1),
                    "Where the artifacts of each component go. A `folder` gets a folder for each build; a `forge-release` needs a "
                        + "`rolling` tag."),
                key(
                    "release", .object(unifiedRelease),
                    "One prerelease at a forge with the artifacts of all: `{ repository: app, rolling: nightly }`."),
                key("gates", .boolean, "Whether gates run before anything is published. Default: true."),
                key(
                    "keep", .object(channelRetention),
                    "Which older builds stay; the newest always does. One of these conditions is enough. Default: all."),
            ])
    }

    private static let channelRetention = ObjectShape(
        "`keep`",
        [
            key("builds", .count, "How many of the newest."),
            key("for", .duration, "How old one may be: `720h`."),
        ])
}
