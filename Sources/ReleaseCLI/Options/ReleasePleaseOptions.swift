import ArgumentParser
import ReleaseComposition
import ReleaseModel

/// How release-please's two files are found and read.
struct ReleasePleaseOptions: ParsableArguments, Sendable {
    @Option(help: "release-please's manifest of last released versions. (default: .release-please-manifest.json)")
    var manifest: String?

    @Option(help: "owner/name of the repository at its forge. (default: taken from the remote origin)")
    var repoSlug: String?

    @Option(help: "compat: as release-please, known bugs included; strict: with them fixed.")
    var compatibility: Compatibility?

    func validate() throws {
        if let repoSlug, ForgeRepository(repoSlug) == nil {
            throw ValidationError("--repo-slug takes OWNER/NAME, not '\(repoSlug)'.")
        }
    }

    var choice: ReleasePleaseChoice {
        ReleasePleaseChoice(manifest: manifest, slug: repoSlug, compatibility: compatibility)
    }
}

extension Compatibility: ExpressibleByArgument {}
