import Foundation
import ReleasePorts

/// Makes what was renamed, made and removed in a folder last: syncing a file says nothing of its name.
func syncFolder(_ path: String) throws(FileError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
        throw errno == ENOENT ? .missing(path: path) : .failed(path: path, reason: "\(SystemError(number: errno))")
    }
    defer { close(folder) }
    // Some file systems of other machines have no such thing.
    guard fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP else {
        throw .failed(path: path, reason: "\(SystemError(number: errno))")
    }
}

/// Makes a folder with all that is missing above it, and makes that last.
func makeFolders(_ path: String) throws(FileError) {
    var missing: [String] = []
    var here = path
    var status = stat()
    while !here.isEmpty, here != "/", stat(here, &status) != 0 {
        missing.append(here)
        here = (here as NSString).deletingLastPathComponent
    }
    guard !missing.isEmpty else { return }
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
        throw .failed(path: path, reason: error.localizedDescription)
    }
    for made in missing { try syncFolder((made as NSString).deletingLastPathComponent) }
}
