import CSQLite
import Foundation
import ReleasePorts

/// The last failure of a connection in the port's words ([result codes](https://www.sqlite.org/rescode.html)).
func storeError(_ handle: OpaquePointer, _ path: String) -> StoreError {
    let code = sqlite3_extended_errcode(handle)
    let reason = String(cString: sqlite3_errmsg(handle))
    switch code & 0xFF {
    case SQLITE_FULL: return .full(path: path)
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path)
    case SQLITE_READONLY: return .readOnly(path: path)
    case SQLITE_CORRUPT: return .corrupt(path: path, reason: reason)
    case SQLITE_NOTADB: return .corrupt(path: path, reason: reason, opens: false)
    case SQLITE_IOERR, SQLITE_CANTOPEN:
        // SQLITE_IOERR_SHORT_READ and SQLITE_IOERR_CORRUPTFS, whose macros have no value in Swift.
        if code == SQLITE_IOERR | (2 << 8) || code == SQLITE_IOERR | (33 << 8) {
            return .corrupt(path: path, reason: reason)
        }
        switch sqlite3_system_errno(handle) {
        case ENOSPC, EDQUOT: return .full(path: path)
        default: return mayWrite(path) ? .unusable(path: path, reason: reason) : .readOnly(path: path)
        }
    default: return .unusable(path: path, reason: reason)
    }
}

/// Whether a file and its folder may be written; true where either is missing, which is another fault.
private func mayWrite(_ path: String) -> Bool {
    let folder = (path as NSString).deletingLastPathComponent
    return [path, folder.isEmpty ? "." : folder].allSatisfy { (place: String) in
        access(place, W_OK) == 0 || errno == ENOENT
    }
}
