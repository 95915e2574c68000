import Foundation
import ReleasePorts

extension SQLiteRunStore {
    /// Up to this size a file is read through when it is opened, in bytes: some 30 ms. In a greater one damage is found by
    /// whoever reads the damaged page, and by `slipway store check`.
    static let checkedSize = 32 << 20

    /// Makes a file that its owner alone can read, or makes it one; SQLite gives its log the same rights. Left as it is
    /// where it isn't ours.
    ///
    /// - Throws: ``StoreError/unusable(path:reason:)`` for a link, which would lead elsewhere.
    static func protect(_ path: String) throws(StoreError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            // What can't be made is an error of SQLite's, in its words.
            if made >= 0 { close(made) }
            return
        }
        guard status.st_mode & S_IFMT != S_IFLNK else {
            throw .unusable(path: path, reason: "it is a symbolic link, which is not followed")
        }
        guard status.st_mode & 0o077 != 0, status.st_uid == geteuid() else { return }
        for file in [path, path + "-wal", path + "-shm"] { chmod(file, 0o600) }
    }

    static func prepare(_ database: Database, patience: Duration) throws(StoreError) {
        // Before anything is written: a damaged file stays as it is.
        if isCutOff(database.path) { throw .corrupt(path: database.path, reason: "it is cut off", opens: false) }
        if let finding = try damage(of: database) { throw .corrupt(path: database.path, reason: finding, opens: false) }
        try useWriteAheadLog(database, patience: patience)
        try database.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        try Migrations.bringUpToDate(database)
    }

    /// SQLite takes what is shorter than its header (512 bytes at least), or empty beside a log, for a new file.
    private static func isCutOff(_ path: String) -> Bool {
        var (file, log) = (stat(), stat())
        guard stat(path, &file) == 0 else { return false }
        if stat(path + "-wal", &log) != 0 { log.st_size = 0 }
        return file.st_size == 0 ? log.st_size > 0 : file.st_size < 512
    }

    /// The first finding of a quick check ([PRAGMA](https://www.sqlite.org/pragma.html#pragma_quick_check)); nil where
    /// all is whole, or the file is greater than is checked.
    private static func damage(of database: Database) throws(StoreError) -> String? {
        let pages = try database.number("PRAGMA page_count") ?? 0
        let bytes = pages.multipliedReportingOverflow(by: try database.number("PRAGMA page_size") ?? 0)
        guard !bytes.overflow, bytes.partialValue <= checkedSize else { return nil }
        return try findings(of: "quick_check(1)", in: database).first
    }

    /// The result of a check; empty if intact.
    static func findings(of check: String, in database: Database) throws(StoreError) -> [String] {
        var lines: [String] = []
        try database.run("PRAGMA \(check)") { lines.append($0.text(0)) }
        return lines == ["ok"] ? [] : lines
    }

    /// Two processes that meet at a new file both want to change its mode, for which SQLite doesn't wait.
    private static func useWriteAheadLog(_ database: Database, patience: Duration) throws(StoreError) {
        let end = ContinuousClock.now + patience
        while true {
            do throws(StoreError) {
                guard try mode(of: database) != "wal" else { return }
                throw .unusable(path: database.path, reason: "it can't keep a write-ahead log here")
            } catch {
                guard case .busy = error, ContinuousClock.now < end else { throw error }
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }

    /// Of the journal, after asking for a write-ahead log.
    private static func mode(of database: Database) throws(StoreError) -> String {
        var mode = ""
        try database.run("PRAGMA journal_mode = WAL") { mode = $0.text(0) }
        return mode
    }
}
