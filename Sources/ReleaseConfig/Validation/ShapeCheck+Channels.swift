import ReleaseModel

/// What a channel's keys say together, and what several channels do.
extension ShapeCheck {
    mutating func checkChannels(_ channels: [WrittenChannel]) {
        var owners: [String: (channel: String, line: Int)] = [:]
        for channel in channels {
            checkChannel(channel)
            checkPublications(channel.publish)
            guard let release = channel.release, let rolling = release.rolling,
                let key = channel.releaseKeys.first(where: { $0.value == "rolling" })
            else { continue }
            let tag = "\(release.repository)/\(rolling)"
            if let other = owners[tag] {
                report(
                    "config.rolling-release", key.place,
                    "The channel `\(other.channel)` has the rolling tag `\(rolling)` in line \(other.line) already: each build "
                        + "would replace that of the other channel.",
                    "Write another name, such as "
                        + "`rolling: \(channel.name.value == rolling ? rolling + "-2" : channel.name.value)`.")
            }
            owners[tag] = (channel.name.value, key.place.line)
        }
    }

    private mutating func checkChannel(_ channel: WrittenChannel) {
        let name = channel.name
        if channel.publish.isEmpty, channel.release == nil {
            report(
                "config.channel-without-target", name.place,
                "No build of the channel `\(name.value)` would go anywhere.",
                "Say where: `publish: [{ to: folder, path: builds }]`, or `release: { repository: NAME, rolling: "
                    + "\(name.value) }`.")
        }
        if channel.scheme == .develop, let source = channel.source, source.value == .pins {
            report(
                "config.channel-source", source.place,
                "A develop version is of new commits, and `pins` are releases that exist.", "Write `from: main`.")
        }
        if channel.scheme == .develop, let fallback = channel.fallback {
            report(
                "config.channel-fallback", fallback.place,
                "A develop version is written into each component, which a stable release already has its own of.",
                "Remove `fallback`, or leave the component out of `of`: others then use its stable release.")
        }
        for one in channel.publish where one.kind.value == "forge-release" {
            guard !one.keys.contains(where: { $0.value == "rolling" }) else { continue }
            report(
                "config.channel-release", one.kind.place,
                "A component has no tag of its own in a channel, so its release at the forge needs one that moves.",
                "Add `rolling: \(name.value)`; or make one release of all: `release: { repository: NAME }`.")
        }
        for one in channel.publish
        where channel.scheme == .nightly && ["python-index", "awaited-package"].contains(one.kind.value) {
            report(
                "config.channel-target", one.kind.place,
                "A nightly leaves manifests as they are, so its packages would have the version of a release.",
                "Write `scheme: develop`, or publish to a `folder`.")
        }
        let members = Set(channel.components.map(\.value))
        if let anchor = channel.anchor, !members.isEmpty, !members.contains(anchor.value) {
            report(
                "config.channel-anchor", anchor.place,
                "`\(anchor.value)`, the anchor of `\(name.value)`, is not one of the components that it builds.",
                "Add it to `of`, or name one of: \(members.sorted().joined(separator: ", ")).")
        }
        checkRepeated(channel.components, "the channel `\(name.value)`", severity: .warning)
        for key in channel.releaseKeys where key.value == "latest" || key.value == "tests" {
            report(
                "config.misplaced-key", key.place,
                "A build of a channel is always a prerelease, so `\(key.value)` says nothing of it.", "Remove it.")
        }
        checkUnifiedRelease(channel.releaseKeys.filter { $0.value != "latest" })
    }
}
