import ArgumentParser
import Foundation
import ReleaseConfig
import ReleaseManifests
import ReleaseModel
import ReleaseOperations

/// How release-please's two files are found and read.
struct ReleasePleaseOptions: ParsableArguments, Sendable {
    @Option(help: "release-please's manifest of last released versions. (default: .release-please-manifest.json)")
    var manifest: String?

    @Option(help: "owner/name that entries link to. (default: as the remote origin says)")
    var repoSlug: String?

    @Option(help: "compat: as release-please, known bugs included; strict: with them fixed.")
    var compatibility: Compatibility?

    static let configurationName = "release-please-config.json"
    static let manifestName = ".release-please-manifest.json"

    /// nil where the workspace is not described by release-please's files: `--config` names another file, or there is
    /// a `slipway.yaml`.
    func source(in folder: String, config: String?) throws -> ReleasePleaseSource? {
        let files = FileManager.default
        let usual = folder + "/" + ReleasePleaseOptions.configurationName
        let isNamed = manifest != nil || config?.hasSuffix(".json") == true
        let isFound =
            config == nil && !files.fileExists(atPath: folder + "/slipway.yaml") && files.fileExists(atPath: usual)
        guard isNamed || isFound else { return nil }
        let manifestPath = manifest ?? folder + "/" + ReleasePleaseOptions.manifestName
        let reading = try ReleasePleaseFiles(folder: folder, configuration: config, manifest: manifest).read()
        var configuration = reading.configuration
        // A manifest elsewhere is one to plan with; the one in the repository is the one to write.
        if manifestPath.hasPrefix("/"), !manifestPath.hasPrefix(folder + "/") {
            configuration.manifestPath = ReleasePleaseOptions.manifestName
        }
        return ReleasePleaseSource(
            configuration: configuration, warnings: reading.warnings, compatibility: compatibility ?? .compat,
            slug: repoSlug, types: allReleaseTypes)
    }
}

extension Compatibility: ExpressibleByArgument {}
