import Foundation
import ReleaseAdapters
import ReleasePorts

/// The lock file lies in the state folder, which is made when first needed.
struct StateLock: WorkspaceLock {
    let folder: StateFolder

    func acquire(for purpose: String, at moment: Date) throws -> any HeldLock {
        try folder.prepare()
        return try file.acquire(for: purpose, at: moment)
    }

    func isHeld() -> Bool { file.isHeld() }

    private var file: FileLock { FileLock(path: folder.path + "/lock") }
}
