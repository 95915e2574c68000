import ReleaseModel
package import ReleasePorts

extension GitSourceControl {
    /// Files below a path that are tracked by the repository around a folder; none without a repository.
    package func tracked(_ path: String, in folder: String) async throws(SourceControlError) -> [String] {
        let answer = try await run(["ls-files", "-z", "--", path], in: folder)
        guard answer.hasSucceeded else { return [] }
        return answer.text.split(separator: "\0").map(String.init)
    }
}
