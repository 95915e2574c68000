import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitSourceControl {
    package func isAtRemote(
        _ commit: CommitID, of folder: String, remote: String
    ) async throws(SourceControlError) -> Bool? {
        // Asked from an empty repository: one that has the commit itself would not ask the remote.
        let probe = NSTemporaryDirectory() + "slipway-probe-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: probe) }
        let format = commit.text.utf8.count == 64 ? "sha256" : "sha1"
        _ = try await ask(
            "make a folder for a question", ["init", "--quiet", "--bare", "--object-format=\(format)", probe], in: "/")
        let configuration = try await ask("find its configuration", ["rev-parse", "--git-path", "config"], in: folder)
        let place = configuration.text.trimmed
        let path = place.hasPrefix("/") ? place : folder + "/" + place
        // How the clone reaches its remote: addresses, credentials, proxies. The probe's own settings come after it.
        _ = try await ask(
            "prepare a question",
            ["config", "--file", probe + "/config", "include.path", path], in: "/")
        _ = try await ask(
            "prepare a question", ["config", "--file", probe + "/config", "--add", "core.bare", "true"], in: "/")
        let answer = try await run(
            GitSourceControl.fetch + ["--depth=1", "--filter=tree:0", "--", remote, commit.text], in: folder,
            environment: ["GIT_DIR": probe], isRemote: true)
        if answer.hasSucceeded { return true }
        let said = answer.errorText
        if said.contains("not our ref") { return false }
        // An older protocol, or a server that shows only commits with a reference.
        if said.contains("unadvertised object") { return nil }
        throw failure("ask the remote for \(commit.short)", folder, answer, isRemote: true)
    }
}
