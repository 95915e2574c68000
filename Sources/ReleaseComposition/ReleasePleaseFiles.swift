import Foundation
import ReleaseModel
package import ReleasePlease

/// The two files of release-please in a workspace.
package struct ReleasePleaseFiles {
    package static let usualConfiguration = "release-please-config.json"
    package static let usualManifest = ".release-please-manifest.json"

    let folder: String
    /// As shown to people: as named, or the usual name.
    package let configurationName: String
    package let manifestName: String
    private let isManifestNamed: Bool
    private let isConfigurationNamed: Bool

    /// - Parameters:
    ///   - configuration: As a person named it; nil: `release-please-config.json` of the folder.
    ///   - manifest: As a person named it; nil: `.release-please-manifest.json` of the folder, if it is there.
    package init(folder: String, configuration: String?, manifest: String?) {
        self.folder = folder
        configurationName = configuration ?? ReleasePleaseFiles.usualConfiguration
        manifestName = manifest ?? ReleasePleaseFiles.usualManifest
        isConfigurationNamed = configuration != nil
        isManifestNamed = manifest != nil
    }

    /// Whether the configuration is there.
    package var areThere: Bool { FileManager.default.fileExists(atPath: configurationPath) }

    private var configurationPath: String {
        isConfigurationNamed ? configurationName : folder + "/" + configurationName
    }

    package func read() throws -> ReleasePleaseReading {
        guard let configuration = try bytes(configurationPath, isNamed: isConfigurationNamed) else {
            throw InputError.noSuchFile(configurationPath)
        }
        let manifestPath = isManifestNamed ? manifestName : folder + "/" + manifestName
        let manifest = try bytes(manifestPath, isNamed: isManifestNamed)
        if manifest == nil, isManifestNamed { throw InputError.noSuchFile(manifestName) }
        return try readReleasePlease(
            configuration: configuration, file: configurationName, manifest: manifest, manifestFile: manifestName,
            releaseTypes: Set(allReleaseTypes.map(\.name)))
    }

    private func bytes(_ path: String, isNamed: Bool) throws(InputError) -> [UInt8]? {
        try InputFile(path: path, isNamed: isNamed, home: folder).bytes()
    }
}
