import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts

/// A package index that is a folder: what is uploaded lies in it, and nothing else is known.
struct LocalIndex: PackageIndex {
    let folder: String
    private let files = LocalFiles(threads: WorkerThreads())

    init(folder: String) { self.folder = folder }

    func digests(of names: Set<String>, in package: String) async throws(PackageIndexError) -> [String: Digest] {
        var found: [String: Digest] = [:]
        for name in names where FileManager.default.fileExists(atPath: folder + "/" + name) {
            do throws(FileError) { found[name] = try await files.digest(of: folder + "/" + name).digest } catch {
                throw .partial(index: folder, reason: error.summary)
            }
        }
        return found
    }

    func upload(_ file: PackageFile) async throws(PackageIndexError) {
        do throws(FileError) {
            _ = try await files.copy(file.path, as: folder + "/" + file.name, replacing: false)
        } catch { throw .uploadFailed(name: file.name, index: folder, reason: error.summary) }
    }
}
