import ReleaseModel
package import ReleasePorts

extension GitSourceControl {
    /// Files below a path that git tracks around a folder; none where there is no repository.
    package func tracked(_ path: String, in folder: String) async throws(SourceControlError) -> [String] {
        let answer = try await run(["ls-files", "-z", "--", path], in: folder)
        guard answer.hasSucceeded else { return [] }
        return answer.text.split(separator: "\0").map(String.init)
    }
}
