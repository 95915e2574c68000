package import ReleaseModel
package import ReleasePorts

/// Candidates at the remote: under references that are neither branches nor tags, which start nothing and which a usual clone
/// does not fetch.
extension GitSourceControl {
    package func offered(
        _ name: String, of folder: String, remote: String
    ) async throws(SourceControlError) -> CommitID? {
        let reference = candidateReference(name)
        let answer = try await ask(
            "read \(reference) of the remote '\(remote)'", ["ls-remote", "--quiet", "--", remote, reference],
            in: folder, isRemote: true)
        // A pattern also fits longer names that end like it.
        for line in answer.text.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            if parts.count == 2, parts[1] == reference { return CommitID(String(parts[0])) }
        }
        return nil
    }

    package func offer(
        _ commit: CommitID?, as name: String, in folder: String, remote: String
    ) async throws(SourceControlError) {
        let reference = candidateReference(name)
        let present = try await offered(name, of: folder, remote: remote)
        guard present != commit else { return }
        let pushed = try await run(
            push(to: remote) + [
                "--force-with-lease=\(reference):\(present?.text ?? "")", "--", remote,
                "\(commit?.text ?? ""):\(reference)",
            ], in: folder, isRemote: true)
        guard !pushed.hasSucceeded else { return }
        throw failure(commit == nil ? "remove \(reference)" : "push \(reference)", folder, pushed, isRemote: true)
    }
}
