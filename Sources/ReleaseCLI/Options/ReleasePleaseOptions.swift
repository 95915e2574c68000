import ArgumentParser
import ReleaseComposition
import ReleaseModel

/// How release-please's two files are found and read.
struct ReleasePleaseOptions: ParsableArguments, Sendable {
    @Option(help: "release-please's manifest of last released versions. (default: .release-please-manifest.json)")
    var manifest: String?

    @Option(help: "owner/name that entries link to. (default: as the remote origin says)")
    var repoSlug: String?

    @Option(help: "compat: as release-please, known bugs included; strict: with them fixed.")
    var compatibility: Compatibility?

    var choice: ReleasePleaseChoice {
        ReleasePleaseChoice(manifest: manifest, slug: repoSlug, compatibility: compatibility)
    }
}

extension Compatibility: ExpressibleByArgument {}
