import Foundation
import ReleaseConfig
import ReleaseManifests
import ReleaseModel

/// The two files of release-please in a workspace.
struct ReleasePleaseFiles {
    let folder: String
    /// As shown to people: as named, or the usual name.
    let configurationName: String
    let manifestName: String
    private let isManifestNamed: Bool
    private let isConfigurationNamed: Bool

    /// - Parameters:
    ///   - configuration: As a person named it; nil: `release-please-config.json` of the folder.
    ///   - manifest: As a person named it; nil: `.release-please-manifest.json` of the folder, if it is there.
    init(folder: String, configuration: String?, manifest: String?) {
        self.folder = folder
        configurationName = configuration ?? ReleasePleaseOptions.configurationName
        manifestName = manifest ?? ReleasePleaseOptions.manifestName
        isConfigurationNamed = configuration != nil
        isManifestNamed = manifest != nil
    }

    /// Whether the configuration is there.
    var areThere: Bool { FileManager.default.fileExists(atPath: configurationPath) }

    private var configurationPath: String {
        isConfigurationNamed ? configurationName : folder + "/" + configurationName
    }

    func read() throws -> ReleasePleaseReading {
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

    /// In bytes; no one writes more by hand.
    private static let sizeLimit = 4 << 20

    /// - Throws: ``InputError`` for a link out of the workspace that no one named, and for an endless file.
    private func bytes(_ path: String, isNamed: Bool) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let home = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        guard isNamed || real.hasPrefix(home + "/") else { throw InputError.outside(path) }
        if let size = (try? FileManager.default.attributesOfItem(atPath: real))?[.size] as? Int,
            size > ReleasePleaseFiles.sizeLimit
        {
            throw InputError.tooLarge(path, size)
        }
        return FileManager.default.contents(atPath: path).map(Array.init)
    }
}
