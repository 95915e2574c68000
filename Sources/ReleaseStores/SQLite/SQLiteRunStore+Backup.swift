import Foundation
import ReleasePorts

extension SQLiteRunStore {
    /// Copies into a file beside the wanted one ([VACUUM INTO](https://www.sqlite.org/lang_vacuum.html)), checks the
    /// copy, and only then gives it its name.
    package func backUp(to path: String) async throws {
        guard !exists(path) else { throw BackupError.exists(path: path) }
        let unfinished = path + ".\(ProcessInfo.processInfo.processIdentifier).part"
        unlink(unfinished)
        defer { unlink(unfinished) }
        do throws(StoreError) {
            try database.run("VACUUM INTO ?", [.text(unfinished)])
            chmod(unfinished, 0o600)
            try verify(unfinished)
            try sync(unfinished)
        } catch {
            throw BackupError.failed(path: path, reason: error.reason)
        }
        // Fails where someone else made the file meanwhile; a rename would replace theirs.
        guard link(unfinished, path) == 0 else {
            throw errno == EEXIST
                ? BackupError.exists(path: path)
                : BackupError.failed(path: path, reason: String(cString: strerror(errno)))
        }
        try sync((path as NSString).deletingLastPathComponent)
    }

    /// Whether anything has this name, be it a link to nowhere.
    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Opens the copy as it will be opened, and reads all of it.
    private func verify(_ path: String) throws(StoreError) {
        let copy = try Database(path: path, mayWrite: false)
        if let finding = try SQLiteRunStore.findings(of: "integrity_check(1)", in: copy).first {
            throw .corrupt(path: path, reason: finding)
        }
        // A store that was tampered with is copied as it is; only what the copy adds is a fault of copying.
        let faults = try SQLiteRunStore.verification(of: copy, against: nil).faults
        guard !faults.isEmpty else { return }
        guard try SQLiteRunStore.verification(of: database, against: nil).faults == faults else {
            throw .corrupt(path: path, reason: "the copy is not what the store holds")
        }
    }

    /// Waits until the disk has a file, or a folder's list.
    private func sync(_ path: String) throws(StoreError) {
        let file = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        defer { if file >= 0 { close(file) } }
        guard file >= 0, fsync(file) == 0 else {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
    }
}

extension StoreError {
    /// The bare cause, for an error that says the rest.
    fileprivate var reason: String {
        switch self {
        case .unusable(_, let reason), .corrupt(_, let reason, _): reason
        case .full: "the disk is full"
        case .readOnly: "the folder can't be written"
        default: summary
        }
    }
}
