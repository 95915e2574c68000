import Foundation
package import ReleaseModel
import ReleaseOperations
import ReleasePlease

/// Whether and how release-please's two files describe a workspace.
package struct ReleasePleaseChoice: Sendable {
    /// nil: `.release-please-manifest.json`.
    package var manifest: String?
    /// `owner/name` that entries link to; nil: as the remote says.
    package var slug: String?
    package var compatibility: Compatibility?

    package init(manifest: String? = nil, slug: String? = nil, compatibility: Compatibility? = nil) {
        self.manifest = manifest
        self.slug = slug
        self.compatibility = compatibility
    }

    /// The file by which such a workspace is known.
    package static var usualConfiguration: String { ReleasePleaseFiles.usualConfiguration }

    /// nil where the workspace is not described by release-please's files: `--config` names another file, or there is
    /// a `slipway.yaml`.
    func source(in folder: String, config: String?) throws -> ReleasePleaseSource? {
        let files = FileManager.default
        let usual = folder + "/" + ReleasePleaseFiles.usualConfiguration
        let isNamed = manifest != nil || config?.hasSuffix(".json") == true
        let isFound =
            config == nil && !files.fileExists(atPath: folder + "/slipway.yaml") && files.fileExists(atPath: usual)
        guard isNamed || isFound else { return nil }
        let manifestPath = manifest ?? folder + "/" + ReleasePleaseFiles.usualManifest
        let reading = try ReleasePleaseFiles(folder: folder, configuration: config, manifest: manifest).read()
        var configuration = reading.configuration
        // A manifest elsewhere is one to plan with; the one in the repository is the one to write.
        if manifestPath.hasPrefix("/") {
            let real = URL(fileURLWithPath: manifestPath).resolvingSymlinksInPath().path
            configuration.manifestPath =
                real.hasPrefix(folder + "/")
                ? String(real.dropFirst(folder.count + 1)) : ReleasePleaseFiles.usualManifest
        }
        return ReleasePleaseSource(
            configuration: configuration, warnings: reading.warnings, compatibility: compatibility ?? .compat,
            slug: slug, types: allReleaseTypes)
    }
}
