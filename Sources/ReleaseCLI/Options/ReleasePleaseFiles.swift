import Foundation
import ReleaseConfig
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
        configurationName = configuration ?? "release-please-config.json"
        manifestName = manifest ?? ".release-please-manifest.json"
        isConfigurationNamed = configuration != nil
        isManifestNamed = manifest != nil
    }

    func read() throws -> ReleasePleaseReading {
        let path = isConfigurationNamed ? configurationName : folder + "/" + configurationName
        guard let configuration = try bytes(path, isNamed: isConfigurationNamed) else {
            throw InitError.noReleasePlease(path)
        }
        let manifestPath = isManifestNamed ? manifestName : folder + "/" + manifestName
        let manifest = try bytes(manifestPath, isNamed: isManifestNamed)
        if manifest == nil, isManifestNamed { throw InputError.noSuchFile(manifestName) }
        return try readReleasePlease(
            configuration: configuration, file: configurationName, manifest: manifest, manifestFile: manifestName,
            releaseTypes: ReleaseTypeName.all)
    }

    /// In bytes; nobody writes more by hand.
    private static let sizeLimit = 4 << 20

    /// - Throws: ``InputError`` for a link out of the workspace that nobody named, and for an endless file.
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
