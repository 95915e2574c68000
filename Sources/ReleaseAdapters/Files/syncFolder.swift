import Foundation
import ReleasePorts

/// Makes renames, creations and removals in a folder durable: syncing a file does not cover its name.
func syncFolder(_ path: String) throws(FileError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
        throw errno == ENOENT ? .missing(path: path) : .failed(path: path, reason: "\(SystemError(number: errno))")
    }
    defer { close(folder) }
    // Some network file systems do not support this.
    guard fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP else {
        throw .failed(path: path, reason: "\(SystemError(number: errno))")
    }
}

/// Creates a folder with its missing parents, durably.
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
        throw .failed(path: path, reason: systemReason(error))
    }
    for made in missing { try syncFolder((made as NSString).deletingLastPathComponent) }
}
