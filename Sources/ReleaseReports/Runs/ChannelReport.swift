import Foundation
package import ReleaseModel
package import ReleaseOperations

/// A channel with its builds as JSON.
package struct ChannelReport: Encodable {
    struct Build: Encodable {
        var version: Version
        var run: RunID
        var status: RunRecord.Status
        var createdAt: Date
        var commits: [String: CommitID]
        /// What was built from stable releases; absent where nothing was.
        var fallbacks: [StableFallback]?
    }

    var name: String
    var scheme: ChannelConfiguration.Scheme
    var from: ChannelConfiguration.Source
    /// Absent: all of the workspace.
    var components: [ComponentID]?
    /// Newest first.
    var builds: [Build]

    package init(_ status: ChannelStatus) {
        name = status.channel.name
        scheme = status.channel.scheme
        from = status.channel.source
        components = status.channel.components.isEmpty ? nil : status.channel.components
        builds = status.builds.compactMap { record in
            record.plan.request.channel.map { build in
                let commits = record.plan.repositories.compactMap { one in one.base.map { (one.id.text, $0) } }
                return Build(
                    version: build.version, run: record.id, status: record.status, createdAt: record.createdAt,
                    commits: Dictionary(commits, uniquingKeysWith: { first, _ in first }),
                    fallbacks: build.fallbacks.isEmpty ? nil : build.fallbacks)
            }
        }
    }
}

/// The channels with their builds for people.
package func channelsText(_ all: [ChannelStatus]) -> String {
    guard !all.isEmpty else {
        return
            "slipway.yaml describes no channel. Add one: channels: { nightly: { scheme: nightly, publish: [{ to: folder }] } }"
    }
    return all.map { status in
        let members = status.channel.components.map(\.text).joined(separator: ", ")
        let head =
            "\(status.channel.name)  (\(status.channel.scheme.rawValue) of \(members.isEmpty ? "everything" : members), "
            + "from \(status.channel.source.rawValue))"
        guard !status.builds.isEmpty else {
            return head + "\n  no build yet; make one: slipway channel make \(status.channel.name)"
        }
        let lines = status.builds.compactMap { record -> String? in
            record.plan.request.channel.map { build in
                let stable = build.fallbacks.map { "\($0.repository) \($0.tag)" }.joined(separator: ", ")
                return "  \(build.version)  \(record.status.rawValue)  \(record.id)  "
                    + record.createdAt.formatted(.iso8601) + (stable.isEmpty ? "" : "  stable: \(stable)")
            }
        }
        return ([head] + lines).joined(separator: "\n")
    }.joined(separator: "\n")
}

/// What was pruned, or would be, for people.
package func prunedText(_ all: [PrunedBuild], isTrial: Bool) -> String {
    guard !all.isEmpty else { return "No build is older than the channel keeps." }
    return all.map { one in
        let lines =
            one.removed.map { "  \(isTrial ? "would be removed" : "removed"): \($0)" }
            + one.kept.map { "  stays: \($0)" }
        return (["\(one.version) (\(one.run))"] + lines).joined(separator: "\n")
    }.joined(separator: "\n")
}
