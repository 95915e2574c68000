import Foundation
import ReleaseManifests
import ReleaseModel

/// The files of an unpacked source archive; links and what is larger than 16 MiB are left out, as in a repository.
struct SourceTree {
    let folder: String
    /// Relative to the folder, sorted.
    let paths: [String]

    init(folder: String) {
        self.folder = folder
        let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
        let keys: Set<URLResourceKey> = [.isRegularFileKey, .fileSizeKey]
        var paths: [String] = []
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: Array(keys))
        while let file = walk?.nextObject() as? URL {
            guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true,
                values.fileSize ?? 0 <= 16 << 20, file.path.hasPrefix(root.path + "/")
            else { continue }
            paths.append(String(file.path.dropFirst(root.path.count + 1)))
        }
        self.paths = paths.sorted()
    }

    /// What an observer would hand to an ecosystem.
    func files(of ecosystem: any Ecosystem) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in paths where ecosystem.isManifest(path: path) { files[path] = bytes(path) }
        for path in ecosystem.companions(of: files, among: paths) { files[path] = bytes(path) }
        return files
    }

    private func bytes(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(path)").map(Array.init)
    }
}
