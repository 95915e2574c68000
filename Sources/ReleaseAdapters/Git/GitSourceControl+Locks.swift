import Foundation
import ReleasePorts

/// Lock files that a git left which was killed: git itself never takes them away.
extension GitSourceControl {
    /// git's lock of a reference of the user's is taken for left after so many seconds; a git at work holds one for
    /// milliseconds, or as long as the hooks of its repository take.
    static let leftLockAge: TimeInterval = 10

    /// Runs what locks a reference, and once more where a lock was in its way that no one holds any more.
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

    /// Takes the locks away in a checkout that is ours alone.
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
