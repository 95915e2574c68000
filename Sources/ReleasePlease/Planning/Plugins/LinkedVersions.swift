import ReleasePlanning
import ReleaseModel

extension ReleasePleasePlanner {
    /// A version that a group forces on a package.
    struct Forced {
        var version: LooseVersion
        /// The group whose pull request it goes into; nil where the group's are not merged.
        var group: String?
    }

    /// The highest version that any member of a group would get is every member's. A member with nothing to release
    /// gets a made-up commit.
    func linkedVersions(
        _ identities: [PackageIdentity], releases: [String: FoundRelease], commits: inout [String: [PackageCommit]],
        maker: CandidateMaker
    ) throws -> [String: Forced] {
        var forced: [String: Forced] = [:]
        for case .linkedVersions(let group, let components, let merge) in world.configuration.plugins {
            let members = identities.filter { !$0.component.isEmpty && components.contains($0.component) }
            var silent: [PackageIdentity] = []
            var highest: LooseVersion?
            for member in members {
                let candidate = try maker.candidate(
                    of: member, last: releases[member.path], commits: commits[member.path] ?? [],
                    forced: forced[member.path]?.version)
                guard let version = candidate?.version else {
                    silent.append(member)
                    continue
                }
                if highest.map({ LooseVersion.precedes($0, version) }) ?? true { highest = version }
            }
            guard var highest else { continue }
            // Only release-please itself ever lowers a version.
            if world.compatibility == .strict,
                let top = members.compactMap(\.current).max(by: LooseVersion.precedes),
                !LooseVersion.precedes(top, highest)
            {
                highest = VersioningStrategy(configuration: .patch, ignoresCase: true).next(after: top, commits: [])
            }
            for member in members {
                forced[member.path] = Forced(version: highest, group: merge ? group : nil)
            }
            for member in silent {
                let subject = "Synchronize \(group) versions"
                let commit = ConventionalCommit(
                    type: "chore", scope: member.component, subject: subject,
                    header: "chore(\(member.component)): \(subject)", releaseAs: [highest.text])
                commits[member.path, default: []].append(PackageCommit(id: nil, commit: commit))
            }
        }
        return forced
    }
}
