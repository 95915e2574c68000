import Foundation
import ReleasePorts

/// Lock files left by a killed git, which git itself never removes.
extension GitSourceControl {
    /// A lock on one of the user's references counts as stale after so many seconds; a running git holds one for
    /// milliseconds, or as long as the repository's hooks take.
    static let leftLockAge: TimeInterval = 10

    /// Runs an operation that locks a reference, and once more if a stale lock blocked it.
    ///
    /// - Parameter age: How old a lock has to be; 0 for references that only we write.
    func locking(
        _ reference: String, leftAfter age: TimeInterval = leftLockAge,
        _ run: () async throws(SourceControlError) -> CommandResult
    ) async throws(SourceControlError) -> CommandResult {
        let answer = try await run()
        guard !answer.hasSucceeded, let lock = lockFile(in: answer.errorText), lock.hasSuffix("/\(reference).lock"),
            removeLock(lock, olderThan: age)
        else { return answer }
        return try await run()
    }

    /// Removes the locks in a checkout that only Slipway uses.
    func removeLocks(ofCheckout folder: String) {
        for name in ["index.lock", "HEAD.lock"] { _ = removeLock("\(folder)/.git/\(name)", olderThan: 0) }
    }

    func removeLock(_ path: String, olderThan age: TimeInterval) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        let written = TimeInterval(status.st_mtim.tv_sec) + TimeInterval(status.st_mtim.tv_nsec) * 1e-9
        guard Date().timeIntervalSince1970 - written >= age else { return false }
        return unlink(path) == 0
    }
}

/// The lock file that was in git's way: `Unable to create '/…/refs/tags/v1.0.0.lock': File exists.`
func lockFile(in text: String) -> String? {
    guard let begin = text.range(of: "Unable to create '"),
        let end = text.range(of: ".lock': File exists", range: begin.upperBound..<text.endIndex)
    else { return nil }
    return String(text[begin.upperBound..<end.lowerBound]) + ".lock"
}
