import ReleaseModel
package import ReleasePorts

extension GitSourceControl {
    /// Files below a path that are tracked by the repository around a folder; none without a repository.
    ///
    /// - Throws: Where git does not say: a repository of another user, or a damaged one.
    package func tracked(_ path: String, in folder: String) async throws(SourceControlError) -> [String] {
        let answer = try await run(["ls-files", "-z", "--", path], in: folder)
        guard answer.hasSucceeded else {
            let isOutside = ["not a git repository", "must be run in a work tree"].contains {
                answer.errorText.contains($0)
            }
            if isOutside { return [] }
            throw failure("list the tracked files of \(path)", folder, answer)
        }
        return answer.text.split(separator: "\0").map(String.init)
    }
}
