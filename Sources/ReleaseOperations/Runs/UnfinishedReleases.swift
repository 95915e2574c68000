import ReleaseEngine
package import ReleaseModel
import ReleasePorts

/// Releases whose tag is public while their forge still has a draft: a run that was lost with its disk made them.
///
/// "Nothing to release" would report success for an incomplete release.
package struct UnfinishedReleases: UserFacingError {
    package struct One: Sendable, Hashable {
        var tag: TagName
        var repository: ForgeRepository
        /// Of the draft.
        var address: String
    }

    package var all: [One]

    package var code: String { "release.unfinished" }
    package var summary: String {
        let names = all.map { "\($0.tag) of \($0.repository)" }.joined(separator: ", ")
        return "There is nothing new to release, but a release is unfinished: \(names)."
    }
    package var reasons: [String] { all.map { "The release of \($0.tag) is still a draft: \($0.address)" } }
    package var suggestions: [String] {
        [
            "Where the run's store still exists, continue there: slipway run resume",
            "Otherwise add the missing assets to the draft and publish it, or release the next version.",
        ]
    }
    package var exitCode: ExitCode { .incomplete }

    /// Looks at the tags of each head whose repository publishes forge releases.
    ///
    /// - Throws: ``UnfinishedReleases`` where one of them is still a draft.
    static func check(_ world: ObservedWorkspace, _ workspace: Workspace) async throws {
        var found: [One] = []
        for repository in world.repositories {
            let publishes =
                world.components.contains { component in
                    component.repository == repository.id
                        && world.configuration.settings(of: component.id).publish.contains {
                            $0.target.kind == "forge-release" && $0.target["draft"] != "yes"
                        }
                }
                || (world.configuration.unifiedRelease?.repository == repository.id
                    && world.configuration.unifiedRelease?.isDraft == false)
            let tags = Set(repository.tags.filter { $0.commit == repository.head }.map(\.name))
            let rolling = rollingTags(in: repository.id, of: world)
            guard publishes, !tags.isEmpty || !rolling.isEmpty, let place = world.configuration.atForge(repository)
            else { continue }
            let forge = try workspace.outside.forge(place)
            // Those that are published need no list of drafts.
            var open: Set<TagName> = []
            for tag in tags.sorted() where try await forge.release(tagged: tag, in: place.name) == nil {
                open.insert(tag)
            }
            guard !open.isEmpty || !rolling.isEmpty else { continue }
            // A rolling tag may still be where it was when its run was lost.
            found += try await forge.releases(in: place.name).filter { release in
                release.isDraft
                    && (open.contains(release.tag)
                        || (rolling.contains(release.tag) && RollingRelease.isMarked(release.notes)))
            }.map { One(tag: $0.tag, repository: place.name, address: $0.address) }
        }
        guard found.isEmpty else { throw UnfinishedReleases(all: found) }
    }

    private static func rollingTags(in repository: RepositoryID, of world: ObservedWorkspace) -> Set<TagName> {
        let unified = world.configuration.unifiedRelease.flatMap { $0.repository == repository ? $0.rolling : nil }
        let own = world.components.filter { $0.repository == repository }.flatMap { component in
            world.configuration.settings(of: component.id).publish.compactMap { $0.target["rolling"] }
        }
        return Set(([unified].compactMap(\.self) + own).map { TagName($0) })
    }
}
