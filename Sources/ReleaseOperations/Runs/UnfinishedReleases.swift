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
    package var reasons: [String] { all.map { "\($0.tag) is tagged, and its release is a draft: \($0.address)" } }
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
            guard publishes, !tags.isEmpty, let place = world.configuration.atForge(repository) else { continue }
            let forge = try workspace.outside.forge(place)
            // Those that are published need no list of drafts.
            var open: Set<TagName> = []
            for tag in tags.sorted() where try await forge.release(tagged: tag, in: place.name) == nil {
                open.insert(tag)
            }
            guard !open.isEmpty else { continue }
            found += try await forge.releases(in: place.name).filter { $0.isDraft && open.contains($0.tag) }.map {
                One(tag: $0.tag, repository: place.name, address: $0.address)
            }
        }
        guard found.isEmpty else { throw UnfinishedReleases(all: found) }
    }
}
